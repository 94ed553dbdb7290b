import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

/** What the reporter writes, as JSON: how many tests ran, and which were skipped. */
export interface SkipCount {
  readonly tests: number;
  readonly skipped: readonly { readonly name: string; readonly file: string; readonly reason: string }[];
}

/** A reporter for node's test runner that collects the skipped tests. */
// oxlint-disable-next-line import/no-default-export -- the test runner asks for the default export of a reporter
export default async function* skipsReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let tests = 0;
  const skipped: SkipCount['skipped'][number][] = [];
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details.type !== 'suite') tests += 1;
    if (data.skip === undefined || data.skip === false) continue;
    const file = data.file === undefined ? '' : relative(process.cwd(), data.file);
    skipped.push({ name: data.name, file, reason: typeof data.skip === 'string' ? data.skip : '' });
  }
  yield JSON.stringify({ tests, skipped } satisfies SkipCount);
}
