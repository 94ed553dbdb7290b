import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { createContext, lazyContext } from './context.ts';

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

it('a lazy context answers as the other one does, for every key and every spelling', () => {
  const name = fc.string({
    unit: fc.constantFrom('a', 'A', 'b', '\u0130', 'i', '\u0307', '\u212a', 'k', 'ẞ', 'ß'),
    maxLength: 3,
  });
  const value = fc.option(fc.oneof(fc.constantFrom('x', 'y', 1, true), fc.array(fc.constantFrom('x', 'z'))), {
    nil: undefined,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 60 }), fc.array(name), (entries, asked) => {
      const [eager, lazy] = [createContext(entries), lazyContext(entries)];
      for (const key of [...entries.map(([each]) => each), ...asked, ...asked].map(each => each.toLowerCase())) {
        assert.deepEqual(lazy.get(key), eager.get(key), key);
      }
    }),
  );
});
