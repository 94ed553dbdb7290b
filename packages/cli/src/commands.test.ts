import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { RunOptions, ServerFolder } from './testing.ts';
import { runCli, serverFolder } from './testing.ts';

let running: ServerFolder;
before(async () => {
  running = await serverFolder();
});
after(() => running[Symbol.asyncDispose]());

function run(argv: readonly string[], options: Omit<RunOptions, 'cwd'> = {}) {
  return runCli(argv, { cwd: running.folder, ...options });
}

async function valueOf(name: string): Promise<string> {
  return (await run(['secret', 'get', name])).stdout;
}

test('a piped value is stored to the byte and given back to the byte', async () => {
  const value = '\uFEFFline one\nline two é\n';

  const put = await run(['secret', 'put', 'pipe/exact'], { input: value });

  assert.match(put.stdout, /^created pipe\/exact \(version [0-9a-f-]{36}\)\n$/);
  assert.equal(put.code, 0);
  assert.equal(await valueOf('pipe/exact'), value);
});

test('a last line break is left out when that is asked for', async () => {
  await run(['secret', 'put', 'pipe/stripped', '--strip-newline'], { input: 'value\r\n' });

  assert.equal(await valueOf('pipe/stripped'), 'value');
});

test('bytes are refused as a text and stored as bytes', async () => {
  const input = Buffer.from([0xff, 0x00, 0x0a]);

  const refused = await run(['secret', 'put', 'pipe/bytes'], { input });
  const put = await run(['secret', 'put', 'pipe/bytes', '--binary'], { input });

  assert.equal(refused.stderr, 'coffer: the value is not UTF-8; `--binary` stores bytes\n');
  assert.equal(refused.code, 1);
  assert.equal(put.code, 0);
  const out = join(running.folder, 'bytes.out');
  assert.equal((await run(['secret', 'get', 'pipe/bytes', '--out', out])).code, 0);
  assert.deepEqual(readFileSync(out), input);
  assert.equal(statSync(out).mode & 0o777, 0o600);
});

test('empty and oversized values are refused', async () => {
  assert.equal((await run(['secret', 'put', 'x'], { input: '' })).stderr, 'coffer: the value is empty\n');
  assert.match((await run(['secret', 'put', 'x'], { input: 'a'.repeat(65_537) })).stderr, /larger than 65536 bytes/);
  assert.equal((await run(['secret', 'put', 'x'], { input: 'a'.repeat(65_536) })).code, 0);
});

test('a value among the arguments is refused and not repeated', async () => {
  const { code, stderr } = await run(['secret', 'put', 'name', 'hunter2']);

  assert.equal(code, 2);
  assert.match(stderr, /a value is never taken from the arguments/);
  assert.doesNotMatch(stderr, /hunter2/);
});

test('a pipe replaces a value only with --yes', async () => {
  await run(['secret', 'put', 'replace/pipe'], { input: 'one' });

  const refused = await run(['secret', 'put', 'replace/pipe'], { input: 'two' });

  assert.match(refused.stderr, /has a value already, and nobody can be asked here; `--yes` replaces it/);
  assert.equal(await valueOf('replace/pipe'), 'one');
  const put = await run(['secret', 'put', 'replace/pipe', '--yes', '--description', 'd'], { input: 'two' });
  assert.match(put.stdout, /^stored replace\/pipe/);
  assert.equal(await valueOf('replace/pipe'), 'two');
  assert.equal((await run(['secret', 'get', 'replace/pipe', '--stage', 'AWSPREVIOUS'])).stdout, 'one');
});

test('--yes creates a secret that is not there', async () => {
  assert.match((await run(['secret', 'put', 'yes/new', '--yes'], { input: 'v' })).stdout, /^created yes\/new/);
});

test('a typed value is asked for twice, without an echo', async () => {
  const put = await run(['secret', 'put', 'typed'], { typed: ['hunter2', 'hunter2'] });

  assert.equal(put.code, 0);
  assert.deepEqual(put.rawModes, [true, false]);
  assert.doesNotMatch(put.stderr + put.stdout, /hunter2/);
  assert.equal(await valueOf('typed'), 'hunter2');
  const differs = await run(['secret', 'put', 'typed/other'], { typed: ['hunter2', 'hunter3'] });
  assert.equal(differs.stderr.split('\n').at(-2), 'coffer: the two values differ; nothing was stored');
});

test('a person is asked before a value is replaced', async () => {
  await run(['secret', 'put', 'asked'], { input: 'one' });

  const no = await run(['secret', 'put', 'asked'], { typed: ['n'] });
  const yes = await run(['secret', 'put', 'asked'], { typed: ['y', 'two', 'two'] });

  assert.deepEqual(
    [no.code, no.stderr.split('\n').at(-2)],
    [1, 'replace the value of asked? [y/N] coffer: nothing was stored'],
  );
  assert.equal(yes.code, 0);
  assert.equal(await valueOf('asked'), 'two');
});

test('giving up at a question restores the terminal', async () => {
  const { code, rawModes } = await run(['secret', 'put', 'given-up'], { typed: ['\u0003'] });

  assert.equal(code, 130);
  assert.deepEqual(rawModes, [true, false]);
});

test('a terminal is shown a value only after a yes', async () => {
  await run(['secret', 'put', 'shown'], { input: 'hunter2' });
  const get = ['secret', 'get', 'shown'];

  const no = await run(get, { typed: ['n'], isTerminalOutput: true });
  const yes = await run(get, { typed: ['y'], isTerminalOutput: true });
  const nobody = await run(get, { isTerminalOutput: true });

  assert.deepEqual([no.stdout, no.code], ['', 1]);
  assert.equal(yes.stdout, 'hunter2\n');
  assert.deepEqual([nobody.stdout, nobody.code], ['', 1]);
});

test('one key of a JSON secret', async () => {
  await run(['secret', 'put', 'json'], { input: '{"user":"u","port":5432}' });

  assert.equal((await run(['secret', 'get', 'json', '--key', 'port'])).stdout, '5432');
  assert.equal(
    (await run(['secret', 'get', 'json', '--key', 'none'])).stderr,
    'coffer: the secret has no key `none`\n',
  );
});

test('what the service refuses is told in its words', async () => {
  assert.equal(
    (await run(['secret', 'get', 'missing'])).stderr,
    "coffer: ResourceNotFoundException: Secrets Manager can't find the specified secret.\n",
  );
});

test('operations take the flags, and have the output and exit codes, of the AWS CLI', async () => {
  const created = await run(['secretsmanager', 'create-secret', '--name', 'api/one', '--tags', 'Key=a,Value=b']);
  const described = await run([
    'secretsmanager',
    'describe-secret',
    '--secret-id',
    'api/one',
    '--query',
    '[Name,Tags]',
  ]);
  const missing = await run(['secretsmanager', 'get-secret-value', '--secret-id', 'missing']);
  const wrong = await run(['secretsmanager', 'get-secret-value']);

  assert.equal(created.code, 0);
  assert.deepEqual(JSON.parse(described.stdout), ['api/one', [{ Key: 'a', Value: 'b' }]]);
  assert.deepEqual(missing, {
    code: 254,
    stdout: '',
    stderr:
      '\nAn error occurred (ResourceNotFoundException) when calling the GetSecretValue operation: ' +
      "Secrets Manager can't find the specified secret.\n",
    rawModes: [],
  });
  assert.equal(wrong.code, 252);
  assert.match(wrong.stderr, /the following arguments are required: --secret-id/);
});

test('a secret value in the arguments of an operation is warned of and not repeated', async () => {
  const { code, stderr } = await run([
    'secretsmanager',
    'create-secret',
    '--name',
    'warned',
    '--secret-string',
    'hunter2',
  ]);

  assert.equal(code, 0);
  assert.match(stderr, /^coffer: the value of `--secret-string` stands in the arguments/);
  assert.doesNotMatch(stderr, /hunter2/);
});

test('lists are whole however small the pages', async () => {
  for (const name of ['p1', 'p2', 'p3']) await run(['secretsmanager', 'create-secret', '--name', `pages/${name}`]);
  const list = [
    'secretsmanager',
    'list-secrets',
    '--filters',
    'Key=name,Values=pages/',
    '--query',
    'SecretList[].Name',
  ];

  const whole = await run([...list, '--page-size', '1', '--output', 'text']);
  const cut = await run([...list.slice(0, -2), '--max-items', '2']);
  const first = await run([...list, '--max-results', '1', '--output', 'text']);

  assert.deepEqual(whole.stdout.trim().split('\t').toSorted(), ['pages/p1', 'pages/p2', 'pages/p3']);
  const { SecretList, NextToken } = JSON.parse(cut.stdout);
  assert.equal(SecretList.length, 2);
  const rest = await run([...list, '--starting-token', NextToken, '--output', 'text']);
  assert.equal(rest.stdout.trim().split('\t').length, 1);
  assert.equal(first.stdout.trim().split('\t').length, 1);
});

test('page flags are refused where there are no pages', async () => {
  const { code, stderr } = await run(['secretsmanager', 'describe-secret', '--secret-id', 'x', '--max-items', '1']);

  assert.equal(code, 252);
  assert.match(stderr, /unknown flag `--max-items`: this operation has no pages/);
});

test('a server that is not there is no answer of a service', async () => {
  const env = { AWS_ENDPOINT_URL: 'https://127.0.0.1:1', AWS_REGION: 'us-east-1' };

  const { code, stderr } = await run(['secretsmanager', 'list-secrets'], { env });

  assert.equal(code, 255);
  assert.match(stderr, /^coffer: could not connect to the endpoint `https:\/\/127\.0\.0\.1:1`/);
});

test('a server under another authority is refused, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
  const env = { AWS_ENDPOINT_URL: running.server.file.https, AWS_REGION: 'us-east-1' };
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';

  const { code, stderr } = await run(['secretsmanager', 'list-secrets'], { env });

  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  assert.equal(code, 255);
  assert.match(stderr, /certificate/);
});

test('env prints the lines of the running server, and nothing when there is none', async () => {
  const env = await run(['env'], { env: { PATH: '' } });
  const none = await run(['env', '--data-dir', 'nothing']);

  assert.match(env.stdout, new RegExp(`^export AWS_ENDPOINT_URL='${running.server.file.https}'$`, 'm'));
  assert.equal(env.code, 0);
  assert.deepEqual([none.code, none.stdout], [1, '']);
  assert.match(none.stderr, /^coffer: no server runs in `.*`; start one .*\n$/);
});

/** What `coffer env` puts into the environment of a shell. */
async function envOf(
  ...flags: readonly string[]
): Promise<{ readonly env: NodeJS.ProcessEnv; readonly stderr: string }> {
  const { stdout, stderr, code } = await run(['env', ...flags], { env: { PATH: '' } });
  assert.equal(code, 0, stderr);
  const env = Object.fromEntries(
    [...stdout.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name = '', value]) => [name, value]),
  );
  return { env, stderr };
}

const list = ['secretsmanager', 'list-secrets'];

test('env hands out the administrator’s keys, and the root user’s only when asked, with a warning', async () => {
  const [admin, root] = [await envOf(), await envOf('--root')];
  const file = readFileSync(running.server.file.credentials, 'utf8');

  assert.match(file, new RegExp(`^\\[default\\]\naws_access_key_id = ${admin.env['AWS_ACCESS_KEY_ID']}\n`));
  assert.match(file, new RegExp(`\n\\[root\\]\naws_access_key_id = ${root.env['AWS_ACCESS_KEY_ID']}\n`));
  assert.equal(admin.stderr, '');
  assert.match(root.stderr, /^coffer: these are the root user's keys\. Use them only to create an administrator/);
});

for (const [command, flags, whose] of [
  ['reset-root', ['--root'], 'the root user'],
  ['reset-admin', [], 'the administrator'],
] as const) {
  test(`new credentials of ${whose} come through the running server, the old ones end, the others stay`, async () => {
    const path = running.server.file.credentials;
    const [admin, root] = [await envOf(), await envOf('--root')];
    const old = command === 'reset-root' ? root : admin;
    const other = command === 'reset-root' ? admin : root;
    assert.equal((await run(list, { env: old.env })).code, 0);

    const reset = await run(['account', command]);

    const { env } = await envOf(...flags);
    assert.equal(
      reset.stdout,
      `new credentials of ${whose} (access key ${String(env['AWS_ACCESS_KEY_ID'])}) are in ${path}\n`,
    );
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.ok(!reset.stdout.includes(String(env['AWS_SECRET_ACCESS_KEY'])));
    assert.match((await run(list, { env: old.env })).stderr, /UnrecognizedClientException/);
    for (const good of [env, other.env]) assert.equal((await run(list, { env: good })).code, 0);
  });
}

test('help comes from the tables, everywhere', async () => {
  assert.match((await run(['--help'])).stdout, /^ {2}secret put /m);
  assert.match(
    (await run(['server', '--help'])).stdout,
    /--listen HOST:PORT .*default 127\.0\.0\.1:7443; COFFER_LISTEN/,
  );
  assert.match((await run(['secret', '--help'])).stdout, /coffer secret get/);
  assert.match((await run(['aws', '--help'])).stdout, /--data-dir DIR/);
  assert.match((await run(['secretsmanager', 'help'])).stdout, /^ {2}get-secret-value /m);
  assert.match((await run(['secretsmanager', 'get-secret-value', 'help'])).stdout, /--secret-id TEXT .*required/);
  assert.match((await run(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('unknown commands are answered with the nearest', async () => {
  const cases = { servr: 'server', 'secret pt': 'put', secretmanager: 'secretsmanager' };
  for (const [typed, meant] of Object.entries(cases)) {
    const { code, stderr } = await run(typed.split(' '));

    assert.equal(code, 2);
    assert.ok(stderr.includes(`(did you mean \`${meant}\`?)`), stderr);
  }
});

test('what is typed ahead in one piece answers both questions', async () => {
  assert.equal((await run(['secret', 'put', 'typed/ahead'], { typed: ['hunter2\rhunter2'] })).code, 0);
  assert.equal(await valueOf('typed/ahead'), 'hunter2');
});
