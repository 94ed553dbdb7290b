import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redacted } from '@coffer/wire';
import { ManualClock } from '../testing/manual-clock.ts';
import { FunctionRefused } from './function-runtime.ts';
import type { RunnableFunction } from './function-runtime.ts';
import { WITHOUT_ISOLATION } from './isolation.test-support.ts';
import { Meeting, meetingFunction } from './meeting.test-support.ts';
import { nodeFunction, pythonFunction, shellFunction, TestRuntime } from './runtime.test-support.ts';

/** Answers with a number that is another one in every process. */
const WHO = 'const who = Math.random(); exports.handler = async () => who;';

describe('processes of functions', { skip: WITHOUT_ISOLATION }, () => {
  test('are used again', async () => {
    await using runtime = await TestRuntime.open();
    const target = nodeFunction(WHO);

    const [first, second] = [await runtime.invoke(target), await runtime.invoke(target)];

    assert.equal(first.value, second.value);
    assert.equal(runtime.streams.size, 1);
  });

  const replaced: [why: string, change: (target: RunnableFunction, runtime: TestRuntime) => RunnableFunction][] = [
    ['the function has another revision', target => ({ ...target, revisionId: 'other' })],
    ['the function is retired', (target, { runtime }) => (runtime.retire(target.arn), target)],
    ['the function may run longer than its credentials are good', target => ({ ...target, timeout: 900 })],
  ];
  for (const [why, change] of replaced) {
    test(`are replaced when ${why}`, async () => {
      await using runtime = await TestRuntime.open();
      const soon = async () => ({ ...(await plain.credentials()), expiresAt: Date.now() + 300_000 });
      const plain = nodeFunction(WHO);
      const target = { ...plain, credentials: soon };
      const first = await runtime.invoke(target);

      const second = await runtime.invoke(change(target, runtime));

      assert.notEqual(first.value, second.value);
    });
  }

  test('that end after an answer, instead of asking for more, are replaced', async () => {
    await using runtime = await TestRuntime.open();
    const target = shellFunction(`#!/bin/sh
      URL="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
      curl -sS -o /tmp/event -D /tmp/headers "$URL/next"
      ID=$(grep -Fi Lambda-Runtime-Aws-Request-Id /tmp/headers | tr -d '[:space:]' | cut -d: -f2)
      curl -sS "$URL/$ID/response" -d '"fine"'; sleep 0.2`);

    const answers = [await runtime.invoke(target), await runtime.invoke(target)];

    assert.deepEqual(
      answers.map(({ value }) => value),
      ['fine', 'fine'],
    );
  });

  test('are replaced after so many invocations', async () => {
    await using runtime = await TestRuntime.open({ limits: { invocationsPerProcess: 2 } });
    const target = nodeFunction(WHO);

    const values = [];
    for (let i = 0; i < 4; i++) values.push((await runtime.invoke(target)).value);

    assert.equal(values[0], values[1]);
    assert.notEqual(values[1], values[2]);
    assert.equal(values[2], values[3]);
  });

  test('end when they wait too long', async () => {
    const clock = new ManualClock(Date.now());
    await using runtime = await TestRuntime.open({ clock, limits: { idleMs: 60_000 } });
    const target = nodeFunction(WHO);
    const first = await runtime.invoke(target);
    await sleep(150);
    const second = await runtime.invoke(target);
    clock.advance(60_001);
    await sleep(150);

    const third = await runtime.invoke(target);

    assert.equal(first.value, second.value);
    assert.notEqual(second.value, third.value);
  });

  test('that run while their function is retired finish, and are not used again', async () => {
    await using runtime = await TestRuntime.open();
    await using meeting = await Meeting.open();
    const target = meetingFunction();
    const running = runtime.invoke(target, meeting.as('running'));
    await meeting.of(1);
    runtime.runtime.retire(target.arn);
    meeting.end();

    const [first, second] = [await running, await runtime.invoke(target, meeting.as('next'))];

    assert.equal(first.functionError, undefined);
    assert.notEqual(first.value, second.value);
  });

  test('start at the same time, and no more than may', async () => {
    await using runtime = await TestRuntime.open({ limits: { concurrencyPerFunction: 2, concurrency: 3 } });
    await using meeting = await Meeting.open();
    const [target, other] = [meetingFunction(), meetingFunction()];

    const all = Promise.all([
      ...[1, 2, 3].map(() => runtime.invoke(target, meeting.as('one'))),
      runtime.invoke(other, meeting.as('other')),
    ]);
    const atOnce = await meeting.of(3);
    meeting.end();
    const ends = await all;

    // Two at once, the third of them after one of them; the other function need not wait.
    assert.deepEqual(atOnce, ['one', 'one', 'other']);
    assert.deepEqual(
      ends.filter(({ functionError }) => functionError !== undefined),
      [],
    );
    assert.equal(meeting.came.at(-1), 'one');
    assert.equal(runtime.streams.size, 3);
  });

  test('together have no more memory than they may', async () => {
    await using runtime = await TestRuntime.open({ limits: { memory: 512, scratch: 128 } });
    await using meeting = await Meeting.open();
    const targets = [meetingFunction(), meetingFunction()];

    const both = Promise.all(targets.map(target => runtime.invoke(target, meeting.as('one'))));
    const atOnce = await meeting.of(1);
    meeting.end();

    assert.deepEqual(atOnce, ['one']);
    assert.ok((await both).every(({ functionError }) => functionError === undefined));
    assert.equal(meeting.came.length, 2);
  });

  test('all end with the runtime, the busy ones too, and leave nothing behind', async () => {
    const runtime = await TestRuntime.open();
    await using meeting = await Meeting.open();
    const target = meetingFunction();
    await runtime.invoke(nodeFunction(WHO));
    const busy = ['one', 'other'].map(name => runtime.invoke(target, meeting.as(name)));
    await meeting.of(2);

    await runtime.runtime.close();

    const results = await Promise.all(busy);
    assert.deepEqual(
      results.map(({ value }) => value.errorType),
      ['Runtime.ExitError', 'Runtime.ExitError'],
    );
    assert.equal(existsSync(join(runtime.folder, 'functions')), false);
    await assert.rejects(runtime.invoke(target), (error: unknown) => error instanceof FunctionRefused);
    await runtime[Symbol.asyncDispose]();
  });

  test('do not outlive a server that is killed', async () => {
    // What it leaves behind goes with the folder.
    await using folders = await mkdtempDisposable(join(tmpdir(), 'coffer-killed-'));
    const folder = folders.path;
    const marker = `outlive-${process.pid}-${Date.now()}`;
    const script = `
      import { nodeFunction, TestRuntime } from ${JSON.stringify(join(import.meta.dirname, 'runtime.test-support.ts'))};
      const runtime = await TestRuntime.open();
      const target = nodeFunction(${JSON.stringify(OUTLIVER)}, { timeout: 60 });
      const running = runtime.invoke(target, ${JSON.stringify({ marker })});
      console.log('running');
      await running;`;
    const server = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: folder },
    });
    await once(server.stdout, 'data');
    for (let i = 0; i < 1_500 && (await processesNamed(marker)) === 0; i++) await sleep(40);
    const before = await processesNamed(marker);

    server.kill('SIGKILL');
    await once(server, 'exit');

    assert.ok(before > 0, 'there was something to end');
    for (let i = 0; i < 1_500 && (await processesNamed(marker)) > 0; i++) await sleep(40);
    assert.equal(await processesNamed(marker), 0);
  });

  test('run where the path of the data directory is long', async () => {
    await using runtime = await TestRuntime.open({}, 'a-long-name/'.repeat(12));

    assert.equal(typeof (await runtime.invoke(nodeFunction(WHO))).value, 'number');
  });

  test('of built-in functions run isolated from their own folder', async () => {
    await using runtime = await TestRuntime.open();
    const folder = join(import.meta.dirname, 'testing', 'built-in');
    const environment = new Map([['NODE_OPTIONS', new Redacted('--no-warnings')]]);
    const target = nodeFunction('', { code: { kind: 'built-in', sha256: 'x', folder }, environment });

    const { value } = await runtime.invoke(target);

    const variables = ['NODE_OPTIONS'];
    assert.deepEqual(value, { folder, redacted: '[redacted]', hostname: 'sandbox', variables });
  });
});

describe('where nothing can be isolated', () => {
  const broken = { bubblewrap: '/usr/bin/false' };

  test('functions that somebody uploaded are refused, and it says why', async () => {
    await using runtime = await TestRuntime.open(broken);

    await assert.rejects(
      runtime.invoke(nodeFunction(WHO)),
      (error: unknown) =>
        error instanceof FunctionRefused &&
        error.code === 'InvalidRuntimeException' &&
        error.message.startsWith('functions cannot be isolated on this server, so only built-in ones run: '),
    );
  });

  test('built-in functions run all the same, with an environment of their own', async () => {
    await using runtime = await TestRuntime.open(broken);
    const folder = join(import.meta.dirname, 'testing', 'built-in');
    const environment = new Map([['OWN', new Redacted('1')]]);
    const target = nodeFunction('', { code: { kind: 'built-in', sha256: 'x', folder }, environment });

    const { value } = await runtime.invoke(target);

    assert.equal(value.folder, folder);
    assert.notEqual(value.hostname, 'sandbox');
  });

  test('who configures a built-in function cannot thereby run code with the rights of the server', async () => {
    await using runtime = await TestRuntime.open(broken);
    const folder = join(import.meta.dirname, 'testing', 'built-in');
    const code = { kind: 'built-in', sha256: 'x', folder } as const;
    const elsewhere = join(runtime.folder, 'own.js');
    await writeFile(elsewhere, 'exports.handler = async () => "own code";');
    const environment = new Map([
      ['NODE_OPTIONS', new Redacted(`--require ${elsewhere}`)],
      ['LD_PRELOAD', new Redacted('/nowhere.so')],
      ['EXCLUDE_CHARACTERS', new Redacted('/@')],
    ]);

    const named = await runtime.invoke(nodeFunction('', { code, environment }));
    const outside = await runtime.invoke(nodeFunction('', { code, handler: elsewhere.replace(/\.js$/, '.handler') }));

    assert.deepEqual(named.value.variables, ['EXCLUDE_CHARACTERS']);
    assert.equal(outside.value.errorType, 'Runtime.MalformedHandlerName');
    for (const runtimeName of ['python3.12', 'provided.al2023'])
      await assert.rejects(
        runtime.invoke(nodeFunction('', { code, runtime: runtimeName, handler: 'subprocess.call' })),
        (error: unknown) => error instanceof FunctionRefused && error.code === 'InvalidRuntimeException',
      );
  });

  test('they run when an administrator says so, and still end at their timeout', async () => {
    await using runtime = await TestRuntime.open({ isolation: 'none' });
    const hanging = pythonFunction('import time\ndef lambda_handler(e, c):\n  time.sleep(60)', { timeout: 1 });

    const [fine, late] = await Promise.all([runtime.invoke(nodeFunction(WHO)), runtime.invoke(hanging)]);

    assert.equal(typeof fine.value, 'number');
    assert.equal(late.value.errorType, 'Sandbox.Timedout');
  });
});

/** Starts a program whose arguments can be found, and waits. */
const OUTLIVER = `exports.handler = ({ marker }) => new Promise(() => {
  require('node:child_process').spawn('/bin/sh', ['-c', 'trap "" TERM HUP; sleep 50; :', marker], { detached: true });
});`;

async function processesNamed(marker: string): Promise<number> {
  const { readdir, readFile } = await import('node:fs/promises');
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map(pid => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter(line => line.includes(marker) && line.startsWith('/bin/sh')).length;
}
