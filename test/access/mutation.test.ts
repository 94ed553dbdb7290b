/** With any one rule of the evaluator, or of what brings policies to it, switched off, a test fails. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Changed } from './mutation-hook.ts';
import { files, type Mutation } from './mutations.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Child processes at a time: each is a test file that runs by itself. */
const AT_ONCE = Math.max(2, Math.min(8, availableParallelism()));
/** A rule that is switched off may also make a test wait for ever, and then a test notices it. */
const TIMEOUT_MS = 60_000;
/** With nothing switched off no test waits for ever: however slow the machine is. */
const PATIENCE_MS = 600_000;

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
  const failing: string[] = [];
  await atOnce(paths, async path => {
    if (!(await passes(path, null, PATIENCE_MS))) failing.push(path);
  });

  assert.deepEqual(failing, []);
});

test('with one rule switched off a test fails', async () => {
  const unnoticed: string[] = [];
  await atOnce(jobs, async ({ file, tests, mutation }) => {
    if (await allPass(tests, changedBy(file, mutation))) unnoticed.push(`${file}: ${mutation[0]}`);
  });

  assert.deepEqual(unnoticed, []);
});

async function atOnce<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const waiting = all.values();
  const worker = async () => {
    for (const each of waiting) await work(each);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** @throws when what it makes of the source is no module: a test would fail for that alone */
function changedBy(file: string, [, from, to]: Mutation): Changed {
  const path = join(ROOT, file);
  const source = readFileSync(path, 'utf8').replace(from, () => to);
  return { url: pathToFileURL(path).href, source: stripTypeScriptTypes(source) };
}

/** One after the other, until one fails: most do at once. */
async function allPass(paths: readonly string[], changed: Changed): Promise<boolean> {
  for (const path of paths) if (!(await passes(path, changed))) return false;
  return true;
}

function passes(path: string, changed: Changed | null, timeout = TIMEOUT_MS): Promise<boolean> {
  const imports = [join(ROOT, 'tools/own-modules.js'), join(import.meta.dirname, 'mutation-hook.ts')];
  // Without the variable by which a runner's test files report to it, instead of ending with a code.
  const inherited = Object.entries(process.env).filter(([name]) => name !== 'NODE_TEST_CONTEXT');
  const env = { ...Object.fromEntries(inherited), COFFER_MUTATION: JSON.stringify(changed), NODE_COMPILE_CACHE: cache };
  return new Promise(resolve => {
    const args = [...imports.map(url => `--import=${url}`), path];
    execFile(process.execPath, args, { cwd: ROOT, env, timeout }, error => resolve(error === null));
  });
}
