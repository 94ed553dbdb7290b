import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { pageOf, pageWithin, wantedPage } from './paging.ts';

/** Tokens that say openly what they are for. */
const scope = {
  tokens: {
    seal: (purpose: string, position: string) => `${purpose}|${position}`,
    open: (purpose: string, token: string) =>
      token.startsWith(`${purpose}|`) ? token.slice(purpose.length + 1) : undefined,
  },
};

const names = fc.uniqueArray(fc.string({ minLength: 1 })).map(all => all.toSorted());
const size = fc.integer({ min: 1, max: 5 });

test('pages after pages give every entry once, in order, and the last one says so', () => {
  fc.assert(
    fc.property(names, size, fc.boolean(), (all, MaxItems, isWhole) => {
      const found: string[] = [];
      let Marker: string | undefined;
      do {
        const page = wantedPage(scope, { Marker, MaxItems }, 'list');
        const { after = '' } = page;
        const stored = all.filter(name => name > after).slice(0, page.limit);
        const answer = isWhole ? pageWithin(scope, page, all, name => name) : pageOf(scope, page, stored, name => name);
        assert.ok(answer.entries.length <= MaxItems);
        assert.equal(answer.IsTruncated, answer.Marker !== undefined);
        found.push(...answer.entries);
        Marker = answer.Marker;
      } while (Marker !== undefined);
      assert.deepEqual(found, all);
    }),
  );
});

test('a marker of another list is refused', () => {
  const { Marker } = pageOf(scope, wantedPage(scope, { MaxItems: 1 }, 'one'), ['a', 'b'], name => name);

  assert.throws(() => wantedPage(scope, { Marker }, 'two'), {
    queryCode: 'ValidationError',
    message: 'Invalid Marker.',
  });
});
