import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { RunOptions, ServerFolder } from '../testing.ts';
import { runCli, serverFolder } from '../testing.ts';

const SECOND = '222222222222';

describe('accounts of a running server', () => {
  let running: ServerFolder;
  before(async () => {
    running = await serverFolder();
  });
  after(() => running[Symbol.asyncDispose]());

  function run(argv: readonly string[], options: Omit<RunOptions, 'cwd'> = {}) {
    return runCli(argv, { cwd: running.folder, ...options });
  }

  /** What `eval` would put into the environment. */
  async function envOf(accountId: string, ...flags: readonly string[]): Promise<NodeJS.ProcessEnv> {
    const { stdout, code } = await run(['env', '--account-id', accountId, ...flags], { env: { PATH: '' } });
    assert.equal(code, 0);
    return Object.fromEntries(
      [...stdout.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name = '', value]) => [name, value]),
    );
  }

  test('are made with credentials of their own, of which only the path is printed', async () => {
    const { code, stdout } = await run(['account', 'create', '--account-id', SECOND, '--name', 'Team two']);

    const path = join(running.folder, '.coffer', `credentials-${SECOND}`);
    const pairs = [...readFileSync(path, 'utf8').matchAll(/_key_id = (\S+)\naws_secret_access_key = (\S+)/g)];
    const [admin, root] = pairs.map(([, id = '']) => id);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `account ${SECOND}: the credentials of its administrator (access key ${admin}) and of its root user (access key ${root}) are in ${path}\n`,
    );
    assert.equal(pairs.length, 2);
    for (const [, , secret = ''] of pairs) assert.ok(secret !== '' && !stdout.includes(secret));
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  test('work with `coffer env --account-id`, each with its own secrets', async () => {
    const env = await envOf(SECOND);
    const create = ['secretsmanager', 'create-secret', '--name', 'same-name', '--query', 'ARN', '--output', 'text'];
    const theirs = await run(create, { env });
    const ours = await run(create);

    assert.match(theirs.stdout, new RegExp(`:${SECOND}:secret:same-name-`));
    assert.match(ours.stdout, /:123456789012:secret:same-name-/);
    const first = await envOf('123456789012');
    assert.notEqual(first['AWS_ACCESS_KEY_ID'], env['AWS_ACCESS_KEY_ID']);
    const looked = await run(['secretsmanager', 'describe-secret', '--secret-id', ours.stdout.trim()], { env });
    assert.match(looked.stderr, /AccessDeniedException/);
  });

  test('are listed as text and as JSON', async () => {
    const text = await run(['account', 'list']);
    const json = await run(['account', 'list', '--output', 'json']);

    const time = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
    assert.match(text.stdout, new RegExp(`^123456789012\tACTIVE\t${time}\t-\n${SECOND}\tACTIVE\t${time}\tTeam two\n$`));
    const [first, second] = JSON.parse(json.stdout);
    assert.deepEqual([first.accountId, first.isFirst, first.name], ['123456789012', true, null]);
    assert.deepEqual([second.accountId, second.status, second.partition], [SECOND, 'ACTIVE', 'aws']);
  });

  test('have a root user whose credentials are made anew, of the one that is named and of no other', async () => {
    const old = await envOf(SECOND, '--root');

    const reset = await run(['account', 'reset-root', '--account-id', SECOND], {
      env: { COFFER_ACCOUNT_ID: '1'.repeat(12) },
    });

    assert.match(reset.stdout, new RegExp(`credentials-${SECOND}\n$`));
    const list = ['secretsmanager', 'list-secrets'];
    assert.match((await run(list, { env: old })).stderr, /UnrecognizedClientException/);
    for (const flags of [[], ['--root']])
      assert.equal((await run(list, { env: await envOf(SECOND, ...flags) })).code, 0);
    assert.equal((await run(list)).code, 0);
  });

  test('have an administrator of their own, made anew without the others', async () => {
    const [old, first] = [await envOf(SECOND), await envOf('123456789012')];
    const whose = ['secretsmanager', 'create-secret', '--name', 'admins', '--query', 'ARN', '--output', 'text'];

    const reset = await run(['account', 'reset-admin', '--account-id', SECOND]);

    assert.match(reset.stdout, new RegExp(`^new credentials of the administrator .*credentials-${SECOND}\n$`));
    const list = ['secretsmanager', 'list-secrets'];
    assert.match((await run(list, { env: old })).stderr, /UnrecognizedClientException/);
    assert.match((await run(whose, { env: await envOf(SECOND) })).stdout, new RegExp(`:${SECOND}:secret:`));
    assert.equal((await run(list, { env: first })).code, 0);
  });

  test('take the configuration of a server, whose account is the one of the first start and no other', async () => {
    const config = join(running.folder, 'server.yaml');
    writeFileSync(config, 'account-id: "123456789012"\nregion: [us-east-1]\n');

    const made = await run(['account', 'create', '--config', config]);
    const reset = await run(['account', 'reset-root'], { env: { COFFER_ACCOUNT_ID: '777777777777' } });

    assert.match(made.stdout, /^account (?!123456789012)\d{12}: /);
    assert.equal(made.code, 0);
    assert.match(reset.stdout, /\.coffer\/credentials\n$/);
  });

  test('are closed, and then neither let in nor opened again', async () => {
    await run(['account', 'create', '--account-id', '333333333333']);
    const env = await envOf('333333333333');

    const closed = await run(['account', 'close', '333333333333']);

    assert.equal(closed.stdout, 'account 333333333333 is closed; its data stay in the database\n');
    assert.match((await run(['secretsmanager', 'list-secrets'], { env })).stderr, /UnrecognizedClientException/);
    assert.match((await run(['account', 'list'])).stdout, /^333333333333\tCLOSED\t/m);
    const refusals = [
      [['account', 'close', '333333333333'], 'account `333333333333` is closed'],
      [['account', 'reset-root', '--account-id', '333333333333'], 'account `333333333333` is closed'],
      [['account', 'reset-admin', '--account-id', '333333333333'], 'account `333333333333` is closed'],
      [['account', 'create', '--account-id', '333333333333'], 'account `333333333333` exists already'],
    ] as const;
    for (const [argv, message] of refusals) {
      const { code, stderr } = await run(argv);
      assert.deepEqual([code, stderr], [1, `coffer: ${message}\n`]);
    }
  });

  test('that cannot be, are refused with a sentence and an exit code', async () => {
    const cases = [
      [
        ['account', 'create', '--account-id', '12'],
        2,
        /^coffer: `--account-id`: `12` is not 12 digits\n$|`12` is not 12 digits/,
      ],
      [['account', 'create', '--name', ''], 2, /a name has 1 to 50 characters of printable ASCII/],
      [['account', 'create', '--name', 'é'], 2, /a name has 1 to 50 characters of printable ASCII/],
      [['account', 'create', 'x'], 2, /takes no words beside its flags/],
      [['account', 'close'], 2, /`ID` is missing: `coffer account close ID`/],
      [['account', 'close', 'me'], 2, /`me` is not 12 digits/],
      [['account', 'list', '--output', 'xml'], 2, /`xml` is none of `text`, `json`/],
      [['account', 'open', 'x'], 2, /unknown command `account open`/],
      [
        ['account', 'close', '999999999999'],
        1,
        /^coffer: there is no account `999999999999`; `coffer account list` shows/,
      ],
      [
        ['account', 'close', '123456789012'],
        1,
        /^coffer: account `123456789012` is the first one, .*cannot be closed\n$/,
      ],
      [['account', 'reset-root', '--account-id', '999999999999'], 1, /^coffer: there is no account `999999999999`/],
      [['env', '--account-id', '999999999999'], 1, /^coffer: there are no credentials of account `999999999999` in /],
      [['env', '--account-id', '../../etc/x'], 2, /is not 12 digits/],
    ] as const;

    for (const [argv, expected, message] of cases) {
      const { code, stdout, stderr } = await run(argv);
      assert.equal(code, expected, stderr);
      assert.match(stderr, message);
      assert.equal(stdout, '');
    }
  });
});

test('without a server the data directory takes the commands, and a wrong folder stays as it is', async () => {
  await using stopped = await serverFolder();
  await stopped.server.drain();
  const { folder } = stopped;
  const wrong = join(folder, 'mistyped');

  const made = await runCli(['account', 'create', '--account-id', SECOND], { cwd: folder });
  const reset = await runCli(['account', 'reset-root', '--account-id', SECOND], { cwd: folder });
  const admin = await runCli(['account', 'reset-admin', '--account-id', SECOND], { cwd: folder });
  const closed = await runCli(['account', 'close', SECOND], { cwd: folder });
  const again = await runCli(['account', 'close', SECOND], { cwd: folder });
  const list = await runCli(['account', 'list', '--output', 'json'], { cwd: folder });

  for (const command of ['list', 'reset-root', 'reset-admin']) {
    const { code, stderr } = await runCli(['account', command], { cwd: wrong });
    assert.equal(code, 1);
    assert.match(stderr, /^coffer: no server has run in `.*\.coffer` yet: there is no database in it\n$/);
  }
  assert.equal(existsSync(wrong), false);
  assert.deepEqual([made.code, reset.code, admin.code, closed.code], [0, 0, 0, 0]);
  assert.deepEqual([again.code, again.stderr], [1, `coffer: account \`${SECOND}\` is closed\n`]);
  const accounts: { accountId: string; status: string }[] = JSON.parse(list.stdout);
  assert.deepEqual(
    accounts.map(({ accountId, status }) => `${accountId} ${status}`),
    ['123456789012 ACTIVE', `${SECOND} CLOSED`],
  );
});

test('one server answers for each region that it is told, and only for those', async () => {
  await using running = await serverFolder(['--region', 'us-east-1', '--region', 'eu-central-1']);
  const create = (region: string) =>
    runCli(
      ['secretsmanager', 'create-secret', '--name', 'x', '--region', region, '--query', 'ARN', '--output', 'text'],
      {
        cwd: running.folder,
      },
    );

  for (const region of ['us-east-1', 'eu-central-1']) {
    assert.match((await create(region)).stdout, new RegExp(`^arn:aws:secretsmanager:${region}:123456789012:secret:x-`));
  }
  assert.match((await create('eu-west-1')).stderr, /InvalidSignatureException.*valid region/);
  assert.deepEqual(running.server.file.regions, ['us-east-1', 'eu-central-1']);
  const { stdout } = await runCli(['env'], { cwd: running.folder, env: { PATH: '' } });
  assert.match(stdout, /^export AWS_REGION='us-east-1'$/m);
});
