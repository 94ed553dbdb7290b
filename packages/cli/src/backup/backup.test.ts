import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import type { Run, RunOptions, ServerFolder } from '../testing.ts';
import { runCli, serverFolder } from '../testing.ts';

const PASSPHRASE = 'five random words are good';

describe('backups of a running server', () => {
  let running: ServerFolder;
  let elsewhere: string;
  before(async () => {
    running = await serverFolder();
    elsewhere = mkdtempSync(join(tmpdir(), 'coffer-elsewhere-'));
    const { code } = await run(['secret', 'put', 'kept/one'], { input: 'of the backup' });
    assert.equal(code, 0);
  });
  after(async () => {
    await running[Symbol.asyncDispose]();
    rmSync(elsewhere, { recursive: true });
  });

  function run(argv: readonly string[], options: Omit<RunOptions, 'cwd'> = {}): Promise<Run> {
    return runCli(argv, { cwd: running.folder, ...options });
  }

  /** Restores into a new folder, starts a server on it and reads the secret. */
  async function restored(
    file: string,
    argv: readonly string[],
    options: Omit<RunOptions, 'cwd'> = {},
  ): Promise<string> {
    const folder = mkdtempSync(join(elsewhere, 'restored-'));
    const restore = await runCli(['restore', join(running.folder, file), ...argv], { cwd: folder, ...options });
    assert.equal(restore.code, 0, restore.stderr);
    assert.match(restore.stdout, /^restored \d+ rows/);
    const rootKey = argv.includes('--root-key-file') ? argv : [];
    await using again = await serverFolder(['--data-dir', join(folder, '.coffer'), ...rootKey]);
    // Backups hold no credentials; whoever owns the data directory makes new ones.
    const reset = await runCli(['account', 'reset-admin'], { cwd: folder });
    assert.equal(reset.code, 0, reset.stderr);
    const get = await runCli(['secret', 'get', 'kept/one', '--data-dir', join(folder, '.coffer')], {
      cwd: again.folder,
    });
    assert.equal(get.code, 0, get.stderr);
    return get.stdout;
  }

  test('open with the root key, and only with that', async () => {
    const { code, stdout, stderr } = await run(['backup', 'root.backup']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /root\.backup: \d+ rows of \d+ tables in \d+ bytes\n$/);
    assert.equal(statSync(join(running.folder, 'root.backup')).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(running.folder).toSorted(), ['.coffer', 'root.backup']);

    const verified = await run(['backup', 'verify', 'root.backup', '--output', 'json']);
    assert.equal(verified.code, 0, verified.stderr);
    const found = JSON.parse(verified.stdout);
    assert.equal(found.ciphertexts.failed, 0);
    assert.ok(found.ciphertexts.opened > 3);

    const key = join(elsewhere, 'root.key');
    cpSync(join(running.folder, '.coffer', 'root.key'), key);
    assert.equal(await restored('root.backup', ['--root-key-file', key]), 'of the backup');
  });

  test('for an age recipient open elsewhere, under a new root key', async () => {
    const identity = await generateIdentity();
    const file = join(elsewhere, 'identity.txt');
    writeFileSync(file, `# created today\n${identity}\n`, { mode: 0o600 });
    const { code, stderr } = await run(['backup', 'age.backup', '--recipient', await identityToRecipient(identity)]);
    assert.equal(code, 0, stderr);

    const verified = await run(['backup', 'verify', 'age.backup', '--identity', file]);
    assert.equal(verified.code, 0, verified.stderr);
    assert.match(verified.stdout, /\n\d+ ciphertexts opened, 0 did not open/);
    assert.equal(await restored('age.backup', ['--identity', file]), 'of the backup');

    writeFileSync(file, await generateIdentity());
    const other = await run(['backup', 'verify', 'age.backup', '--identity', file]);
    assert.equal(other.code, 1);
    assert.match(other.stderr, /no identity of the file opens the backup/);
  });

  test('under a passphrase open with it, from a terminal and from a file descriptor', async () => {
    const made = await run(['backup', 'pass.backup', '--passphrase'], { typed: [PASSPHRASE, PASSPHRASE] });
    assert.equal(made.code, 0, made.stderr);
    assert.doesNotMatch(made.stdout + made.stderr, new RegExp(PASSPHRASE));

    assert.equal(await restored('pass.backup', [], { typed: [PASSPHRASE] }), 'of the backup');
    const file = join(elsewhere, 'passphrase');
    writeFileSync(file, `${PASSPHRASE}\n`);
    const fd = String(openSync(file, 'r'));
    assert.equal((await run(['backup', 'verify', 'pass.backup', '--passphrase-fd', fd])).code, 0);
    const wrong = await run(['backup', 'verify', 'pass.backup'], { typed: ['something else'] });
    assert.match(wrong.stderr, /this is not the passphrase of the backup/);
    assert.equal(wrong.code, 1);
    const short = await run(['backup', 'x.backup', '--passphrase'], { typed: ['short', 'short'] });
    assert.match(short.stderr, /at least 12 bytes/);
  });

  test('never hold the root key, the credentials, or a value in the clear', async () => {
    await run(['backup', 'plain.backup']);
    const bytes = readFileSync(join(running.folder, 'plain.backup')).toString('latin1');
    const credentials = readFileSync(running.server.file.credentials, 'utf8');
    const rootKey = readFileSync(join(running.folder, '.coffer', 'root.key'), 'utf8');
    const secrets = [...credentials.matchAll(/secret_access_key = (\S+)/g), ...rootKey.matchAll(/v1 (\S+)/g)];

    assert.ok(secrets.length >= 2);
    for (const [, secret = ''] of secrets) assert.ok(!bytes.includes(secret));
    assert.ok(!bytes.includes('of the backup'));
  });

  test('are records in the trail, before the file has its name', async () => {
    await run(['backup', 'audited.backup', '--without-audit']);

    const { stdout } = await run([
      'cloudtrail',
      'lookup-events',
      '--lookup-attributes',
      'AttributeKey=EventName,AttributeValue=BackupJobCompleted',
      '--query',
      'Events[].CloudTrailEvent',
      '--output',
      'json',
    ]);

    const details = JSON.parse(stdout).map((event: string) => JSON.parse(event).additionalEventData);
    assert.ok(
      details.some((each: { file?: string }) => each.file === 'audited.backup'),
      stdout,
    );
  });

  test('are not restored over what is there, nor from what is no backup', async () => {
    await run(['backup', 'again.backup']);

    const used = await run(['restore', 'again.backup']);
    assert.equal(used.code, 1);
    assert.match(used.stderr, /is in use by process/);
    writeFileSync(join(running.folder, 'foreign'), 'SQLite format 3\0 and more of it');
    const folder = join(elsewhere, 'untouched');
    const foreign = await run(['restore', 'foreign', '--data-dir', folder]);
    assert.match(foreign.stderr, /this is no backup of Coffer/);
    assert.equal(foreign.code, 1);
    assert.throws(() => statSync(folder), /ENOENT/);
  });

  test('are refused for recipients that are none, and leave no file behind', async () => {
    const { code, stderr } = await run(['backup', 'bad.backup', '--recipient', 'age1nonsense']);

    assert.equal(code, 1);
    assert.match(stderr, /`age1nonsense` is no age recipient/);
    assert.deepEqual(
      readdirSync(running.folder).filter(name => name.startsWith('bad')),
      [],
    );
  });
});

test('a backup of a root key in shares opens with as many of them as it takes, typed or from a descriptor', async () => {
  const rootKey = ['--root-key', 'shamir'];
  await using running = await serverFolder([...rootKey, '--root-key-shares', '3', '--root-key-threshold', '2']);
  const run = (argv: readonly string[], options: Omit<RunOptions, 'cwd'> = {}) =>
    runCli(argv, { cwd: running.folder, ...options });
  const folder = readdirSync(join(running.folder, '.coffer')).find(name => name.startsWith('shares-of-')) ?? '';
  const place = join(running.folder, '.coffer', folder);
  const texts = readdirSync(place).map(name => readFileSync(join(place, name), 'utf8'));
  const [first = '', , third = ''] = texts.map(text => text.split('\n')[0] ?? '');
  assert.equal((await run(['backup', 'shares.backup'])).code, 0);
  const fd = (content: string) => {
    const file = join(running.folder, 'given');
    writeFileSync(file, content);
    return ['--shares-fd', String(openSync(file, 'r'))];
  };
  const verify = ['backup', 'verify', 'shares.backup', ...rootKey];

  const typed = await run(['restore', 'shares.backup', '--data-dir', 'new', ...rootKey], {
    typed: [first, `${third.slice(0, -1)}!`, third],
  });
  const read = await run([...verify, ...fd(texts.slice(0, 2).join(''))]);
  const few = await run([...verify, ...fd(first)]);
  const none = await run(verify);

  assert.equal(typed.code, 0, typed.stderr);
  assert.match(typed.stderr, /share 2 of 2 \(not shown\): \ncoffer: this is no share, or it was mistyped\n/);
  assert.ok(typed.stdout.includes(`under root key ${folder.slice('shares-of-'.length)}\n`), typed.stdout);
  assert.ok(!(typed.stdout + typed.stderr).includes(first));
  assert.equal(read.code, 0, read.stderr);
  assert.deepEqual([few.code, few.stderr], [1, 'coffer: 1 of 2 shares were given\n']);
  assert.match(none.stderr, /shares are asked for on a terminal, and here is none/);
  assert.equal(none.code, 2);
});

describe('backups without a server', () => {
  test('are made under the lock of the data directory', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-offline-'));
    {
      await using running = await serverFolder(['--data-dir', join(folder, '.coffer')]);
      assert.ok(running.folder);
    }

    const made = await runCli(['backup', 'offline.backup'], { cwd: folder });

    assert.equal(made.code, 0, made.stderr);
    assert.equal((await runCli(['backup', 'verify', 'offline.backup'], { cwd: folder })).code, 0);
    const none = await runCli(['backup', 'x', '--data-dir', 'nothing'], { cwd: folder });
    assert.match(none.stderr, /there is no database in/);
    rmSync(folder, { recursive: true });
  });
});
