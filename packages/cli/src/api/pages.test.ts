import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Page } from './pages.ts';
import { allPages } from './pages.ts';

/** A service that gives the entries in pages of the size that it is asked for; its token is the place to go on. */
function service(entries: readonly number[]) {
  return async (input: Page): Promise<Page> => {
    const start = Number(input['NextToken'] ?? 0);
    const size = Number(input['Limit'] ?? 3);
    const end = start + size;
    return { Name: 'x', List: entries.slice(start, end), ...(end < entries.length ? { NextToken: String(end) } : {}) };
  };
}

const paging = { result: 'List', limit: 'Limit' };

test('all pages become one, without a token', async () => {
  const page = await allPages(paging, service([1, 2, 3, 4, 5, 6, 7]));

  assert.deepEqual(page, { Name: 'x', List: [1, 2, 3, 4, 5, 6, 7] });
});

test('whatever the sizes, going on from token to token gives each entry once', async () => {
  const sizes = fc.integer({ min: 1, max: 6 });
  await fc.assert(
    fc.asyncProperty(fc.nat(15), sizes, sizes, async (length, maxItems, pageSize) => {
      const entries = Array.from({ length }, (_, i) => i);
      const found: unknown[] = [];
      let startingToken: string | undefined;
      do {
        const page = await allPages({ ...paging, maxItems, pageSize, startingToken }, service(entries));
        const list = page['List'];
        assert.ok(Array.isArray(list) && list.length <= maxItems);
        found.push(...list);
        startingToken = typeof page['NextToken'] === 'string' ? page['NextToken'] : undefined;
      } while (startingToken !== undefined);
      assert.deepEqual(found, entries);
    }),
  );
});

test('tokens are in the form of the AWS CLI', async () => {
  const { NextToken } = await allPages({ ...paging, maxItems: 4 }, service([1, 2, 3, 4, 5]));

  const expected = { NextToken: '3', boto_truncate_amount: 1 };
  assert.deepEqual(JSON.parse(Buffer.from(String(NextToken), 'base64').toString()), expected);
});

test('a starting token that is none is refused', async () => {
  for (const startingToken of ['x', '', Buffer.from('{}').toString('base64')]) {
    await assert.rejects(allPages({ ...paging, startingToken }, service([])), /bad starting token/);
  }
});

test('a server that gives the same token for ever does not hold the client for ever', async () => {
  await assert.rejects(
    allPages(paging, async () => ({ List: [1], NextToken: 'same' })),
    /the same page twice/,
  );
});

test('a service’s own names for token and truncation are obeyed, and do not stand in the result', async () => {
  const marked = async (input: Page): Promise<Page> => {
    const { NextToken, ...page } = await service([1, 2, 3, 4, 5])({ ...input, NextToken: input['Marker'] });
    return { ...page, IsTruncated: NextToken !== undefined, ...(NextToken === undefined ? {} : { Marker: NextToken }) };
  };
  const names = { ...paging, token: 'Marker', more: 'IsTruncated' };

  const all = await allPages(names, marked);
  const some = await allPages({ ...names, maxItems: 3 }, marked);
  const rest = await allPages({ ...names, startingToken: String(some['NextToken']) }, marked);

  assert.deepEqual(all, { Name: 'x', List: [1, 2, 3, 4, 5] });
  assert.deepEqual(
    [some['List'], rest['List']],
    [
      [1, 2, 3],
      [4, 5],
    ],
  );
});

test('of several lists each is put together', async () => {
  const both = async (input: Page): Promise<Page> => {
    const page = await service([1, 2, 3, 4, 5])(input);
    return { ...page, Other: [`with ${String(input['NextToken'] ?? 'none')}`] };
  };

  const page = await allPages({ ...paging, result: ['List', 'Other'] }, both);

  assert.deepEqual(page, { Name: 'x', List: [1, 2, 3, 4, 5], Other: ['with none', 'with 3'] });
});
