/** What a function may try that its owner is not trusted with: each attack is proven to work where nothing isolates. */
// In a process of its own: it waits more than it works, and others would wait with it.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redacted } from '@coffer/wire';
import { WITHOUT_ISOLATION } from './isolation.test-support.ts';
import { Meeting, meetingFunction } from './meeting.test-support.ts';
import { nodeFunction, pythonFunction, shellFunction, TestRuntime } from './runtime.test-support.ts';

const MEGABYTE = 1_048_576;
/** Seconds that nothing else on this machine sleeps. */
const SLEEP = `4077.${process.pid}`;

/** Reads what the event names; the answer says what could be read. */
const readers = {
  'Node.js': nodeFunction(`
    const fs = require('node:fs');
    const read = path => { try { const fd = fs.openSync(path); fs.readSync(fd, Buffer.alloc(1)); return true; } catch (error) { return error.code === 'EIO'; } };
    const list = path => { try { return fs.readdirSync(path).length > 0; } catch { return false; } };
    exports.handler = async ({ files, folders }) => [...files.filter(read), ...folders.filter(list)];`),
  Python: pythonFunction(`
import os
def read(path):
  try:
    with open(path, 'rb') as file:
      file.read(1)
    return True
  except OSError as error:
    return error.errno == 5
def lists(path):
  try:
    return len(os.listdir(path)) > 0
  except OSError:
    return False
def lambda_handler(event, context):
  return [path for path in event['files'] if read(path)] + [path for path in event['folders'] if lists(path)]`),
};

/** Connects to a Unix socket. */
const connectors = {
  'Node.js': nodeFunction(`exports.handler = ({ path }) => new Promise(resolve =>
    require('node:net').connect(path, () => resolve(true)).on('error', () => resolve(false)));`),
  Python: pythonFunction(`
import socket
def lambda_handler(event, context):
  try:
    socket.socket(socket.AF_UNIX).connect(event['path'])
    return True
  except OSError:
    return False`),
};

describe('a hostile function', { skip: WITHOUT_ISOLATION }, () => {
  for (const [language, target] of Object.entries(readers)) {
    test(`in ${language} reads neither data directory, nor the server's memory and environment, nor other functions`, async () => {
      for (const isolation of ['bubblewrap', 'none'] as const) {
        await using runtime = await TestRuntime.open({ isolation });
        const dataDir = join(runtime.folder, 'data');
        await mkdir(dataDir);
        await writeFile(join(dataDir, 'root.key'), 'the root key');
        // Another function, so that there is its folder, its code and its socket to look for.
        await runtime.invoke(nodeFunction('exports.handler = async () => {};'));
        const event = {
          files: [
            join(dataDir, 'root.key'),
            ...['environ', 'maps', 'mem'].map(name => `/proc/${process.pid}/${name}`),
            `/proc/${process.pid}/root${join(dataDir, 'root.key')}`,
          ],
          folders: [dataDir, join(runtime.folder, 'functions/code'), join(runtime.folder, 'functions/run')],
        };

        const { value } = await runtime.invoke(target, event);

        // Other users' memory maps open and are empty then.
        if (isolation === 'bubblewrap') assert.deepEqual(value, []);
        else assert.deepEqual(value.toSorted(), [...event.files, ...event.folders].toSorted());
      }
    });
  }

  for (const [language, target] of Object.entries(connectors)) {
    test(`in ${language} does not reach the operators' socket`, async () => {
      for (const isolation of ['bubblewrap', 'none'] as const) {
        await using runtime = await TestRuntime.open({ isolation });
        const path = join(runtime.folder, 'admin.sock');
        await using server = createServer(socket => socket.end());
        await new Promise<void>(resolve => server.listen(path, resolve));

        const { value } = await runtime.invoke(target, { path });

        assert.equal(value, isolation === 'none');
      }
    });
  }

  test('sees no processes but its own, and none of their variables', async () => {
    await using runtime = await TestRuntime.open();
    await using meeting = await Meeting.open();
    const other = { ...meetingFunction(), name: 'the-other-one' };
    const running = runtime.invoke(other, meeting.as('the-other-one'));
    await meeting.of(1);
    const looker = pythonFunction(`
import os
def lambda_handler(event, context):
  found = []
  for pid in filter(str.isdigit, os.listdir('/proc')):
    try:
      found.append(open('/proc/%s/cmdline' % pid).read() + open('/proc/%s/environ' % pid).read())
    except OSError as error:
      found.append(str(error))
  return found`);

    const { value } = await runtime.invoke(looker);

    meeting.end();
    await running;
    assert.ok(value.length > 0 && value.length <= 4, 'bubblewrap and the function');
    assert.ok(
      value.some((text: string) => text.includes('bootstrap.py')),
      'it sees itself',
    );
    assert.ok(value.every((text: string) => !text.includes('the-other-one')));
  });

  test("gets nothing from another function's Runtime API", async () => {
    await using runtime = await TestRuntime.open();
    const victim = shellFunction(`#!/bin/sh
      echo "at $AWS_LAMBDA_RUNTIME_API"
      curl -sS -o /tmp/event -D /tmp/headers "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next"
      ID=$(grep -Fi Lambda-Runtime-Aws-Request-Id /tmp/headers | tr -d '[:space:]' | cut -d: -f2)
      sleep 0.7
      curl -sS "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$ID/response" -d '"mine"'`);
    const thief = nodeFunction(`exports.handler = async ({ base }) => {
      const attempts = [fetch(base + 'next'), fetch(base + 'x/response', { method: 'POST', body: '1' })];
      return (await Promise.allSettled(attempts)).map(({ status }) => status);
    };`);
    const asked = runtime.invoke(victim);
    const said = () => runtime.messages.find(message => message.startsWith('at '));
    await until(() => said() !== undefined);
    const address = said()?.slice(3);

    const stolen = await runtime.invoke(thief, { base: `http://${address}/2018-06-01/runtime/invocation/` });

    assert.deepEqual(stolen.value, ['rejected', 'rejected']);
    assert.equal((await asked).value, 'mine');
  });

  const survivors = {
    'Node.js': nodeFunction(
      `exports.handler = () => {
        process.on('SIGTERM', () => {});
        require('node:child_process').spawn('/bin/sh', ['-c', '(trap "" TERM HUP INT; setsid sleep ${SLEEP} &) ; sleep ${SLEEP}'], { detached: true });
        for (;;);
      };`,
      { timeout: 4 },
    ),
    Python: pythonFunction(
      `
import os, signal, time
def lambda_handler(event, context):
  signal.signal(signal.SIGTERM, signal.SIG_IGN)
  if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
      os.execv('/bin/sleep', ['sleep', '${SLEEP}'])
  time.sleep(60)`,
      { timeout: 4 },
    ),
  };
  for (const [language, target] of Object.entries(survivors)) {
    test(`in ${language} does not outlive its timeout, nor does anything that it started`, async () => {
      await using runtime = await TestRuntime.open();
      let isOver = false;
      const asked = runtime.invoke(target).finally(() => {
        isOver = true;
      });
      let seen = 0;
      await until(async () => {
        seen = await sleepers();
        return seen > 0 || isOver;
      });

      const { value } = await asked;

      assert.equal(value.errorType, 'Sandbox.Timedout');
      assert.ok(seen > 0, 'there was something to end');
      await until(async () => (await sleepers()) === 0);
    });
  }

  const eaters = {
    'Node.js, little by little': nodeFunction(
      'const all = []; exports.handler = async () => { for (;;) { all.push(Buffer.alloc(4e6, 1)); await null; } };',
      { memorySize: 128 },
    ),
    'Node.js, as objects': nodeFunction(
      'const all = []; exports.handler = () => { for (;;) all.push({ x: Math.random(), y: [1, 2, 3] }); };',
      { memorySize: 128 },
    ),
    'Node.js, at once': nodeFunction('exports.handler = async () => { Buffer.alloc(3e9, 1); };', { memorySize: 128 }),
    'Python, little by little': pythonFunction(
      'def lambda_handler(event, context):\n  all = []\n  while True: all.append(b"x" * 4000000)',
      { memorySize: 128 },
    ),
    'Python, at once': pythonFunction('def lambda_handler(event, context):\n  return len(b"x" * 3000000000)', {
      memorySize: 128,
    }),
    'Python, in many processes': pythonFunction(
      `
import os, time
def lambda_handler(event, context):
  for _ in range(8):
    if os.fork() == 0:
      all = b"x" * 40000000
      time.sleep(60)
  time.sleep(60)`,
      { memorySize: 128 },
    ),
  };
  for (const [how, target] of Object.entries(eaters)) {
    test(`does not eat the machine's memory: ${how}`, async () => {
      await using runtime = await TestRuntime.open();

      const { value, logTail } = await runtime.invoke(target);

      assert.match(value.errorType, /^(?:Runtime\.ExitError|RangeError|MemoryError)$/);
      assert.ok(Number(/Max Memory Used: (\d+) MB/.exec(logTail)?.[1]) <= 128);
    });
  }

  const bombs = {
    'Node.js': nodeFunction(
      `exports.handler = async () => {
        const { spawn } = require('node:child_process');
        const started = Array.from({ length: 400 }, () => new Promise(resolve => {
          try { spawn('/bin/sleep', ['50']).on('spawn', () => resolve(1)).on('error', () => resolve(0)); } catch { resolve(0); }
        }));
        return (await Promise.all(started)).reduce((sum, one) => sum + one);
      };`,
      { memorySize: 1_024 },
    ),
    Python: pythonFunction(
      `
import os, time
def lambda_handler(event, context):
  count = 0
  try:
    while count < 400:
      if os.fork() == 0:
        os.execv('/bin/sleep', ['sleep', '50'])
      count += 1
  except OSError:
    pass
  return count`,
      { memorySize: 1_024 },
    ),
  };
  for (const [language, target] of Object.entries(bombs)) {
    test(`in ${language} does not fork without end`, async () => {
      await using runtime = await TestRuntime.open({ limits: { processes: 60 } });

      const { value } = await runtime.invoke(target);

      assert.ok(value > 10 && value < 60, `${value} processes`);
    });
  }

  test('does not go on working when nobody asks it to', async () => {
    await using runtime = await TestRuntime.open();
    const marker = `working-${process.pid}`;
    const target = pythonFunction(`
import os
def lambda_handler(event, context):
  if os.fork() == 0:
    os.execv('/bin/sh', ['sh', '-c', 'while :; do :; done; : ' + event['marker']])`);
    const isWorking = async () => (await commandLines()).some(line => line.includes(marker));

    await runtime.invoke(target, { marker });

    await until(isWorking);
    // It may use two seconds of processor time, however long the machine takes to give them.
    await until(async () => !(await isWorking()));
  });

  test('does not fill a disk: everything it can write to has an end', async () => {
    await using runtime = await TestRuntime.open({ limits: { scratch: 8 } });
    const target = pythonFunction(`
import os
def lambda_handler(event, context):
  written = {}
  for folder, _, _ in os.walk('/'):
    if folder.startswith(('/proc', '/usr')):
      continue
    path, size = folder + '/filling', 0
    for number in range(4):
      try:
        with open(path + str(number), 'wb', buffering=0) as file:
          while size < 100000000:
            size += file.write(b'x' * 1000000)
      except OSError as error:
        pass
    if size > 0:
      written[folder] = size
  return written`);

    const { value } = await runtime.invoke(target);

    assert.deepEqual(Object.keys(value), ['/tmp']);
    assert.ok(value['/tmp'] > 0 && value['/tmp'] <= 8 * MEGABYTE);
  });

  test('that prints without end is slowed down, and ends at its timeout', async () => {
    await using runtime = await TestRuntime.open();
    const target = pythonFunction(
      'import os\ndef lambda_handler(event, context):\n  while True: os.write(1, (b"y" * 99 + b"\\n") * 600)',
      { timeout: 2 },
    );

    const { value, logTail } = await runtime.invoke(target);

    assert.equal(value.errorType, 'Sandbox.Timedout');
    const printed = runtime.messages.reduce((sum, message) => sum + message.length, 0);
    assert.ok(printed > MEGABYTE && printed < 16 * MEGABYTE, `${printed} bytes`);
    assert.ok(logTail.length <= 4_096);
  });

  test('that answers what is no JSON, or a hundred megabytes, fails', async () => {
    await using runtime = await TestRuntime.open();
    const answering = (body: string) =>
      shellFunction(`#!/bin/sh
        URL="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
        curl -sS -o /tmp/event -D /tmp/headers "$URL/next"
        ID=$(grep -Fi Lambda-Runtime-Aws-Request-Id /tmp/headers | tr -d '[:space:]' | cut -d: -f2)
        ${body} | curl -sS -X POST -T - "$URL/$ID/response"; sleep 5`);

    const nonsense = await runtime.invoke(answering('echo "{nonsense"'));
    const large = await runtime.invoke(answering('head -c 100000000 /dev/zero'));

    assert.equal(nonsense.value.errorType, 'Runtime.InvalidResponse');
    assert.equal(large.value.errorType, 'Function.ResponseSizeTooLarge');
  });

  test('that never asks for work ends with the time for its start', async () => {
    await using runtime = await TestRuntime.open({ limits: { initMs: 500 } });

    const { value } = await runtime.invoke(shellFunction('#!/bin/sh\nsleep 60'));

    assert.equal(value.errorType, 'Sandbox.Timedout');
    assert.match(value.errorMessage, /timed out after 0\.50 seconds$/);
  });

  test('gains no rights: no privileges, no namespaces, no tracing, no keys of the kernel', async () => {
    await using runtime = await TestRuntime.open();
    const target = pythonFunction(`
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def failure(result):
  return os.strerror(ctypes.get_errno()) if result == -1 else 'done'
def lambda_handler(event, context):
  status = dict(line.split(':', 1) for line in open('/proc/self/status').read().splitlines() if ':' in line)
  calls = {
    'unshare': failure(libc.unshare(0x10000000)),
    'ptrace': failure(libc.ptrace(16, os.getppid(), 0, 0)),
    'mount': failure(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None)),
    'keyctl': failure(libc.syscall(250, 0, -3, 0)),
    'setuid': failure(libc.setuid(0)),
  }
  return calls, status['CapEff'].strip(), status['CapPrm'].strip(), status['NoNewPrivs'].strip(), status['Seccomp'].strip()`);

    const { value } = await runtime.invoke(target);

    const none = '0000000000000000';
    const [calls, ...rest] = value;
    assert.deepEqual(new Set(Object.values(calls)), new Set(['Operation not permitted']));
    assert.deepEqual(rest, [none, none, '1', '2']);
  });

  test('is held by the kernel, too, where looking from outside would be too late', async () => {
    await using runtime = await TestRuntime.open({ limits: { processes: 77, scratch: 9 } });
    const target = pythonFunction(
      'def lambda_handler(event, context):\n  read = lambda name: open("/proc/self/" + name).read()\n  return read("limits").splitlines(), read("oom_score_adj"), read("stat").split()[18]',
      { memorySize: 200 },
    );

    const { value } = await runtime.invoke(target);

    const [lines, firstToEnd, niceness] = value;
    assert.equal(firstToEnd, '1000\n');
    assert.equal(niceness, '12');
    const limits = new Map(
      lines.map((line: string) => {
        const [name = '', soft, hard] = line.split(/ {2,}/);
        return [name, soft === hard ? soft : 'differs'];
      }),
    );
    assert.equal(limits.get('Max data size'), String(328 * MEGABYTE));
    assert.equal(limits.get('Max file size'), String(9 * MEGABYTE));
    assert.equal(limits.get('Max processes'), '77');
    assert.equal(limits.get('Max open files'), '1024');
    assert.equal(limits.get('Max core file size'), '0');
    assert.equal(limits.get('Max cpu time'), '3600');
  });

  test("gets the server's certificate without the key that lies beside it", async () => {
    await using runtime = await TestRuntime.open();
    const target = pythonFunction(
      'import os\ndef lambda_handler(event, context):\n  return open(os.environ["AWS_CA_BUNDLE"]).read()',
    );

    const { value } = await runtime.invoke(target);

    assert.equal(value, '-----BEGIN CERTIFICATE-----\nMIIBszCC\n-----END CERTIFICATE-----\n');
  });

  test('says nothing about its variables to other users of the machine', async () => {
    await using runtime = await TestRuntime.open();
    await using meeting = await Meeting.open();
    const own = `secret-of-${process.pid}-${Date.now()}`;
    const target = meetingFunction();
    const credentials = async () => ({ ...(await target.credentials()), secretAccessKey: new Redacted(own) });
    const asked = runtime.invoke({ ...target, credentials }, meeting.as('one'));
    const lines = new Set<string>();
    await until(async () => {
      for (const line of await commandLines()) lines.add(line);
      return meeting.came.length > 0;
    });
    meeting.end();

    await asked;

    const ours = [...lines].filter(line => line.includes(runtime.folder));
    assert.ok(ours.length > 0, 'its processes were seen');
    assert.ok([...lines].every(line => !line.includes(own)));
  });
});

async function sleepers(): Promise<number> {
  const lines = await commandLines();
  return lines.filter(line => line === `sleep\0${SLEEP}\0`).length;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, `still not so: ${holds}`);
    await sleep(20);
  }
}

async function commandLines(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  return Promise.all(pids.map(pid => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
}
