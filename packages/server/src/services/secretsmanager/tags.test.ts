import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { withoutTags, withTags } from './tags.ts';

const key = fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor', 'A');
const tag = fc.record({ Key: key, Value: fc.string({ maxLength: 3 }) }, { noNullPrototype: true });
const tags = fc.uniqueArray(tag, { selector: ({ Key }) => Key });

test('after tagging, each key stands once, with its newest value, and no key has moved', () => {
  fc.assert(
    fc.property(tags, tags, (before, added) => {
      const after = withTags(before, added);

      const value = (Key: string) => [...before, ...added].findLast(one => one.Key === Key)?.Value;
      const fresh = added.filter(({ Key }) => !before.some(one => one.Key === Key));
      const keys = [...before, ...fresh].map(({ Key }) => Key);
      assert.deepEqual(
        after,
        keys.map(Key => ({ Key, Value: value(Key) })),
      );
    }),
  );
});

test('untagging leaves the other tags as they are, and undoes what has added new keys', () => {
  fc.assert(
    fc.property(tags, fc.array(key), (before, keys) => {
      const after = withoutTags(before, keys);

      assert.deepEqual(
        after,
        before.filter(({ Key }) => !keys.includes(Key)),
      );
      const gone = before.filter(one => !after.includes(one));
      assert.deepEqual(
        withoutTags(
          withTags(after, gone),
          gone.map(({ Key }) => Key),
        ),
        after,
      );
    }),
  );
});

test('tags of AWS’s own services do not count towards the 50', () => {
  const own = Array.from({ length: 50 }, (_, at) => ({ Key: `k${at}`, Value: '' }));

  const after = withTags([{ Key: 'aws:cloudformation:stack-name', Value: 's' }], own);

  assert.equal(after.length, 51);
  assert.throws(() => withTags(after, [{ Key: 'one more', Value: '' }]), {
    code: 'InvalidParameterException',
    message: 'A secret can have at most 50 tags.',
  });
});
