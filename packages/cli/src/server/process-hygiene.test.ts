/** What a server's process shows to others on its machine: as little as an operating system lets it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';
import { refuseDebugging } from './debugging.ts';

const BIN = fileURLToPath(new URL('../../bin/coffer.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'coffer-hygiene-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const skip = process.platform !== 'linux' && 'needs /proc';
const WORDS = 'correct horse battery staple';

test('a server cannot dump its core, nor can what it starts', { skip }, async () => {
  using server = await startServer(['--ephemeral']);

  assert.match(readFileSync(`/proc/${server.child.pid}/limits`, 'utf8'), /^Max core file size +0 +0 +bytes/m);
  assert.doesNotMatch(readFileSync(`/proc/${server.child.pid}/cmdline`, 'latin1'), /ulimit/);
});

test('neither its arguments nor its environment hold the passphrase or the root key', { skip }, async () => {
  const args = ['--data-dir', 'words', '--root-key', 'passphrase', '--root-key-passphrase-fd', '3'];
  {
    using first = await startServer(args, { passphrase: WORDS });
    const shown = ['cmdline', 'environ'].map(name => readFileSync(`/proc/${first.child.pid}/${name}`, 'latin1'));
    for (const text of shown) assert.ok(!text.includes(WORDS));
    // The launcher leaves this process alone, so that the descriptor stays; the doors are closed all the same.
    assert.match(readFileSync(`/proc/${first.child.pid}/limits`, 'utf8'), /^Max core file size +0 +0 +bytes/m);
    first.child.kill('SIGUSR1');
    await sleep(200);
    assert.doesNotMatch(first.output(), /Debugger listening/);
    first.child.kill('SIGTERM');
    await first.exited;
  }
  using second = await startServer(args, { passphrase: WORDS });
  assert.match(second.output(), /lies in a passphrase, which people keep/);
});

test('a wrong passphrase ends the start, and is not shown', async () => {
  const args = ['--data-dir', 'words', '--root-key', 'passphrase', '--root-key-passphrase-fd', '3'];
  using server = run(args, { passphrase: 'another horse battery' });

  const [code] = await server.exited;

  assert.equal(code, 1);
  assert.match(server.output(), /^coffer: this is not the passphrase of root key `rk-[0-9a-f]{32}`/m);
  assert.doesNotMatch(server.output(), /another horse/);
});

test('a descriptor in a configuration file is refused: it would be gone', async () => {
  writeFileSync(join(folder, 'server.yaml'), 'root-key: passphrase\nroot-key-passphrase-fd: 3\n');
  using server = run(['--data-dir', 'words', '--config', 'server.yaml'], { passphrase: WORDS });

  const [code] = await server.exited;

  assert.equal(code, 2);
  assert.match(server.output(), /cannot stand in a configuration file/);
});

test('without a terminal and a descriptor there is no passphrase to wait for', async () => {
  using server = run(['--data-dir', 'none', '--root-key', 'passphrase']);

  const [code] = await server.exited;

  assert.equal(code, 1);
  assert.match(server.output(), /is asked on a terminal, and here is none: give it with `--root-key-passphrase-fd N`/);
});

for (const flag of ['--inspect=0', '--heapsnapshot-signal=SIGUSR2', '--heap-prof', '--abort-on-uncaught-exception']) {
  test(`a server refuses to run with ${flag}`, async () => {
    using server = run(['--ephemeral'], { env: { NODE_OPTIONS: flag } });

    const [code] = await server.exited;

    assert.equal(code, 2, server.output());
    assert.ok(server.output().includes(`\`${flag}\` would open the memory of the server`), server.output());
  });
}

test('flags that open the memory are known in every spelling, and others are not', () => {
  const closed = () => undefined;
  for (const words of [
    ['--inspect-brk'],
    ['--heapsnapshot_signal=SIGUSR2'],
    ['--inspect_port=1'],
    ['--report-on-signal'],
  ]) {
    assert.throws(() => refuseDebugging(words, {}, closed), isUsage);
    assert.throws(() => refuseDebugging([], { NODE_OPTIONS: `--no-warnings "${words.join(' ')}"` }, closed), isUsage);
  }
  assert.throws(() => refuseDebugging([], {}, () => 'ws://127.0.0.1:9229/x'), isUsage);
  refuseDebugging(['--disable-sigusr1', '--max-old-space-size=100'], { NODE_OPTIONS: '--no-warnings' }, closed);
});

function isUsage(error: unknown): boolean {
  return error instanceof Failure && error.exitCode === 2 && /would open the memory/.test(error.message);
}

interface Started extends Disposable {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<unknown[]>;
}

interface Given {
  readonly env?: NodeJS.ProcessEnv;
  /** Comes through file descriptor 3. */
  readonly passphrase?: string;
}

async function startServer(argv: readonly string[], given: Given = {}): Promise<Started> {
  using stack = new DisposableStack();
  const started = stack.use(run(argv, given));
  const end = Date.now() + 60_000;
  while (!/try next/.test(started.output())) {
    assert.ok(Date.now() < end && started.child.exitCode === null, started.output());
    await sleep(10);
  }
  // Who waits for it in vain has ended it.
  stack.move();
  return started;
}

function run(argv: readonly string[], { env = {}, passphrase }: Given = {}): Started {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:npm_|AWS_|COFFER_|NODE_)/.test(name));
  const path = join(folder, 'passphrase');
  if (passphrase !== undefined) writeFileSync(path, `${passphrase}\n`, { mode: 0o600 });
  const third = passphrase === undefined ? undefined : openSync(path, 'r');
  const args = [BIN, 'server', '--listen', '127.0.0.1:0', '--log-level', 'silent', ...argv];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), TMPDIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(third === undefined ? [] : [third])],
  });
  if (third !== undefined) closeSync(third);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exited = once(child, 'close');
  return { child, output: () => text, exited, [Symbol.dispose]: () => child.kill('SIGKILL') };
}
