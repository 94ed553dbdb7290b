import { globSync } from 'node:fs';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SkipCount } from './skips-reporter.ts';
import { exitCodeOf, ROOT } from './step.ts';

/** Tests beside what they test, as a glob pattern. */
export const UNIT_TESTS = 'packages/*/src/**/*.test.ts';
/** Tests of the whole: they take longer. */
export const WHOLE_TESTS = 'test/**/*.test.ts';

/**
 * Runs test files, each in a process of its own, and leaves the exit code behind: of the test runner, or 1 when a test
 * was skipped where nothing may be (`CI=true`). The runner's closing lines are the last that is written.
 */
export async function runTests(patterns: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-tests-'));
  try {
    const counts = join(folder, 'counts.json');
    const files = globSync([...patterns], { cwd: ROOT });
    const args = [
      '--test',
      `--import=${join(import.meta.dirname, 'own-modules.js')}`,
      `--test-concurrency=${availableParallelism() + 1}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${join(import.meta.dirname, 'skips-reporter.ts')}`,
      `--test-reporter-destination=${counts}`,
      ...files,
    ];
    const cache = { NODE_COMPILE_CACHE: join(folder, 'compiled') };
    process.exitCode = await exitCodeOf(process.execPath, args, { ...cache, ...env });
    if (process.env['CI'] === 'true' && process.exitCode === 0) refuseSkips(await readFile(counts, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function refuseSkips(counts: string): void {
  // Written a moment ago by the reporter beside this file.
  const { tests, skipped } = JSON.parse(counts) as SkipCount;
  if (skipped.length === 0) return;
  console.log('\nwith CI=true nothing may be skipped, and these tests were:');
  for (const { name, file, reason } of skipped) console.log(`  ${file}: ${name}${reason === '' ? '' : ` (${reason})`}`);
  console.log(`\nℹ tests ${tests}\nℹ skipped ${skipped.length}`);
  process.exitCode = 1;
}
