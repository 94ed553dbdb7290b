import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { startServer } from '@coffer/server';
import type { SealedServer } from '@coffer/server';
import { parseFlags } from '../parse-flags.ts';
import { networkFlags, storageFlags } from '../server/server-flags.ts';
import { serverOptions } from '../server/server-options.ts';
import { runCli, serverFolder } from '../testing.ts';

const SHAMIR = ['--root-key', 'shamir', '--root-key-shares', '3', '--root-key-threshold', '2'];

describe('the root key of a running server', () => {
  test('is told, rotated, and told anew', async () => {
    await using running = await serverFolder();
    const run = (...argv: readonly string[]) => runCli(['root-key', ...argv], { cwd: running.folder });

    const before = await run('status');
    const rotated = await run('rotate');
    const after = await run('status', '--output', 'json');

    const [, old = ''] =
      /^root key (rk-\S+)\nprovider file \(file `.*root\.key`\)\nstate open: .*\n$/.exec(before.stdout) ?? [];
    const [, now = ''] = /^the root key is (rk-\S+) now, kept by file; it was (rk-\S+)\n/.exec(rotated.stdout) ?? [];
    assert.ok(old !== '' && now !== '' && old !== now, rotated.stdout + rotated.stderr);
    assert.match(rotated.stdout, new RegExp(`the old one is kept as .*root\\.key\\.${old}`));
    const status = JSON.parse(after.stdout);
    assert.deepEqual([status.rootKeyId, status.state, status.why], [now, 'open', null]);
    assert.deepEqual([before.code, rotated.code, after.code], [0, 0, 0]);
  });

  test('that is away makes status fail, with the reason', async () => {
    await using running = await serverFolder();
    rmSync(join(running.folder, '.coffer', 'root.key'));

    const { code, stdout } = await runCli(['root-key', 'status'], { cwd: running.folder });

    assert.equal(code, 1);
    assert.match(
      stdout,
      /^state away: this server goes on, a start would wait since \d{4}-.*\nthere is no root key file/m,
    );
  });

  test('moves to a passphrase that is typed twice, and is never an argument', async () => {
    await using running = await serverFolder();
    const run = (argv: readonly string[], typed?: readonly string[]) =>
      runCli(['root-key', ...argv], { cwd: running.folder, ...(typed === undefined ? {} : { typed }) });

    const slip = await run(['migrate', '--to', 'passphrase'], ['correct horse battery', 'correct horse batter']);
    const short = await run(['migrate', '--to', 'passphrase'], ['short', 'short']);
    const word = await run(['migrate', '--to', 'passphrase', 'correct horse battery']);
    const moved = await run(['migrate', '--to', 'passphrase'], ['correct horse battery', 'correct horse battery']);
    const status = await run(['status']);
    const rotated = await runCli(['root-key', 'rotate'], { cwd: running.folder, input: 'another horse battery\n' });

    assert.match(slip.stderr, /the two passphrases differ; nothing was changed/);
    assert.match(short.stderr, /a passphrase has at least 12 bytes.*; the root key in use is the old one/);
    assert.equal(word.code, 2);
    assert.equal(moved.code, 0, moved.stderr);
    assert.match(moved.stdout, /from now on start the server with `--root-key passphrase`/);
    assert.deepEqual(moved.rawModes, [true, false]);
    assert.match(status.stdout, /^provider passphrase .*\nstate with people: a start asks them$/m);
    assert.equal(status.code, 0);
    assert.equal(rotated.code, 0, rotated.stderr);
    assert.ok(readdirSync(join(running.folder, '.coffer')).includes('root.key'));
  });

  test('cannot move to what is not there, or is named half', async () => {
    await using running = await serverFolder();
    const run = (...argv: readonly string[]) => runCli(['root-key', 'migrate', ...argv], { cwd: running.folder });

    const cases = [
      [[], 2, /`--to` is missing/],
      [['--to', 'vault'], 2, /`vault` is none of/],
      [['--to', 'aws-kms'], 1, /`--root-key aws-kms` needs `--root-key-kms-key`/],
      [['--to', 'exec', '--to-command', '/nowhere'], 1, /ENOENT; the root key in use is the old one/],
      [['--to', 'shamir', '--to-shares', '2', '--to-threshold', '3'], 1, /3 of 2 is no way to share a root key/],
    ] as const;
    for (const [argv, expected, words] of cases) {
      const { code, stderr } = await run(...argv);
      assert.equal(code, expected, stderr);
      assert.match(stderr, words);
    }
    assert.equal((await runCli(['root-key', 'status'], { cwd: running.folder })).code, 0);
  });
});

test('a data directory that no server uses takes the commands, and the next start finds the key', async () => {
  await using stopped = await serverFolder();
  await stopped.server.drain();
  const run = (...argv: readonly string[]) => runCli(argv, { cwd: stopped.folder });

  const rotated = await run('root-key', 'rotate');
  const moved = await run('root-key', 'migrate', '--to', 'shamir', '--to-shares', '3', '--to-threshold', '2');
  const wrong = await run('root-key', 'status');
  const mistyped = join(stopped.folder, 'mistyped');
  const elsewhere = await Promise.all(
    ['status', 'rotate'].map(command => runCli(['root-key', command], { cwd: mistyped })),
  );

  for (const { code, stderr } of elsewhere) {
    assert.deepEqual([code, /^coffer: no server has run in `.*` yet/.test(stderr)], [1, true], stderr);
  }
  assert.equal(existsSync(mistyped), false);
  assert.deepEqual([rotated.code, moved.code], [0, 0], rotated.stderr + moved.stderr);
  assert.match(moved.stdout, /the 3 shares of the root key lie in `.*shares-of-rk-/);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /is kept by `shamir`, not by file `.*`: start the server with `--root-key shamir`/);
});

test('a sealed server takes shares from a prompt, a pipe and a file, never from the arguments', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-unseal-'));
  const argv = ['--listen', '127.0.0.1:0', '--log-level', 'silent', ...SHAMIR];
  const { flags } = parseFlags({ ...storageFlags, ...networkFlags }, argv, { env: {} });
  const options = serverOptions({ cwd: folder, env: {} }, flags, flags, undefined);
  await (await startServer(options)).drain();
  const place = readdirSync(options.dataDir).find(name => name.startsWith('shares-of-')) ?? '';
  const shares = readdirSync(join(options.dataDir, place)).map(name =>
    readFileSync(join(options.dataDir, place, name), 'utf8'),
  );
  const waits = Promise.withResolvers<SealedServer>();
  const started = startServer(options, { onSealed: waits.resolve });
  const { https, ca } = await waits.promise;

  const status = await runCli(['root-key', 'status'], { cwd: folder });
  const word = await runCli(['root-key', 'unseal', shares[0] ?? ''], { cwd: folder });
  const wrong = await runCli(['root-key', 'unseal'], { cwd: folder, input: 'nonsense' });
  const clear = await runCli(['root-key', 'unseal', '--endpoint-url', 'http://127.0.0.1:1'], {
    cwd: folder,
    input: 'x',
  });
  const typed = await runCli(['root-key', 'unseal'], { cwd: folder, typed: [shares[0]?.split('\n')[0] ?? ''] });
  const piped = await runCli(['root-key', 'unseal', '--endpoint-url', https, '--ca-bundle', ca], {
    cwd: folder,
    input: shares[2] ?? '',
  });
  const server = await started;
  const late = await runCli(['root-key', 'unseal'], { cwd: folder, input: shares[1] ?? '' });
  await server.drain();
  rmSync(folder, { recursive: true });

  assert.equal(status.code, 1);
  assert.match(status.stdout, /^state sealed: the server waits for it\n.*\n0 of 2 shares were given$/m);
  assert.equal(word.code, 2);
  assert.match(word.stderr, /a share is never taken from the arguments/);
  assert.deepEqual([wrong.code, wrong.stderr], [1, 'coffer: this is no share, or it was mistyped\n']);
  assert.match(clear.stderr, /a share goes over TLS only/);
  assert.deepEqual([typed.stdout, typed.rawModes], ['the share was taken: 1 of 2\n', [true, false]]);
  assert.equal(piped.stdout, 'the root key is open: 2 of 2\n');
  assert.match(late.stderr, /no sealed server waits in/);
});
