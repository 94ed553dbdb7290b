import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createContext } from './context.ts';

it('a context has all values of keys that differ in case only, in their order, and leaves what it was given alone', () => {
  const given = ['blue', 'red'];

  const context = createContext([
    ['aws:RequestTag/Team', given],
    ['aws:requesttag/team', 'green'],
    ['aws:RequestTag/TEAM', ['white', 'black']],
    ['aws:SourceIp', undefined],
    ['aws:username', 'ana'],
  ]);

  assert.deepEqual(context.get('aws:requesttag/team'), ['blue', 'red', 'green', 'white', 'black']);
  assert.deepEqual(given, ['blue', 'red']);
  assert.equal(context.get('aws:sourceip'), undefined);
  assert.equal(context.get('aws:username'), 'ana');
});

it('a key that a request repeats very often is gathered in one pass', () => {
  const context = createContext(Array.from({ length: 200_000 }, (_, i) => ['aws:RequestTag/a', String(i)] as const));

  const values = context.get('aws:requesttag/a');

  assert.ok(Array.isArray(values));
  assert.equal(values.length, 200_000);
  assert.equal(values.at(-1), '199999');
});
