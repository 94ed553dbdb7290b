import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Turns } from './turns.ts';

test('so many act at one time, the others in the order in which they came, whatever becomes of those before', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const ends = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
  const all = ends.map(({ promise }, index) =>
    turns.take(() => {
      begun.push(index);
      return promise;
    }),
  );
  const results = Promise.allSettled(all);

  assert.deepEqual(begun, [0, 1]);
  ends[1]?.reject(new Error('it failed'));
  await turn();
  assert.deepEqual(begun, [0, 1, 2]);
  ends[0]?.resolve(0);
  ends[2]?.resolve(2);
  await turn();
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
  ends[3]?.resolve(3);
  ends[4]?.resolve(4);

  assert.deepEqual(
    (await results).map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  );
  assert.equal(await turns.take(() => Promise.resolve('again')), 'again');
});
