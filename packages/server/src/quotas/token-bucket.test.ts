import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { draw, fullBucket } from './token-bucket.ts';

const START = 1_790_000_000_000;

/** Which of the requests at these moments pass. */
function grants(perSecond: number, moments: readonly number[]): readonly boolean[] {
  let bucket = fullBucket(perSecond, moments[0] ?? START);
  return moments.map(now => {
    const drawn = draw(bucket, perSecond, now);
    ({ bucket } = drawn);
    return drawn.isGranted;
  });
}

/** The same by letting every millisecond pass one after the other. */
function grantsByTicking(perSecond: number, moments: readonly number[]): readonly boolean[] {
  let now = moments[0] ?? START;
  let thousandths = perSecond * 1_000;
  return moments.map(moment => {
    for (; now < moment; now++) {
      thousandths += perSecond;
      if (thousandths > perSecond * 1_000) thousandths = perSecond * 1_000;
    }
    if (thousandths < 1_000) return false;
    thousandths -= 1_000;
    return true;
  });
}

const rates = fc.integer({ min: 1, max: 60 });
/** Moments that never run back; most requests come at the same one as the one before. */
const moments = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.nat(30), fc.nat(2_500)), { maxLength: 200 })
  .map(gaps => {
    let now = START;
    return gaps.map(gap => (now += gap));
  });

test('a bucket holds the requests of one second and gains them evenly', () => {
  const at = (ms: number, count: number) => Array.from({ length: count }, () => START + ms);

  assert.deepEqual(grants(3, at(0, 4)), [true, true, true, false]);
  assert.deepEqual(grants(2, [...at(0, 2), ...at(499, 1), ...at(500, 2)]), [true, true, false, true, false]);
  assert.deepEqual(grants(2, [...at(0, 2), ...at(60_000, 3)]), [true, true, true, true, false]);
});

test('a clock that was set back gains nothing and does not stop the bucket', () => {
  assert.deepEqual(grants(1, [START, START - 5_000, START - 4_001, START - 4_000]), [true, false, false, true]);
});

test('it grants what one grants that counts every millisecond', () => {
  fc.assert(
    fc.property(rates, moments, (perSecond, all) => {
      assert.deepEqual(grants(perSecond, all), grantsByTicking(perSecond, all));
    }),
    { numRuns: 60 },
  );
});

test('between any two moments no more pass than a second may have, and the rate of the time between', () => {
  fc.assert(
    fc.property(rates, moments, (perSecond, all) => {
      const passed = grants(perSecond, all);
      const granted = all.filter((_, i) => passed[i]);
      for (const [i, from] of granted.entries()) {
        for (const [j, to] of granted.entries()) {
          if (j >= i) assert.ok((j - i + 1) * 1_000 <= perSecond * 1_000 + (to - from) * perSecond);
        }
      }
    }),
    { numRuns: 60 },
  );
});
