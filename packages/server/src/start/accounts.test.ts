import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AccessKey } from '../accounts/access-keys.ts';
import { otherAccount, signingWith } from '../services/secretsmanager/isolation.test-support.ts';
import { sql } from '../storage/sql.ts';
import { onBothEngines } from '../testing/engines.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { openTestDatabase } from '../testing/postgres.ts';
import { testOptions } from '../testing/test-options.ts';
import { TestServer } from '../testing/test-server.ts';
import {
  accountCommands,
  closeAccountOffline,
  createAccountOffline,
  listAccountsOffline,
  resetAdmin,
  resetRoot,
} from './account-commands.ts';
import { openStorage } from './open-storage.ts';
import { openParts } from './parts.ts';

const FIRST = '123456789012';
const SECOND = '210987654321';
const INVALID_TOKEN = /^\{"__type":"UnrecognizedClientException","[Mm]essage":"The security token included/;

onBothEngines('Accounts of a running server', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine, options: { regions: ['us-east-1', 'eu-west-1'] } });
  });
  after(() => server[Symbol.asyncDispose]());

  /** Asks as the operators' socket does. */
  async function ask(path: string, input: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const command = accountCommands(
      server.parts,
      testOptions(server.dataDir, { regions: ['us-east-1', 'eu-west-1'] }),
    ).get(path);
    assert.ok(command !== undefined, path);
    return { ...(await command(input)) };
  }

  async function keyOf(accessKeyId: unknown): Promise<AccessKey> {
    const key = await server.parts.line.accessKeys.find(String(accessKeyId));
    assert.ok(key !== undefined);
    return key;
  }

  it('are made with a key in a private file, default keys in every region, and a record in their own trail', async () => {
    const made = await ask('/account/create', { accountId: SECOND, name: 'Second' });
    const path = join(server.dataDir, `credentials-${SECOND}`);
    const file = await readFile(path, 'utf8');
    const account = signingWith(server, await keyOf(made['accessKeyId']));

    const { accessKeyId, adminAccessKeyId } = made;
    assert.deepEqual(made, { accountId: SECOND, credentials: path, accessKeyId, adminAccessKeyId });
    const rest = String.raw`aws_secret_access_key = \S{40}\nregion = us-east-1\n`;
    const [admin, root] = [adminAccessKeyId, accessKeyId].map(id => `aws_access_key_id = ${String(id)}\n${rest}`);
    assert.match(file, new RegExp(`^\\[default\\]\n${admin}\n\\[root\\]\n${root}$`));
    assert.equal((await keyOf(adminAccessKeyId)).caller.arn, `arn:aws:iam::${SECOND}:user/admin`);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.ok(!JSON.stringify(made).includes((await keyOf(made['accessKeyId'])).secretAccessKey.unwrap()));
    for (const region of ['us-east-1', 'eu-west-1']) {
      const input = { Name: 'first', ClientRequestToken: 'x'.repeat(32), SecretString: 'v' };
      const { ARN } = JSON.parse(await account.send('secretsmanager', 'CreateSecret', input, region));
      assert.match(ARN, new RegExp(`^arn:aws:secretsmanager:${region}:${SECOND}:secret:first-`));
      await account.send('kms', 'DescribeKey', { KeyId: 'alias/aws/ssm' }, region);
    }
    const { Events } = JSON.parse(await account.send('cloudtrail', 'LookupEvents', {}));
    const created = JSON.parse(
      Events.find((each: { EventName: string }) => each.EventName === 'CreateAccountResult').CloudTrailEvent,
    );
    assert.equal(created.eventSource, 'organizations.amazonaws.com');
    assert.deepEqual(created.userIdentity, { accountId: SECOND, invokedBy: 'operator' });
    assert.deepEqual(created.additionalEventData, {
      accountId: SECOND,
      accountName: 'Second',
      accessKeyId,
      adminAccessKeyId,
    });
  });

  it('have ids of their own: random ones unless one is asked for, and never one that was taken', async () => {
    const one = await ask('/account/create');
    const two = await ask('/account/create');

    assert.match(String(one['accountId']), /^[1-9]\d{11}$/);
    assert.notEqual(one['accountId'], two['accountId']);
    await assert.rejects(ask('/account/create', { accountId: FIRST }), {
      name: 'OperatorError',
      message: `account \`${FIRST}\` exists already`,
    });
  });

  it('are refused with a sentence for what is no id and no name', async () => {
    const bad = [
      [{ accountId: '1' }, '`1` is not 12 digits'],
      [{ accountId: '１２３４５６７８９０１２' }, '`１２３４５６７８９０１２` is not 12 digits'],
      [{ accountId: '' }, '`` is not 12 digits'],
      [{ accountId: 123_456_789_012 }, '`accountId` is not a text'],
      [{ name: '' }, 'the name of an account has 1 to 50 characters of printable ASCII'],
      [{ name: 'x'.repeat(51) }, 'the name of an account has 1 to 50 characters of printable ASCII'],
      [{ name: 'a\u001B[2J' }, 'the name of an account has 1 to 50 characters of printable ASCII'],
    ] as const;

    for (const [input, message] of bad) {
      await assert.rejects(ask('/account/create', input), { name: 'OperatorError', message });
    }
  });

  it('whose file cannot be written are not made', async () => {
    const accountId = '310987654321';
    await mkdir(join(server.dataDir, `credentials-${accountId}`));

    await assert.rejects(ask('/account/create', { accountId }), /is a folder/);

    const { accounts } = await ask('/account/list');
    assert.ok(!JSON.stringify(accounts).includes(accountId));
    assert.deepEqual(
      (await readdir(server.dataDir)).filter(name => name.startsWith(`credentials-${accountId}.`)),
      [],
    );
  });

  it('are listed with the first one first, and nothing secret', async () => {
    const { accounts } = await ask('/account/list');

    assert.ok(Array.isArray(accounts));
    assert.deepEqual(accounts[0], {
      accountId: FIRST,
      name: null,
      status: 'ACTIVE',
      partition: 'aws',
      isFirst: true,
      createdAt: '2026-09-26T19:29:54.123Z',
      closedAt: null,
    });
    const second = accounts.find(({ accountId }) => accountId === SECOND);
    assert.deepEqual([second.name, second.isFirst], ['Second', false]);
  });

  it('each have their own new root key, and the others keep theirs', async () => {
    const { credentials, accessKeyId } = await ask('/account/create', { accountId: '410987654321' });
    const first = await ask('/account/reset-root', { accountId: FIRST });

    const reset = await ask('/account/reset-root', { accountId: '410987654321' });

    assert.equal(reset['credentials'], credentials);
    assert.notEqual(reset['accessKeyId'], accessKeyId);
    assert.equal(await server.parts.line.accessKeys.find(String(accessKeyId)), undefined);
    assert.equal((await keyOf(reset['accessKeyId'])).caller.accountId, '410987654321');
    assert.equal((await keyOf(first['accessKeyId'])).caller.accountId, FIRST);
    assert.equal(first['credentials'], join(server.dataDir, 'credentials'));
    await assert.rejects(ask('/account/reset-root', { accountId: '999999999999' }), {
      name: 'OperatorError',
      message: 'there is no account `999999999999`; `coffer account list` shows those that are',
    });
  });

  it('that are closed answer nobody at once, keep their data, and never come again', async () => {
    const account = await otherAccount(server, '510987654321');
    const input = { Name: 'kept', ClientRequestToken: 'x'.repeat(32), SecretString: 'v' };
    await account.send('secretsmanager', 'CreateSecret', input);
    const path = join(server.dataDir, 'credentials-510987654321');
    await stat(path);

    const closed = await ask('/account/close', { accountId: account.accountId });

    assert.deepEqual([closed['status'], closed['closedAt']], ['CLOSED', '2026-09-26T19:29:54.123Z']);
    for (const [service, operation] of [
      ['secretsmanager', 'ListSecrets'],
      ['ssm', 'DescribeParameters'],
      ['kms', 'DescribeKey'],
      ['cloudtrail', 'LookupEvents'],
    ] as const) {
      assert.match(await account.send(service, operation, {}), INVALID_TOKEN);
    }
    await assert.rejects(stat(path), { code: 'ENOENT' });
    const rows = await server.parts.database.read(reader =>
      reader.all(sql`select name from secret where account_id = ${account.accountId}`),
    );
    assert.equal(rows.length, 1);
    const records = await server.parts.database.read(reader =>
      reader.all<{ body: string }>(sql`select body from audit_batch`),
    );
    assert.ok(records.some(({ body }) => body.includes('CloseAccountResult') && body.includes(account.accountId)));
    for (const [command, message] of [
      ['/account/close', 'account `510987654321` is closed'],
      ['/account/reset-root', 'account `510987654321` is closed'],
      ['/account/create', 'account `510987654321` exists already'],
    ] as const) {
      await assert.rejects(ask(command, { accountId: account.accountId }), { name: 'OperatorError', message });
    }
  });

  it('that came first, or are not there, cannot be closed', async () => {
    await assert.rejects(
      ask('/account/close', { accountId: FIRST }),
      /^OperatorError: account `123456789012` is the first one, which .* speak of: it cannot be closed$/,
    );
    await assert.rejects(ask('/account/close', { accountId: '999999999999' }), /there is no account `999999999999`/);
    await assert.rejects(ask('/account/close'), /`` is not 12 digits/);
    const { accounts } = await ask('/account/list');
    assert.ok(Array.isArray(accounts));
    assert.equal(accounts[0].status, 'ACTIVE');
  });

  it('are changed by one command at a time: each begins when the one before has ended', async () => {
    const accountId = '610987654321';
    const commands = accountCommands(server.parts, testOptions(server.dataDir));
    const [create, reset] = [commands.get('/account/create'), commands.get('/account/reset-root')];
    assert.ok(create !== undefined && reset !== undefined);

    await Promise.all([create({ accountId }), reset({ accountId }), reset({ accountId })]);

    const file = await readFile(join(server.dataDir, `credentials-${accountId}`), 'utf8');
    const key = await keyOf(/aws_access_key_id = (.*)/.exec(file)?.[1]);
    assert.ok(file.includes(key.secretAccessKey.unwrap()));
  });
});

describe('Accounts of a data directory', () => {
  it('are made, listed, closed and let in again without a server, and the next start knows them', async () => {
    await using stack = new AsyncDisposableStack();
    const options = testOptions(await makeFolder(stack));
    await startOnce(options);

    const made = await createAccountOffline(options, { accountId: SECOND, name: 'Offline' });
    const other = await createAccountOffline(options, {});
    const reset = await resetRoot(options, SECOND);
    await closeAccountOffline(options, other.accountId);
    const accounts = await listAccountsOffline(options);

    assert.deepEqual(
      accounts.map(({ accountId, status }) => [accountId, status]),
      [
        [FIRST, 'ACTIVE'],
        ...[
          [SECOND, 'ACTIVE'],
          [other.accountId, 'CLOSED'],
        ].toSorted(),
      ],
    );
    const parts = await openParts(stack, options, new ManualClock());
    assert.equal(parts.accounts, 2);
    assert.equal(parts.account.accountId, FIRST);
    assert.equal((await parts.line.accessKeys.find(reset.accessKeyId))?.caller.accountId, SECOND);
    for (const { accessKeyId } of [made, other]) assert.equal(await parts.line.accessKeys.find(accessKeyId), undefined);
  });

  it('are none before the first start, and no folder is made for looking', async () => {
    await using stack = new AsyncDisposableStack();
    const folder = await makeFolder(stack);
    const options = testOptions(join(folder, 'mistyped'));

    for (const command of [
      () => listAccountsOffline(options),
      () => createAccountOffline(options, {}),
      () => closeAccountOffline(options, SECOND),
      () => resetRoot(options),
      () => resetAdmin(options),
    ]) {
      await assert.rejects(command, /^OperatorError: no server has run in `.*mistyped` yet/);
    }

    assert.deepEqual(await readdir(folder), []);
  });

  it('leave nothing secret behind when a command was killed: the next start sweeps it away', async () => {
    await using stack = new AsyncDisposableStack();
    const options = testOptions(await makeFolder(stack));
    await startOnce(options);
    const half = `credentials-${SECOND}.${randomUUID()}`;
    await writeFile(join(options.dataDir, half), 'half a file');
    await writeFile(join(options.dataDir, `credentials-${SECOND}`), 'a whole one');

    await startOnce(options);

    const names = await readdir(options.dataDir);
    assert.deepEqual([names.includes(half), names.includes(`credentials-${SECOND}`)], [false, true]);
  });

  it('get the default keys of a region that a later start serves', async () => {
    await using stack = new AsyncDisposableStack();
    const options = testOptions(await makeFolder(stack));
    await startOnce(options);
    await createAccountOffline(options, { accountId: SECOND });
    const both = { ...options, regions: ['us-east-1', 'eu-west-1'] };
    await startOnce(both);
    // Whoever asks without a server may name fewer regions than the server has.
    await createAccountOffline(options, { accountId: '310987654321' });

    const { database } = stack.use(await openStorage(both));

    const rows = await database.read(reader =>
      reader.all<{ place: string }>(sql`
        select account_id || ' ' || region || ' ' || count(*) as place
        from kms_alias
        group by account_id, region
        order by account_id, region`),
    );
    assert.deepEqual(
      rows.map(({ place }) => place),
      [FIRST, SECOND, '310987654321'].flatMap(id => [`${id} eu-west-1 2`, `${id} us-east-1 2`]),
    );
  });

  it('that another node closes are closed on this one at once', async () => {
    await using stack = new AsyncDisposableStack();
    const { url: database } = stack.use(await openTestDatabase());
    const rootKeyFile = join(await makeFolder(stack), 'root.key');
    const [one, two] = [await makeFolder(stack), await makeFolder(stack)].map(dataDir =>
      testOptions(dataDir, { database, rootKeyFile }),
    );
    assert.ok(one !== undefined && two !== undefined);
    const node = await openParts(stack, one, new ManualClock());
    const { accessKeyId } = await createAccountOffline(two, { accountId: SECOND });
    assert.ok((await node.line.accessKeys.find(accessKeyId)) !== undefined);

    await closeAccountOffline(two, SECOND);

    assert.equal(await node.line.accessKeys.find(accessKeyId), undefined);
  });

  it('of two nodes that start for the first time with different ids are one account', async () => {
    await using stack = new AsyncDisposableStack();
    const { url: database } = stack.use(await openTestDatabase());
    const rootKeyFile = join(await makeFolder(stack), 'root.key');
    const folders = [await makeFolder(stack), await makeFolder(stack)];

    const nodes = await Promise.all(
      folders.map((dataDir, i) =>
        openParts(
          stack,
          testOptions(dataDir, { database, rootKeyFile, accountId: i === 0 ? FIRST : SECOND }),
          new ManualClock(),
        ),
      ),
    );

    assert.equal(nodes[0]?.account.accountId, nodes[1]?.account.accountId);
    assert.deepEqual(nodes.map(({ account }) => account.isNew).toSorted(), [false, true]);
  });
});

async function makeFolder(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-accounts-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A start of a server and its end. */
async function startOnce(options: ReturnType<typeof testOptions>): Promise<void> {
  await using stack = new AsyncDisposableStack();
  await openParts(stack, options, new ManualClock());
}
