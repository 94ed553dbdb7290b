import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WeighedMap } from './weighed-map.ts';

test('remembers no more than its weight: what came first goes first', () => {
  const map = new WeighedMap<string, { readonly weight: number }>(10);
  for (const [name, weight] of Object.entries({ a: 4, b: 4, c: 2 })) map.set(name, { weight });
  assert.deepEqual(
    [...'abc'].map(name => map.get(name)?.weight),
    [4, 4, 2],
  );

  map.set('a', { weight: 1 });
  map.set('d', { weight: 4 });

  assert.deepEqual(
    [...'abcd'].map(name => map.get(name)?.weight),
    [1, undefined, 2, 4],
  );
  map.set('e', { weight: 11 });
  assert.equal(map.size, 0);
});
