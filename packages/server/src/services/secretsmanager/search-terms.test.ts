import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { searchWords } from './search-words.ts';
import { indexedPart, termsIn, termsOf } from './search-terms.ts';

const NOTHING = { name: '', description: null, tags: null, deleted_at: null, primary_region: null };

it('knows each word and where it stands, once', () => {
  const terms = termsOf({
    ...NOTHING,
    name: 'prod/DbUser',
    description: 'The user user of prod',
    tags: JSON.stringify([{ Key: 'Team', Value: 'a-1' }, { Key: 'empty' }]),
    primary_region: 'us-east-1',
  });

  assert.deepEqual(
    [...termsIn(terms)],
    ['nprod', 'ndb', 'nuser', 'dthe', 'duser', 'dof', 'dprod', 'kteam', 'va', 'v1', 'kempty', 'r=us-east-1'],
  );
});

it('knows of a secret without words nothing', () => {
  assert.deepEqual(termsIn(termsOf({ ...NOTHING, name: '/', description: 'ö' })), []);
});

it('tells deleted secrets apart', () => {
  assert.equal(termsOf({ ...NOTHING, name: 'a', description: 'b', deleted_at: 1 }), ' Na Db');
});

it('gives up on a secret with more than 256 terms: it may be anywhere', () => {
  const words = (count: number) => Array.from({ length: count }, (_, i) => `${i}`).join(' ');

  assert.equal(termsIn(termsOf({ ...NOTHING, description: words(256) })).length, 256);
  assert.equal(termsOf({ ...NOTHING, description: words(257) }), ' *');
  assert.equal(termsOf({ ...NOTHING, description: words(257), deleted_at: 1 }), ' +');
});

it('keeps of a word what is plain, 32 characters at most', () => {
  assert.equal(indexedPart('prod42'), 'prod42');
  assert.equal(indexedPart('größe'), 'gr');
  assert.equal(indexedPart('a%b'), 'a');
  assert.equal(indexedPart('x'.repeat(40)), 'x'.repeat(32));
});

it('finds whatever begins with a text by the words of that text', () => {
  const char = fc.constantFrom('a', 'B', 'c', '1', '-', ' ', 'ö', '\u212a', 'İ', 'Σ', '𝒞', '\ud835');
  const text = fc.string({ unit: char, maxLength: 40 });
  fc.assert(
    fc.property(text, fc.nat({ max: 40 }), (whole, length) => {
      const begin = whole.slice(0, length);
      const terms = termsIn(termsOf({ ...NOTHING, name: whole }));
      for (const word of searchWords(begin)) {
        const wanted = indexedPart(word);
        assert.ok(
          wanted === '' || terms.some(term => term.slice(1).startsWith(wanted)),
          JSON.stringify([whole, begin]),
        );
      }
    }),
    { numRuns: 500 },
  );
});
