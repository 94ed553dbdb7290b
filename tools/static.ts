/** What is checked without running the product. */
import { run, step } from './step.ts';

/** Format, lint and types of the whole repository. */
export async function checkStatically(): Promise<void> {
  await step('format', () => run('oxfmt --check', 'oxfmt', ['--check']));
  await step('lint', () => run('oxlint', 'oxlint', ['--quiet']));
  await step('types', () => run('tsc', 'tsc', ['--noEmit']));
}
