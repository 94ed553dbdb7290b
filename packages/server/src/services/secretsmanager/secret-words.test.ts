import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { hasPrefix } from './secret-words.ts';

describe('hasPrefix', () => {
  it('finds what looking at every word finds', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '𝒞', '0'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), word, (words, prefix) => {
        const ordered = [...new Set(words)].toSorted((a, b) => (a < b ? -1 : Number(a > b)));

        assert.equal(
          hasPrefix(ordered, prefix),
          words.some(each => each.startsWith(prefix)),
        );
      }),
    );
  });
});
