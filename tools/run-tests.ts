import { globSync } from 'node:fs';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SkipCount } from './skips-reporter.ts';
import { exitCodeOf, ROOT } from './step.ts';
import { groupTests, writeGroups } from './test-groups.ts';

/** Tests beside what they test, as a glob pattern. */
export const UNIT_TESTS = 'packages/*/src/**/*.test.ts';
/** Tests of the whole: they take longer. */
export const WHOLE_TESTS = 'test/**/*.test.ts';

export interface TestPatterns {
  /** Each in a process of its own. They start first: what takes long must not be what the others wait for at the end. */
  readonly whole?: string;
  /** Those of a folder share processes. */
  readonly units: string;
}

/**
 * Runs test files and leaves the exit code behind: of the test runner, or 1 when a test was skipped where nothing may be
 * (`CI=true`). The runner's closing lines are the last that is written.
 */
export async function runTests({ whole, units }: TestPatterns, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-tests-'));
  try {
    const counts = join(folder, 'counts.json');
    const alone = whole === undefined ? [] : globSync(whole, { cwd: ROOT }).toSorted();
    const groups = [...alone.map(file => [file]), ...groupTests(globSync(units, { cwd: ROOT }))];
    const args = [
      '--test',
      `--import=${join(import.meta.dirname, 'own-modules.js')}`,
      `--test-concurrency=${availableParallelism() + 1}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${join(import.meta.dirname, 'skips-reporter.ts')}`,
      `--test-reporter-destination=${counts}`,
      ...writeGroups(groups, folder),
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
