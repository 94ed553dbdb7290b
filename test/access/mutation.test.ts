/** With any one rule of the evaluator, or of what brings policies to it, switched off, a test fails. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { files, type Mutation } from './mutations.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Child processes at a time: each is a test file that runs by itself. */
const AT_ONCE = Math.max(2, Math.min(8, availableParallelism()));
/** A rule that is switched off may also make a test wait for ever. */
const TIMEOUT_MS = 60_000;

/** What does not change is compiled once. */
const cache = mkdtempSync(join(tmpdir(), 'coffer-mutation-'));
after(() => rmSync(cache, { recursive: true, force: true }));

const jobs = files.flatMap(({ file, tests, mutations }) => mutations.map(mutation => ({ file, tests, mutation })));

test('every mutation changes exactly one place', () => {
  for (const { file, mutations } of files) {
    const source = readFileSync(join(ROOT, file), 'utf8');
    for (const [rule, from] of mutations) assert.equal(source.split(from).length, 2, `${file}: ${rule}: ${from}`);
  }
});

test('the tests pass while nothing is switched off', async () => {
  const paths = [...new Set(files.flatMap(({ tests }) => tests))];
  const passing = await Promise.all(paths.map(path => passes(path, '', ['', '', ''])));

  assert.deepEqual(
    paths.filter((_, at) => passing[at] !== true),
    [],
  );
});

test('with one rule switched off a test fails', async () => {
  const unnoticed: string[] = [];
  const waiting = jobs.values();
  const work = async () => {
    for (const { file, tests, mutation } of waiting) {
      if (await allPass(tests, file, mutation)) unnoticed.push(`${file}: ${mutation[0]}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));

  assert.deepEqual(unnoticed, []);
});

/** One after the other, until one fails: most do at once. */
async function allPass(paths: readonly string[], file: string, mutation: Mutation): Promise<boolean> {
  for (const path of paths) if (!(await passes(path, file, mutation))) return false;
  return true;
}

function passes(path: string, file: string, [, from, to]: Mutation): Promise<boolean> {
  const hook = join(import.meta.dirname, 'mutation-hook.ts');
  // Without the variable by which a runner's test files report to it, instead of ending with a code.
  const inherited = Object.entries(process.env).filter(([name]) => name !== 'NODE_TEST_CONTEXT');
  const env = {
    ...Object.fromEntries(inherited),
    COFFER_MUTATION: JSON.stringify({ file, from, to }),
    NODE_COMPILE_CACHE: cache,
  };
  return new Promise(resolve => {
    execFile(process.execPath, ['--import', hook, path], { cwd: ROOT, env, timeout: TIMEOUT_MS }, error =>
      resolve(error === null),
    );
  });
}
