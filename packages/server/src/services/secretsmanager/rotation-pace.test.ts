import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ATTEMPTS_PER_SECOND, makeRotationPace } from './rotation-pace.ts';

suite('the pace of rotations', () => {
  test('while the thread is busy attempts begin evenly, so many a second', async () => {
    const { begin, settled } = paced(() => 1);
    const begun = begin(ATTEMPTS_PER_SECOND * 10);

    await settled();

    assert.equal(begun.length, ATTEMPTS_PER_SECOND * 10);
    const seconds = (last(begun) - (begun[0] ?? 0)) / 1_000;
    assert.ok(Math.abs(seconds - (10 - 1 / ATTEMPTS_PER_SECOND)) < 1e-6, String(seconds));
    const gaps = begun.slice(1).map((at, i) => at - (begun[i] ?? 0));
    assert.ok(Math.min(...gaps) > 1_000 / ATTEMPTS_PER_SECOND - 1e-6, String(Math.min(...gaps)));
  });

  test('a timer that fires late takes nothing from the rate', async () => {
    const { begin, settled } = paced(() => 1, { lateMs: 20 });
    const begun = begin(200);

    await settled();

    const rate = 199 / ((last(begun) - (begun[0] ?? 0)) / 1_000);
    assert.ok(rate > ATTEMPTS_PER_SECOND - 0.5, String(rate));
  });

  test('while it has time to spare attempts begin at once', async () => {
    const { begin, settled, pass } = paced(() => 0.25);
    // Whether it is busy is not known before it was looked at for a while.
    begin(1);
    await pass(300);

    const begun = begin(50);

    await settled(0);
    assert.deepEqual(new Set(begun), new Set([300]));
  });

  test('the first one after a pause waits for nothing, however busy the thread is', async () => {
    const { begin, settled, pass } = paced(() => 1);
    const first = begin(1);
    await settled(0);
    await pass(60_000);

    const second = begin(1);

    await settled(0);
    assert.deepEqual([...first, ...second], [0, 60_000]);
  });

  test('what a long time came to says nothing of now', async () => {
    const { begin, settled, pass } = paced(() => 0);
    begin(1);
    await pass(300);
    begin(1);
    await pass(60_000);

    const begun = begin(4);

    await settled();
    assert.equal(new Set(begun).size, 4);
  });

  test('it follows the load: held back as soon as it is busy, released when it is not', async () => {
    let load = 0;
    const { begin, settled, pass } = paced(() => load);
    begin(1);
    await pass(300);
    load = 1;
    begin(1);
    await pass(300);
    const held = begin(5);
    await settled(0);
    assert.equal(held.length, 1);
    load = 0;
    await pass(300);

    const released = begin(5);

    await settled(0);
    assert.equal(released.length, 5);
  });
});

/** A pace in a time of its own; `begin` asks for so many turns and gives the moments at which they came. */
function paced(workload: () => number, { lateMs = 0 } = {}) {
  let time = 0;
  const sleeping: { at: number; wake: () => void }[] = [];
  const pace = makeRotationPace({
    now: () => time,
    workload,
    sleep: ms => new Promise(wake => sleeping.push({ at: time + ms + lateMs, wake })),
  });
  const microtasks = () => new Promise(resolve => setImmediate(resolve));
  const settled = async (until = Infinity) => {
    await microtasks();
    for (;;) {
      const next = sleeping.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > until) return;
      sleeping.splice(sleeping.indexOf(next), 1);
      time = Math.max(time, next.at);
      next.wake();
      await microtasks();
    }
  };
  return {
    settled,
    begin(count: number): readonly number[] {
      const begun: number[] = [];
      for (let i = 0; i < count; i++) void pace.turn().then(() => begun.push(time));
      return begun;
    },
    async pass(ms: number) {
      const until = time + ms;
      await settled(until);
      time = until;
    },
  };
}

function last(times: readonly number[]): number {
  return times.at(-1) ?? 0;
}
