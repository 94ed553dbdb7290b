/** The same as root's, for a server that is an ordinary user: user namespaces isolate instead of users of their own. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { WITHOUT_ISOLATION } from './isolation.test-support.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

const SCRIPT = `
import { nodeFunction, pythonFunction, shellFunction, TestRuntime } from ${JSON.stringify(join(import.meta.dirname, 'runtime.test-support.ts'))};
await using runtime = await TestRuntime.open({ limits: { processes: 40, scratch: 4 } });
const run = async (target, event) => {
  const { value, logTail } = await runtime.invoke(target, event);
  return value?.errorType ?? value;
};
const server = process.pid;
console.log(JSON.stringify({
  node: await run(nodeFunction('exports.handler = async () => process.getuid();')),
  shell: await run(shellFunction(\`#!/bin/sh
    curl -sS -o /tmp/event -D /tmp/headers "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next"
    ID=$(grep -Fi Lambda-Runtime-Aws-Request-Id /tmp/headers | tr -d '[:space:]' | cut -d: -f2)
    curl -sS "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$ID/response" -d '"fine"'; sleep 9\`)),
  seen: await run(pythonFunction(\`
import os
def lambda_handler(event, context):
  paths = ['/proc/%d/environ' % event['server'], event['folder'], '/root', '/home']
  return [[path for path in paths if os.path.exists(path)], len([pid for pid in os.listdir('/proc') if pid.isdigit()])]\`), { server, folder: runtime.folder }),
  bomb: await run(pythonFunction(\`
import os, time
def lambda_handler(event, context):
  count = 0
  try:
    while count < 200:
      if os.fork() == 0: time.sleep(50)
      count += 1
  except OSError: pass
  return count\`, { memorySize: 1024 })),
  memory: await run(pythonFunction('def lambda_handler(e, c):\\n  all = []\\n  while True: all.append(b"x" * 4000000)', { memorySize: 128 })),
  late: await run(pythonFunction('import os, time\\ndef lambda_handler(e, c):\\n  if os.fork() == 0: os.setsid()\\n  time.sleep(50)', { timeout: 1 })),
  writes: await run(pythonFunction(\`
import os
def lambda_handler(event, context):
  written = []
  for folder, _, _ in os.walk('/'):
    if folder.startswith(('/proc', '/usr')): continue
    try:
      open(folder + '/x', 'w').close()
      written.append(folder)
    except OSError: pass
  return written\`)),
}));`;

test('an ordinary user isolates functions, too', { skip: WITHOUT_ISOLATION || !isRoot }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    uid: NOBODY,
    gid: NOBODY,
    cwd: '/',
    env: { PATH: process.env['PATH'] },
  });

  const { bomb, seen, memory, ...rest } = JSON.parse(stdout);
  // Ended from outside, or by the kernel before that was noticed.
  assert.match(memory, /^(?:Runtime\.ExitError|MemoryError)$/);
  assert.deepEqual(rest, {
    node: 993,
    shell: 'fine',
    late: 'Sandbox.Timedout',
    writes: ['/tmp'],
  });
  assert.deepEqual(seen[0], []);
  assert.ok(seen[1] <= 4);
  assert.ok(bomb > 5 && bomb < 40);
});
