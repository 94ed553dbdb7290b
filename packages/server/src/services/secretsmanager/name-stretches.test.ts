import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import type { NameStretch } from './name-stretches.ts';
import { intersectionOf, namesBeginning, namesNotBeginning, unionOf } from './name-stretches.ts';

const name = fc.string({ unit: fc.constantFrom('a', 'b', '/', '~', '0'), maxLength: 4 });
const value = fc.record({ prefix: name.filter(prefix => prefix !== ''), isNegated: fc.boolean() });
const filter = fc.array(value, { minLength: 1, maxLength: 3 });

function stretchesOf(values: readonly { readonly prefix: string; readonly isNegated: boolean }[]) {
  return unionOf(
    values.flatMap(({ prefix, isNegated }) => (isNegated ? namesNotBeginning(prefix) : [namesBeginning(prefix)])),
  );
}

function holds(stretches: readonly NameStretch[], text: string): boolean {
  return stretches.some(({ from, to }) => from <= text && (to === undefined || text < to));
}

it('holds the names that begin as one value of each filter says, or do not', () => {
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 3 }), name, (filters, text) => {
      const stretches = intersectionOf(filters.map(stretchesOf));
      const fits = filters.every(values =>
        values.some(({ prefix, isNegated }) => text.startsWith(prefix) !== isNegated),
      );
      assert.equal(holds(stretches, text), fits);
    }),
  );
});

it('is in order, and no two of its stretches touch', () => {
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 3 }), filters => {
      const stretches = intersectionOf(filters.map(stretchesOf));
      for (const [i, { from, to }] of stretches.entries()) {
        assert.ok(to === undefined ? i === stretches.length - 1 : from < to);
        assert.ok(i === 0 || (stretches[i - 1]?.to ?? '') < from);
      }
    }),
  );
});
