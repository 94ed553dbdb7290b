import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { progressBar } from './progress-bar.ts';

async function drawn(isTTY: boolean, times: readonly number[]): Promise<string> {
  const stderr = Object.assign(new PassThrough(), { isTTY });
  let now = 0;
  {
    using bar = progressBar({ stderr, clock: { now: () => now } });
    for (const [i, time] of times.entries()) {
      now = time;
      bar.update({ phase: 'backup', done: i, total: times.length - 1 });
    }
  }
  stderr.end();
  return Buffer.concat(await Array.fromAsync(stderr)).toString();
}

test('a bar is drawn on one line of a terminal, not too often, and taken away at the end', async () => {
  const text = await drawn(true, [1_000, 1_001, 1_200]);

  assert.deepEqual(text.split('\r').slice(1), [
    `backup   [${'.'.repeat(30)}]   0%\u001b[K`,
    `backup   [${'#'.repeat(30)}] 100%\u001b[K`,
    '\u001b[K',
  ]);
});

test('nothing is drawn where nobody looks', async () => {
  assert.equal(await drawn(false, [1_000, 2_000]), '');
});
