import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { WITHOUT_ISOLATION } from './isolation.test-support.ts';
import { nodeFunction, pythonFunction, shellFunction, TestRuntime } from './runtime.test-support.ts';

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
const SECRET = 'correct"horse\\battery/é';

describe('the log of a function', { skip: WITHOUT_ISOLATION }, () => {
  let runtime: TestRuntime;
  before(async () => {
    runtime = await TestRuntime.open();
  });
  after(() => runtime[Symbol.asyncDispose]());
  beforeEach(() => {
    runtime.messages.length = 0;
    runtime.fetched.length = 0;
  });

  test("is AWS's, in Node.js", async () => {
    const target = nodeFunction(
      'console.log("cold"); exports.handler = async () => { console.log("two\\nlines", { a: 1 }); console.error("bad"); };',
    );

    const { logTail } = await runtime.invoke(target);

    matchLines(runtime.messages, [
      String.raw`INIT_START Runtime Version: nodejs:v\d+\.\d+\.\d+`,
      String.raw`${TIME}\tundefined\tINFO\tcold`,
      String.raw`START RequestId: ${ID} Version: \$LATEST`,
      String.raw`${TIME}\t${ID}\tINFO\ttwo\rlines { a: 1 }`,
      String.raw`${TIME}\t${ID}\tERROR\tbad`,
      `END RequestId: ${ID}`,
      String.raw`REPORT RequestId: ${ID}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\tInit Duration: \d+\.\d\d ms\t`,
    ]);
    assert.equal(logTail, runtime.messages.slice(2).join('\n') + '\n');
  });

  test("is AWS's, in Python", async () => {
    const target = pythonFunction(`
import logging
def lambda_handler(event, context):
  print("printed")
  logging.getLogger().warning("careful\\nnow")
  raise ValueError("boom")`);

    await runtime.invoke(target);
    runtime.messages.length = 0;
    await runtime.invoke(target);

    matchLines(runtime.messages, [
      String.raw`START RequestId: ${ID} Version: \$LATEST`,
      'printed',
      String.raw`\[WARNING\]\t${TIME}\t${ID}\tcareful\rnow`,
      String.raw`\[ERROR\] ValueError: boom\rTraceback \(most recent call last\):\r  File "/var/task/lambda_function.py", line 6, in lambda_handler\r.*`,
      `END RequestId: ${ID}`,
      String.raw`REPORT RequestId: ${ID}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\t`,
    ]);
  });

  test('has the last output of a process that ended, and says how it ended', async () => {
    const target = nodeFunction(
      'exports.handler = async () => { process.stdout.write("last words"); process.exit(2); };',
    );

    await runtime.invoke(target);

    matchLines(runtime.messages.slice(2), [
      'last words',
      String.raw`RequestId: ${ID} Error: Runtime exited with error: exit status 2`,
      'Runtime.ExitError',
      `END RequestId: ${ID}`,
      String.raw`REPORT .*\tStatus: error\tError Type: Runtime\.ExitError\t`,
    ]);
  });

  const print = {
    'Node.js': nodeFunction(`exports.handler = async ({ secret }) => {
      console.log(secret, JSON.stringify({ secret }), JSON.stringify(JSON.stringify({ secret })));
      for (const part of [secret.slice(0, 5), secret.slice(5), '\\n']) { process.stdout.write(part); await new Promise(r => setTimeout(r, 20)); }
      throw new Error(secret);
    };`),
    Python: pythonFunction(`
import json, sys, time
def lambda_handler(event, context):
  secret = event['secret']
  print(secret, json.dumps(event), json.dumps(json.dumps(event)), repr(secret))
  for part in (secret[:5], secret[5:], '\\n'):
    sys.stdout.write(part)
    sys.stdout.flush()
    time.sleep(0.02)
  raise ValueError(secret)`),
  };
  for (const [language, target] of Object.entries(print)) {
    for (const [what, value] of [
      ['a value', SECRET],
      ['the password in a secret of JSON', JSON.stringify({ username: 'someone', password: SECRET, port: 5432 })],
    ] as const) {
      test(`in ${language} does not show ${what} that was fetched`, async () => {
        runtime.fetched.push(new Redacted(value));

        const { logTail } = await runtime.invoke(target, { secret: SECRET, username: 'someone' });

        const all = [...runtime.messages, logTail].join('\n');
        assert.match(all, /\*{4}/);
        assert.doesNotMatch(all, /horse|battery/);
      });
    }
  }

  test('keeps 256 KB of a line, and hides what the cut goes through', async () => {
    const target = nodeFunction(
      'exports.handler = async ({ secret }) => { process.stdout.write("x".repeat(262140) + secret + "y".repeat(1e6) + "\\nnext\\n"); };',
    );
    runtime.fetched.push(new Redacted('a secret that is cut'));

    await runtime.invoke(target, { secret: 'a secret that is cut' });

    const long = runtime.messages.find(message => message.startsWith('xxx'));
    assert.equal(long, `${'x'.repeat(262_140)}****`);
    assert.ok(runtime.messages.includes('next'));
  });

  test('hides a secret of several lines, printed as it is', async () => {
    const pem = ['-----BEGIN KEY-----', 'MIGkAgEBBDDprivate', 'oAcGBSuBBAAi', '-----END KEY-----'].join('\n');
    runtime.fetched.push(new Redacted(pem));
    const target = pythonFunction('def lambda_handler(event, context):\n  print(event["pem"])');

    await runtime.invoke(target, { pem });

    assert.doesNotMatch(runtime.messages.join('\n'), /MIGk|oAcG/);
  });

  const refused = {
    'Node.js': nodeFunction(`exports.handler = ({ port }) => new Promise((resolve, reject) =>
      require('node:net').connect({ host: '127.0.0.1', port }, resolve).on('error', reject));`),
    'Node.js with fetch': nodeFunction('exports.handler = ({ port }) => fetch(`http://127.0.0.1:${port}/`);'),
    Python: pythonFunction(
      'import socket\ndef lambda_handler(event, context):\n  socket.create_connection(("127.0.0.1", event["port"]))',
    ),
  };
  for (const [language, target] of Object.entries(refused)) {
    test(`in ${language} names what refused a connection, and how long it took`, async () => {
      const { logTail } = await runtime.invoke(target, { port: 47_013 });

      assert.match(logTail, /\[coffer\] could not connect to 127\.0\.0\.1:47013: ECONNREFUSED after \d+ ms\n/);
    });
  }

  const unknown = {
    'Node.js': nodeFunction(`exports.handler = () => new Promise((resolve, reject) =>
      require('node:net').connect({ host: 'db.invalid', port: 5432 }, resolve).on('error', reject));`),
    Python: pythonFunction(
      'import socket\ndef lambda_handler(event, context):\n  socket.create_connection(("db.invalid", 5432))',
    ),
  };
  for (const [language, target] of Object.entries(unknown)) {
    test(`in ${language} names the host that nobody knows`, async () => {
      const { logTail } = await runtime.invoke(target);

      assert.match(
        logTail,
        /\[coffer\] could not (?:connect to|find) db\.invalid:5432: (?:ENOTFOUND|EAI_AGAIN) after \d+ ms\n/,
      );
    });
  }

  const hanging = {
    'Node.js': nodeFunction(
      `exports.handler = ({ port }) => new Promise(() => require('node:net').connect({ host: '127.0.0.1', port }));`,
      { timeout: 2 },
    ),
    Python: pythonFunction(
      'import socket\ndef lambda_handler(event, context):\n  socket.create_connection(("127.0.0.1", event["port"]))',
      { timeout: 2 },
    ),
  };
  for (const [language, target] of Object.entries(hanging)) {
    test(`in ${language} names what was still being connected to when the time ended`, async () => {
      await using deaf = await listenDeaf();

      const said = new RegExp(
        String.raw`\[coffer\] still connecting to 127\.0\.0\.1:${deaf.port} after (?:[5-9]\d\d|1\d{3}) ms: the time of the function ends\n`,
      );
      let answer = await runtime.invoke(target, { port: deaf.port });
      // A busy machine may not let it say so in its last moments.
      for (let tries = 1; tries < 10 && !said.test(answer.logTail); tries++)
        answer = await runtime.invoke(target, { port: deaf.port });

      assert.equal(answer.value.errorType, 'Sandbox.Timedout');
      assert.match(answer.logTail, said);
    });
  }

  test('in a program of its own names it, too', async () => {
    await using deaf = await listenDeaf();
    const target = shellFunction(
      `#!/bin/sh
      curl -sS -o /tmp/event "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next"
      curl -sS http://127.0.0.1:${deaf.port}`,
      { timeout: 4 },
    );

    const { logTail } = await runtime.invoke(target);

    assert.ok(
      logTail.includes(`[coffer] still connecting to 127.0.0.1:${deaf.port} when the time of the function ended\n`),
      logTail,
    );
  });
});

function matchLines(lines: readonly string[], patterns: readonly string[]): void {
  assert.equal(lines.length, patterns.length, lines.join('\n'));
  for (const [at, pattern] of patterns.entries()) assert.match(lines[at] ?? '', new RegExp(`^${pattern}$`));
}

/** A port on which connections are neither refused nor made: its queue is full and nobody empties it. */
async function listenDeaf(): Promise<AsyncDisposable & { readonly port: number }> {
  const script = `
import socket, time
listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen(0)
print(listener.getsockname()[1], flush=True)
time.sleep(600)`;
  const child = spawn('/usr/bin/python3', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const port = Number(String(line));
  const filling = connect(port, '127.0.0.1');
  await once(filling, 'connect');
  return {
    port,
    async [Symbol.asyncDispose]() {
      filling.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
