import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { seededRandom } from './rotation-schedule.test-support.ts';
import { uniformInteger } from './uniform-integer.ts';

/** Gives these bytes, one after the other. */
function bytesOf(bytes: readonly number[]): (count: number) => Buffer {
  let used = 0;
  return count => Buffer.from(bytes.slice(used, (used += count)));
}

test('each byte that could favour a number is drawn again', () => {
  // 3 * 85 is 255, so of all bytes only the last is too many.
  assert.equal(uniformInteger(bytesOf([255, 255, 254]), 3), 2);
  assert.equal(uniformInteger(bytesOf([255, 0]), 3), 0);
  assert.equal(uniformInteger(bytesOf([255]), 256), 255);
});

test('every kept byte counts once: as many of them lead to each number', () => {
  for (const below of [1, 2, 3, 10, 62, 94, 95, 128, 129, 255, 256]) {
    const found = Array.from({ length: below }, () => 0);
    for (let byte = 0; byte < 256; byte++) {
      const value = uniformInteger(bytesOf([byte, 0]), below);
      // A byte that is drawn again ends at the 0 behind it.
      if (byte < 256 - (256 % below)) {
        found[value] = (found[value] ?? 0) + 1;
      } else {
        assert.equal(value, 0);
      }
    }
    assert.deepEqual(new Set(found), new Set([Math.floor(256 / below)]), String(below));
  }
});

test('a number is within its bound', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 }), fc.nat(), (below, seed) => {
      const value = uniformInteger(seededRandom(seed), below);

      assert.ok(Number.isInteger(value) && value >= 0 && value < below);
    }),
  );
});

test('no number is below these bounds', () => {
  for (const below of [0, -1, 1.5, Number.NaN, 2 ** 32 + 1, Number.POSITIVE_INFINITY]) {
    assert.throws(() => uniformInteger(seededRandom(1), below), RangeError);
  }
});

test('a source that repeats itself fails instead of going on for ever', () => {
  assert.throws(() => uniformInteger(bytes => Buffer.alloc(bytes, 255), 3), /repeats itself/);
});
