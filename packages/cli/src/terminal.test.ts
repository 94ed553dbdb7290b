import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunOptions } from './testing.ts';
import { runCli, serverFolder } from './testing.ts';

test('what others wrote does not speak to the terminal', async () => {
  await using running = await serverFolder();
  const run = (argv: readonly string[], options: Omit<RunOptions, 'cwd'> = {}) =>
    runCli(argv, { cwd: running.folder, ...options });
  await run(['secretsmanager', 'create-secret', '--name', 'terminal', '--description', '\u001b]0;x\u0007\u009b2J']);
  await run(['secret', 'put', 'terminal', '--yes'], { input: 'a\tb\u001b[2J\n' });
  const describe = ['secretsmanager', 'describe-secret', '--secret-id', 'terminal', '--query', 'Description'];
  const get = ['secret', 'get', 'terminal', '--yes'];

  for (const output of ['text', 'json', 'yaml', 'table']) {
    const { stdout } = await run([...describe, '--output', output], { isTerminalOutput: true });
    // oxlint-disable-next-line no-control-regex -- what must not be there
    assert.doesNotMatch(stdout, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/, output);
  }
  const piped = await run([...describe, '--output', 'text']);
  assert.equal(piped.stdout, '\u001b]0;x\u0007\u009b2J\n');
  assert.equal((await run(get, { isTerminalOutput: true })).stdout, 'a\tb\\u001b[2J\n\n');
  assert.equal((await run(get)).stdout, 'a\tb\u001b[2J\n');
});
