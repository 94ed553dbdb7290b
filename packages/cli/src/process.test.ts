/** What only a process of its own can show: signals, folders that go, the end of npx, the real `aws`'s place. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../bin/coffer.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'coffer-process-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Started extends Disposable {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<unknown[]>;
}

/** The environment without what npm and this machine's AWS tools put there. */
function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:npm_|AWS_|COFFER_|NODE_)/.test(name));
  return { ...Object.fromEntries(own), TMPDIR: folder, ...more };
}

async function startServer(argv: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Started> {
  const started = run(argv, more);
  await printed(started, /try next/);
  return started;
}

/** Starts a server that may refuse to. */
function run(argv: readonly string[], more: NodeJS.ProcessEnv = {}): Started {
  const args = [BIN, 'server', '--listen', '127.0.0.1:0', '--log-level', 'silent', ...argv];
  return watch(
    spawn(process.execPath, args, { cwd: folder, env: environment(more), stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

function watch(child: ChildProcess): Started {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  // Not `exit`: what it wrote last may still be in the pipe.
  const exited = once(child, 'close');
  return { child, output: () => text, exited, [Symbol.dispose]: () => child.kill('SIGKILL') };
}

async function printed({ child, output }: Started, pattern: RegExp): Promise<void> {
  const end = Date.now() + 120_000;
  while (!pattern.test(output())) {
    assert.ok(Date.now() < end && child.exitCode === null, `not printed: ${String(pattern)}\n${output()}`);
    await sleep(10);
  }
}

test('a server answers, reloads at SIGHUP, keeps its debugger shut at SIGUSR1 and ends at SIGTERM', async () => {
  const root = { COFFER_ROOT_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', COFFER_ROOT_SECRET_ACCESS_KEY: 'k'.repeat(40) };
  using server = await startServer(['--data-dir', 'lasting'], root);
  const file = JSON.parse(readFileSync(join(folder, 'lasting', 'server.json'), 'utf8'));

  server.child.kill('SIGHUP');
  server.child.kill('SIGUSR1');
  await sleep(200);

  const answer = request(file.https, { ca: readFileSync(file.ca), agent: false });
  answer.end();
  const [response] = await once(answer, 'response');
  response.resume();
  assert.equal(server.child.pid, file.pid);
  assert.match(readFileSync(file.credentials, 'utf8'), /AKIAIOSFODNN7EXAMPLE/);
  assert.doesNotMatch(server.output(), /Debugger|kkkk/);
  server.child.kill('SIGTERM');
  assert.deepEqual(await server.exited, [0, null]);
});

test('an ephemeral folder goes with SIGINT, and with a second signal that waits for nothing', async () => {
  using server = await startServer(['--ephemeral']);
  const path = /everything is in `([^`]+)`/.exec(server.output())?.[1] ?? '';
  assert.ok(existsSync(path));
  const file = JSON.parse(readFileSync(join(path, 'server.json'), 'utf8'));
  // A request that has only begun keeps the server from ending by itself.
  const { hostname, port } = new URL(file.https);
  const socket = connect({ host: hostname, port: Number(port), ca: readFileSync(file.ca) });
  await once(socket, 'secureConnect');
  socket.on('error', () => undefined);
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n');
  await once(socket, 'data');

  server.child.kill('SIGINT');
  await sleep(300);
  assert.equal(server.child.exitCode, null);
  server.child.kill('SIGINT');

  assert.deepEqual(await server.exited, [130, null]);
  assert.equal(existsSync(path), false);
  socket.destroy();
});

test('an ephemeral folder is gone after SIGTERM, and so is the file that said that the server answers', async () => {
  const readyFile = join(folder, 'ready.json');
  using server = await startServer(['--ephemeral', '--ready-file', readyFile]);
  const path = /everything is in `([^`]+)`/.exec(server.output())?.[1] ?? '';
  assert.ok(JSON.parse(readFileSync(readyFile, 'utf8')).ca.startsWith(path));

  server.child.kill('SIGTERM');

  assert.deepEqual(await server.exited, [0, null]);
  assert.equal(existsSync(path), false);
  assert.equal(existsSync(readyFile), false);
});

test('under npx a server ends when npx is gone, though the shell between them is not', async () => {
  const command = `'${process.execPath}' '${BIN}' server --listen 127.0.0.1:0 --data-dir npx --log-level silent; :`;
  const npx = `require('node:child_process').spawn('sh', ['-c', ${JSON.stringify(command)}], { stdio: 'inherit' })`;
  const env = environment({ npm_command: 'exec' });
  const child = spawn(process.execPath, ['-e', npx], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  using started = watch(child);
  await printed(started, /try next/);
  const { pid } = JSON.parse(readFileSync(join(folder, 'npx', 'server.json'), 'utf8'));

  child.kill('SIGKILL');

  const end = Date.now() + 120_000;
  while (isAlive(pid) && Date.now() < end) await sleep(50);
  const isLeft = isAlive(pid);
  if (isLeft) process.kill(pid, 'SIGKILL');
  assert.equal(isLeft, false);
});

test('coffer aws becomes the aws on PATH, with the server’s address and its exit code', async () => {
  const bin = join(folder, 'bin');
  execFileSync('mkdir', ['-p', bin]);
  writeFileSync(join(bin, 'aws'), '#!/bin/sh\nprintf "%s\\n" "$@" "$AWS_ACCESS_KEY_ID" "$PATH"\nexit 7\n');
  chmodSync(join(bin, 'aws'), 0o755);
  using server = await startServer(['--data-dir', 'for-aws']);
  const file = JSON.parse(readFileSync(join(folder, 'for-aws', 'server.json'), 'utf8'));
  const args = [BIN, 'aws', '--data-dir', join(folder, 'for-aws')];
  const start = (words: readonly string[], more: NodeJS.ProcessEnv) =>
    watch(
      spawn(process.execPath, [...args, ...words], {
        // A folder with an `aws` of its own, which only an absolute entry of PATH makes the right one.
        cwd: bin,
        env: environment(more),
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );

  using aws = start(['kms', 'list', '--data-dir', 'x', '--help'], { PATH: `:.:${bin}:/bin` });
  using missing = start(['--version'], { PATH: `:${join(folder, 'nowhere')}` });
  using loop = start(['--version'], { PATH: bin, COFFER_INSIDE_AWS: '1' });

  assert.deepEqual(await aws.exited, [7, null]);
  const key = /aws_access_key_id\s*=\s*(\S+)/.exec(readFileSync(file.credentials, 'utf8'))?.[1];
  const own = ['--endpoint-url', file.https, '--ca-bundle', file.ca];
  assert.deepEqual(aws.output().split('\n').slice(0, -1), [
    ...own,
    'kms',
    'list',
    '--data-dir',
    'x',
    '--help',
    key,
    `${bin}:/bin`,
  ]);
  assert.deepEqual([(await missing.exited)[0], (await loop.exited)[0]], [1, 1]);
  assert.match(missing.output(), /the AWS CLI is not installed/);
  assert.match(loop.output(), /calls `coffer aws` again/);
  server.child.kill('SIGTERM');
});

test('a root key of the environment is the one that counts, though no provider is named', async () => {
  const [key, other] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
  const dataDir = join(folder, 'key-env');
  using first = await startServer(['--data-dir', dataDir], { COFFER_ROOT_KEY: key });
  first.child.kill('SIGTERM');
  await first.exited;

  using changed = run(['--data-dir', dataDir], { COFFER_ROOT_KEY: other });
  using contradicting = run(['--data-dir', 'none', '--root-key', 'file'], { COFFER_ROOT_KEY: key });
  using empty = run(['--data-dir', 'empty'], { COFFER_ROOT_KEY: '' });

  assert.match(first.output(), /variable COFFER_ROOT_KEY/);
  assert.equal(existsSync(join(dataDir, 'root.key')), false);
  assert.deepEqual(
    [await changed.exited, await contradicting.exited],
    [
      [1, null],
      [2, null],
    ],
  );
  assert.match(changed.output(), /root key/);
  assert.equal(existsSync(join(folder, 'none')), false);
  assert.deepEqual(await empty.exited, [1, null]);
  assert.match(empty.output(), /COFFER_ROOT_KEY is not 32 bytes/);
});

test('a root key that an orchestrator mounts, readable by all behind a link, opens the database', async () => {
  const mounted = join(folder, 'mounted');
  writeFileSync(join(folder, '..data'), randomBytes(32).toString('hex'), { mode: 0o444 });
  symlinkSync('..data', mounted);
  const dataDir = join(folder, 'key-mounted');

  for (const more of [{ COFFER_ROOT_KEY_PROVIDER: 'env' }, {}]) {
    using server = await startServer(['--data-dir', dataDir], { ...more, COFFER_ROOT_KEY_FILE: mounted });
    server.child.kill('SIGTERM');
    await server.exited;

    assert.match(server.output(), /\(COFFER_ROOT_KEY_FILE\)/);
  }
  assert.equal(existsSync(join(dataDir, 'root.key')), false);
});

test('COFFER_ROOT_KEY_PATH says where the server makes its root key file', async () => {
  const path = join(folder, 'elsewhere.key');

  using server = await startServer(['--data-dir', join(folder, 'key-path')], { COFFER_ROOT_KEY_PATH: path });

  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(existsSync(join(folder, 'key-path', 'root.key')), false);
  server.child.kill('SIGTERM');
});

test('a wrong flag ends with 2 before anything is made', async () => {
  using wrong = watch(spawn(process.execPath, [BIN, 'server', '--data-dri', 'x'], { cwd: folder, env: environment() }));

  assert.deepEqual(await wrong.exited, [2, null]);
  assert.equal(wrong.output(), 'coffer: unknown flag `--data-dri` (did you mean `--data-dir`?)\n');
  assert.equal(existsSync(join(folder, '.coffer')), false);
});

test('a command says so when its output cannot be written, and nothing when nobody reads on', () => {
  const shell = (command: string) =>
    spawnSync('/bin/sh', ['-c', command, process.execPath, BIN], { encoding: 'utf8', env: environment() });

  const full = shell('"$0" "$1" --version > /dev/full');
  const closed = shell('{ "$0" "$1" --help; echo "ended with $?" >&2; } | true');

  assert.equal(full.status, 1);
  assert.match(full.stderr, /^coffer: standard output cannot be written: ENOSPC: /);
  assert.equal(closed.stderr, 'ended with 0\n');
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
