import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { withDeadline } from './deadline.ts';

test('what ends in time is not forced', async () => {
  let forced = 0;

  await withDeadline(Promise.resolve(), 5, () => (forced += 1));
  await assert.rejects(
    withDeadline(Promise.reject(new Error('storage')), 5, () => (forced += 1)),
    /^Error: storage$/,
  );
  await sleep(20);

  assert.equal(forced, 0);
});

test('what does not is forced once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let forced = 0;

  await withDeadline(promise, 5, () => {
    forced += 1;
    resolve();
  });

  assert.equal(forced, 1);
});
