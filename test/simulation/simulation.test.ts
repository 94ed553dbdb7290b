/** `npm run simulate` does the same for as many secrets as it is asked for. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { simulateMany } from './simulate-many.ts';
import { simulateSecret } from './simulate.ts';

const SECRETS = 1_000;
const YEARS = 10;

test('ten years of rotations with faults at every await: AWSCURRENT opens the database, and nothing is lost or stuck', async t => {
  const seed = randomInt(2 ** 31);
  t.diagnostic(`npm run simulate -- ${SECRETS} --years ${YEARS} --seed ${seed}`);

  const { rotations } = await simulateMany(seed, SECRETS, { years: YEARS, threads: availableParallelism() });

  // A hundred days would be the slowest pace; else nothing was simulated.
  assert.ok(rotations > SECRETS * YEARS * 3.65, String(rotations));
});

test('a seed leads to the same years again', async () => {
  assert.deepEqual(await simulateSecret(7, 2), await simulateSecret(7, 2));
});

test('the number of threads changes nothing', async () => {
  assert.deepEqual(
    await simulateMany(11, 5, { years: 1, threads: 2 }),
    await simulateMany(11, 5, { years: 1, threads: 1 }),
  );
});
