import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Tag } from '../../identities/rows.ts';
import { newTags, withoutTags, withTags } from './tags.ts';

const key = fc.constantFrom('a', 'A', 'b', 'B', 'c', 'ä', 'Ä');
const tag = fc.record({ Key: key, Value: fc.string({ maxLength: 3 }) }, { noNullPrototype: true });
const tags = fc.uniqueArray(tag, { selector: ({ Key }) => Key.toLowerCase() });

function read(text: string): readonly Tag[] {
  return JSON.parse(text) as readonly Tag[]; // what tags.ts wrote
}

test('added tags are there with their values, the others stay as they were, in their places', () => {
  fc.assert(
    fc.property(tags, tags, (before, added) => {
      const after = read(withTags(newTags(before), added));

      const isAdded = ({ Key }: Tag) => added.some(each => each.Key.toLowerCase() === Key.toLowerCase());
      assert.deepEqual(
        after.filter(each => !isAdded(each)),
        before.filter(each => !isAdded(each)),
      );
      for (const each of added) assert.ok(after.some(({ Key, Value }) => Key === each.Key && Value === each.Value));
      const keys = after.map(({ Key }) => Key.toLowerCase());
      assert.equal(new Set(keys).size, keys.length);
    }),
  );
});

test('removed keys are gone, in whatever letter case', () => {
  fc.assert(
    fc.property(tags, fc.array(key), (before, gone) => {
      const after = read(withoutTags(newTags(before), gone));

      const lower = new Set(gone.map(each => each.toLowerCase()));
      assert.deepEqual(
        after,
        before.filter(({ Key }) => !lower.has(Key.toLowerCase())),
      );
    }),
  );
});

test('keys of AWS itself are refused in any letter case', () => {
  for (const Key of ['aws:x', 'AWS:x']) {
    assert.throws(() => newTags([{ Key, Value: '' }]), { code: 'InvalidInputException' });
  }
});
