import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { Words } from './secret-words.ts';

describe('havePrefix', () => {
  it('finds what looking at every word finds, of few words and of many', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '𝒞', '0'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60, size: 'max' }), word, (words, prefix) => {
        assert.equal(
          new Words(words).havePrefix(prefix),
          words.some(each => each.startsWith(prefix)),
        );
      }),
    );
  });
});
