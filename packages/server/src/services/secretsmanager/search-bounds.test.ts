import assert from 'node:assert/strict';
import { it } from 'node:test';
import { nameBound, regionBound, tagBound, wordsBound } from './search-bounds.ts';

const EXACT = { isExact: true };

it('is exact for a name of ASCII, and holds what begins so for any other', () => {
  assert.deepEqual(nameBound('prod/'), { kind: 'name', prefix: 'prod/', isExact: true });
  assert.deepEqual(nameBound('prodö'), { kind: 'name', prefix: 'prod', isExact: false });
  assert.deepEqual(nameBound('ö'), { kind: 'anything' });
  assert.deepEqual(nameBound(''), { kind: 'anything' });
});

it('has the words of a value, each once, the longest first', () => {
  const bound = wordsBound(['description'], ['db', 'prod', 'db', '7'], EXACT);

  assert.deepEqual(bound, { kind: 'words', places: ['description'], words: ['prod', 'db', '7'], isExact: true });
});

it('is not exact where the index does not know a word, or not all of it, or where there are too many', () => {
  const isExact = (words: readonly string[]) => {
    const bound = wordsBound(['description'], words, EXACT);
    return bound.kind === 'words' && bound.isExact;
  };

  assert.equal(isExact(['prod', 'x'.repeat(32)]), true);
  assert.equal(isExact(['prod', 'x'.repeat(33)]), false);
  assert.equal(isExact(['prod', 'größe']), false);
  assert.equal(isExact(['prod', 'ö']), false);
  assert.equal(isExact([...'12345678']), true);
  assert.equal(isExact([...'123456789']), false);
});

it('knows nothing of words that the index does not have', () => {
  assert.deepEqual(wordsBound(['name'], ['ö'], EXACT), { kind: 'anything' });
  assert.deepEqual(wordsBound(['tag-key'], [], EXACT), { kind: 'anything' });
});

it('has a region as a word of its own kind, and whole', () => {
  const expected = { kind: 'words', places: ['primary-region'], words: ['=us-east-1'], isExact: true, isWhole: true };
  assert.deepEqual(regionBound('us-east-1'), expected);
});

it('is not exact for what is no region', () => {
  const isExact = (region: string) => {
    const bound = regionBound(region);
    return bound.kind === 'words' && bound.isExact;
  };

  assert.equal(isExact('us-EAST-1'), false);
  assert.equal(isExact('x'.repeat(33)), false);
});

it('knows how a tag begins in JSON, unless JSON writes it in another way', () => {
  const tag = (value: string) => {
    const bound = tagBound('Key', value);
    return bound.kind === 'words' ? bound.tag : undefined;
  };

  assert.deepEqual(tag('Team-a/'), { part: 'Key', prefix: 'Team-a/' });
  assert.equal(tag('a"b'), undefined);
  assert.equal(tag('a\\b'), undefined);
  assert.equal(tag('aö'), undefined);
});
