import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { zipSync } from 'fflate';
import { Failure } from '../failure.ts';
import { parseFlags } from '../parse-flags.ts';
import { runCli, serverFolder } from '../testing.ts';
import { functionLimitFlags, functionLimits } from './function-limit-flags.ts';

const MEGABYTE = 1_048_576;
const SHOWS_LIMITS = `
import { statfs } from 'node:fs/promises';
export const handler = async () => {
  const from = Date.now();
  await new Promise(resolve => setTimeout(resolve, 150));
  const { blocks, bsize } = await statfs('/tmp');
  return { from, to: Date.now(), scratch: blocks * bsize };
};`;

function limits(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return functionLimits(parseFlags(functionLimitFlags, argv, { env }).flags);
}

test('limits come from flags and variables', () => {
  const flags = ['--function-memory', '2GB', '--function-concurrency', '4', '--function-concurrency-each', '3'];
  assert.deepEqual(limits([...flags, '--function-scratch', '64MB']), {
    memoryBytes: 2_048 * MEGABYTE,
    concurrency: 4,
    concurrencyPerFunction: 3,
    scratchBytes: 64 * MEGABYTE,
  });
  const env = { COFFER_FUNCTION_MEMORY: '1GB', COFFER_FUNCTION_CONCURRENCY: '2', COFFER_FUNCTION_SCRATCH: '512MB' };
  assert.deepEqual(limits([], env), {
    memoryBytes: 1_024 * MEGABYTE,
    concurrency: 2,
    // No more than all have.
    concurrencyPerFunction: 2,
    scratchBytes: 512 * MEGABYTE,
  });
  assert.equal(limits([], { COFFER_FUNCTION_CONCURRENCY_EACH: '16' }).concurrencyPerFunction, 16);
});

test('limits that make no sense are refused', () => {
  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [['--function-memory', 'much'], /^`--function-memory`: `much` is no size; /],
    [['--function-memory', '255MB'], /^`--function-memory`: `255MB` is less than 256 MB$/],
    [['--function-memory', '256MB', '--function-scratch', '256MB'], /`--function-scratch` has to be less than /],
    [['--function-scratch', '9'], /^`--function-scratch`: `9` is less than 1 MB$/],
    [['--function-concurrency', '0'], /^`--function-concurrency`: `0` is not a whole number from 1 to 1000$/],
    [
      ['--function-concurrency', '4', '--function-concurrency-each', '5'],
      /-each` 5 is more than .* 4 lets run at all$/,
    ],
    [['--function-concurrency-each', '17'], /17 is more than `--function-concurrency` 16/],
  ];
  for (const [argv, message] of refusals) {
    assert.throws(
      () => limits(argv),
      error => error instanceof Failure && error.exitCode === 2 && message.test(error.message),
      argv.join(' '),
    );
  }
});

test('functions get no more than that', async () => {
  await using running = await serverFolder(['--function-scratch', '8MB', '--function-concurrency', '1']);
  const must = async (...argv: readonly string[]) => {
    const { code, stderr } = await runCli(argv, { cwd: running.folder });
    assert.equal(code, 0, stderr);
  };
  const statement = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await must('iam', 'create-role', '--role-name', 'runs', '--assume-role-policy-document', trust);
  writeFileSync(join(running.folder, 'code.zip'), zipSync({ 'index.mjs': Buffer.from(SHOWS_LIMITS) }));
  const role = ['--role', 'arn:aws:iam::123456789012:role/runs', '--runtime', 'nodejs22.x'];
  const code = ['--handler', 'index.handler', '--zip-file', 'fileb://code.zip'];
  await must('lambda', 'create-function', '--function-name', 'limits', ...role, ...code);

  await Promise.all(['one', 'two'].map(file => must('lambda', 'invoke', '--function-name', 'limits', file)));

  const answers = ['one', 'two'].map(file => {
    const text = readFileSync(join(running.folder, file), 'utf8');
    return JSON.parse(text) as { from: number; to: number; scratch: number }; // the function's
  });
  const [first, second] = answers.toSorted((a, b) => a.from - b.from);
  assert.deepEqual([first?.scratch, second?.scratch], [8 * MEGABYTE, 8 * MEGABYTE]);
  assert.ok(first !== undefined && second !== undefined && first.to <= second.from, JSON.stringify(answers));
});
