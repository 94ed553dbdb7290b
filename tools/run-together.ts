import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT } from './step.ts';

/**
 * Runs test files in this process, one after the other: each is a suite with the name of its file, so that its hooks are
 * its own, and is loaded when those before it have ended. A file that cannot be loaded is a failed test. So is one that
 * leaves the process another than it found it: the next would meet that.
 *
 * @param files from the repository's folder
 */
export async function runTogether(files: readonly string[]): Promise<void> {
  // As the runner does for a file alone: a test may wait for what does not keep the process alive.
  using _alive = setInterval(() => {}, 60_000);
  let left = files.length;
  process.once('exit', () => {
    // One that ends the process ends those after it, too.
    if (left > 0) process.exitCode = 1;
  });
  for (const file of files) {
    // Fulfilled when all its tests have ended.
    await suite(file, async () => {
      const found = stateOfProcess();
      const { href } = pathToFileURL(resolve(ROOT, file));
      await import(href).catch((error: unknown) => test('is loaded', () => Promise.reject(error)));
      // The last hook: those of the file have been run.
      if (files.length > 1) after(() => assertUnchanged(found));
    });
    left -= 1;
  }
}

/** What belongs to the whole process and a test can change, by name. */
function stateOfProcess(): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ...Object.entries(process.env).map(([name, value]) => [`environment variable ${name}`, value] as const),
    ...process.eventNames().map(name => [`listeners of ${String(name)}`, process.listenerCount(name)] as const),
    ['working directory', process.cwd()],
    ['exit code', process.exitCode],
  ]);
}

/** Says the names only: the environment may hold secrets. */
function assertUnchanged(found: ReadonlyMap<string, unknown>): void {
  const left = stateOfProcess();
  const names = new Set([...found.keys(), ...left.keys()]);
  const changed = [...names].filter(name => found.get(name) !== left.get(name));
  assert.deepEqual(changed, [], 'a test file puts back what it changes of its process');
}
