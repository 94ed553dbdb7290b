import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import type { ReplicaState, Transition } from './replication.ts';
import { afterAsked, afterChange, afterRun, MAX_ATTEMPTS } from './replication.ts';

const REFUSED = { kind: 'refused', reason: 'no' } as const;
const COPIED = { kind: 'copied' } as const;

const ASKED = afterAsked(undefined, false).state;
const IN_SYNC = afterRun(ASKED, COPIED, false).state;

it("begins InProgress, due at once, and ends in AWS's words", () => {
  const asked = afterAsked(undefined, true);

  assert.deepEqual(asked, {
    state: { status: 'InProgress', message: null, overwrites: true, attempts: 0, exists: false },
    dueInMs: 0,
  });
  assert.equal(IN_SYNC.status, 'InSync');
  assert.equal(IN_SYNC.message, 'Replication succeeded');
});

it('fails at once while nothing was ever replicated', () => {
  const { state, dueInMs } = afterRun(ASKED, REFUSED, false);

  assert.equal(state.status, 'Failed');
  assert.equal(state.message, 'Replication failed: no');
  assert.equal(dueInMs, undefined);
});

it('keeps a replica that exists InProgress while it tries again, ever less often, and fails in the end', () => {
  let state: ReplicaState = afterChange(IN_SYNC).state;
  const delays: (number | undefined)[] = [];
  while (state.status === 'InProgress') {
    const next: Transition = afterRun(state, REFUSED, false);
    delays.push(next.dueInMs);
    ({ state } = next);
  }

  assert.equal(state.status, 'Failed');
  assert.equal(delays.length, MAX_ATTEMPTS);
  assert.deepEqual(delays.slice(0, 4), [1_000, 2_000, 4_000, 8_000]);
  assert.equal(delays.at(-1), undefined);
});

it('stays InProgress when the primary has changed since the run began, whatever came of it', () => {
  for (const outcome of [COPIED, REFUSED]) {
    const { state, dueInMs } = afterRun(ASKED, outcome, true);
    assert.equal(state.status, 'InProgress');
    assert.equal(dueInMs, 0);
    assert.equal(state.exists, outcome === COPIED);
  }
});

it('cuts a message to the 4,096 characters of the model, in whole characters', () => {
  const { state } = afterRun(ASKED, { kind: 'refused', reason: '\u{1f511}'.repeat(4_000) }, false);

  assert.equal(state.message?.length, 4_096);
  assert.ok(state.message.isWellFormed());
});

type Event = ['asked', boolean] | ['changed'] | ['run', 'copied' | 'refused', boolean];

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.tuple(fc.constant('asked' as const), fc.boolean()),
  fc.tuple(fc.constant('changed' as const)),
  fc.tuple(fc.constant('run' as const), fc.constantFrom('copied' as const, 'refused' as const), fc.boolean()),
);

it('whatever happens: InProgress means a planned job, leave to overwrite ends with it, and what exists stays', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), events => {
      let state = ASKED;
      let isPlanned = true;
      for (const [kind, what, isOutdated] of events) {
        // No job runs where none is planned.
        if (kind === 'run' && !isPlanned) continue;
        const before: ReplicaState = state;
        const outcome = what === 'copied' ? COPIED : REFUSED;
        const next: Transition =
          kind === 'asked'
            ? afterAsked(state, what === true)
            : kind === 'changed'
              ? afterChange(state)
              : afterRun(state, outcome, isOutdated === true);
        ({ state } = next);
        isPlanned = next.dueInMs !== undefined;
        assert.equal(isPlanned, state.status === 'InProgress');
        assert.equal(state.message === null, state.status === 'InProgress');
        if (state.status !== 'InProgress') assert.equal(state.overwrites, false);
        if (kind !== 'asked' && state.overwrites) assert.ok(before.overwrites);
        if (before.exists) assert.ok(state.exists);
        if (state.status === 'InSync') assert.ok(state.exists);
      }
    }),
  );
});

it('comes to an end when nothing more happens, whatever happened before', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.nat({ max: MAX_ATTEMPTS - 1 }), fc.boolean(), (exists, attempts, overwrites) => {
      let state: ReplicaState = { status: 'InProgress', message: null, overwrites, attempts, exists };
      let runs = 0;
      while (state.status === 'InProgress') {
        ({ state } = afterRun(state, REFUSED, false));
        assert.ok(++runs <= MAX_ATTEMPTS);
      }
      assert.equal(state.status, 'Failed');
    }),
  );
});
