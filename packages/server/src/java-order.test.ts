import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { inJavaOrder } from './java-order.ts';

test('recorded: AWS lists labels in this order whatever order they came in', () => {
  // Buckets: BLUE 1, AWSPREVIOUS 4, CUSTOM and REPLAY 8, AWSCURRENT 12, GREEN 13, AWSPENDING 15.
  for (const recorded of [
    ['REPLAY', 'AWSCURRENT'],
    ['AWSPREVIOUS', 'REPLAY'],
    ['BLUE', 'AWSCURRENT'],
    ['AWSPREVIOUS', 'BLUE'],
    ['AWSCURRENT', 'AWSPENDING'],
    ['AWSPREVIOUS', 'CUSTOM', 'AWSCURRENT', 'GREEN', 'AWSPENDING'],
  ]) {
    assert.deepEqual(inJavaOrder(recorded), recorded);
    assert.deepEqual(inJavaOrder(recorded.toReversed()), recorded);
  }
});

test('labels of one bucket keep the order in which they were attached', () => {
  assert.deepEqual(inJavaOrder(['REPLAY', 'CUSTOM']), ['REPLAY', 'CUSTOM']);
  assert.deepEqual(inJavaOrder(['CUSTOM', 'REPLAY']), ['CUSTOM', 'REPLAY']);
  // "Aa" and "BB" have the same hash code in Java.
  assert.deepEqual(
    inJavaOrder(['BB', 'AWSPREVIOUS', 'Aa']).filter(stage => stage.length === 2),
    ['BB', 'Aa'],
  );
});

test('recorded: the labels of parameters come in this order', () => {
  assert.deepEqual(inJavaOrder(['stable', 'valid']), ['valid', 'stable']);
  assert.deepEqual(inJavaOrder(['bad label', 'AWSbad', 'Ssmbad']), ['Ssmbad', 'AWSbad', 'bad label']);
});

test('none or one label stays as it is', () => {
  assert.deepEqual(inJavaOrder([]), []);
  assert.deepEqual(inJavaOrder(['AWSCURRENT']), ['AWSCURRENT']);
});

test('from the thirteenth label on there are 32 buckets', () => {
  // One character is its own hash code: '0' is 48, bucket 0 of 16 and 16 of 32; '@' is 64, bucket 0 of both.
  const twelve = [...'0@ABCDEFGHIJ'];
  const thirteen = [...twelve, 'K'];

  assert.deepEqual(inJavaOrder(twelve), twelve);
  assert.deepEqual(inJavaOrder(thirteen), [...'@ABCDEFGHIJK0']);
});

test('the order is a permutation that depends on the set alone where no two share a bucket', () => {
  const letters = fc.shuffledSubarray([...'ABCDEFGHIJKLMNO']);
  fc.assert(
    fc.property(letters, stages => {
      assert.deepEqual(inJavaOrder(stages), stages.toSorted());
    }),
  );
});

test('up to 20 labels come out as from a hash table that is filled and doubled one by one', () => {
  const label = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(
      fc.uniqueArray(
        label.map(units => String.fromCharCode(...units)),
        { maxLength: 20 },
      ),
      stages => {
        assert.deepEqual(inJavaOrder(stages), iterationOrder(stages));
      },
    ),
  );
});

function iterationOrder(labels: readonly string[]): readonly string[] {
  let table: string[][] = Array.from({ length: 16 }, () => []);
  labels.forEach((label, i) => {
    table[bucketOf(label, table.length)]?.push(label);
    if (i + 1 > table.length * 0.75) {
      const twice: string[][] = Array.from({ length: table.length * 2 }, () => []);
      table.flat().forEach(old => twice[bucketOf(old, twice.length)]?.push(old));
      table = twice;
    }
  });
  return table.flat();
}

/** The bucket of a text, its hash code computed with unlimited numbers. */
function bucketOf(text: string, buckets: number): number {
  let hash = 0n;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(32, hash * 31n + BigInt(text.charCodeAt(i)));
  }
  return Number((hash ^ (hash >> 16n)) & BigInt(buckets - 1));
}
