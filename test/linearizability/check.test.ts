import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { type Call, checkHistory, type Machine } from './check.ts';

/** One register: `w1` writes, `r` reads. */
const register: Machine<string, string> = {
  initial: '0',
  apply: (state, request) => (request === 'r' ? [state, state] : [request.slice(1), 'ok']),
  keyOf: state => state,
};

function call(request: string, answer: string, beganAt: number, endedAt: number): Call<string> {
  return { request, answer, beganAt, endedAt };
}

describe('checkHistory', () => {
  it('finds the order of requests that overlap', () => {
    // The read began first and saw the write that ended last.
    const history = [call('r', '1', 0, 10), call('w1', 'ok', 5, 20)];

    const { isLinearizable, order } = checkHistory(register, history);

    assert.equal(isLinearizable, true);
    assert.deepEqual(
      order.map(({ request }) => request),
      ['w1', 'r'],
    );
  });

  it('refuses a read that misses what was acknowledged before it began', () => {
    const history = [call('w1', 'ok', 0, 1), call('r', '0', 2, 3)];

    assert.equal(checkHistory(register, history).isLinearizable, false);
  });

  it('refuses reads that see two writes in different orders', () => {
    const history = [call('w1', 'ok', 0, 10), call('w2', 'ok', 0, 10), call('r', '1', 11, 12), call('r', '2', 13, 14)];

    const { isLinearizable, order } = checkHistory(register, history);

    assert.equal(isLinearizable, false);
    assert.deepEqual(
      order.map(({ request }) => request),
      ['w2', 'w1', 'r'],
    );
  });

  it('says the same as trying every order', () => {
    const request = fc.constantFrom('w1', 'w2', 'r');
    const time = fc.integer({ min: 0, max: 8 });
    const anyCall = fc
      .record({ request, beganAt: time, lasts: time, read: fc.constantFrom('0', '1', '2') })
      .map(({ request: of, beganAt, lasts, read }) => call(of, of === 'r' ? read : 'ok', beganAt, beganAt + lasts));

    fc.assert(
      fc.property(fc.array(anyCall, { maxLength: 5 }), history => {
        assert.equal(checkHistory(register, history).isLinearizable, isAnyOrderRight(history));
      }),
      { numRuns: 1_000 },
    );
  });
});

function isAnyOrderRight(history: readonly Call<string>[]): boolean {
  return permutations(history).some(order => {
    let state = register.initial;
    return order.every((one, at) => {
      const [next, answer] = register.apply(state, one.request);
      state = next;
      return answer === one.answer && order.slice(at + 1).every(later => later.endedAt >= one.beganAt);
    });
  });
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map(rest => [item].concat(rest)));
}
