import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { failureKind } from './rotation-reason.ts';

const kindOf = (answer: unknown) =>
  failureKind(new Redacted(typeof answer === 'string' ? answer : JSON.stringify(answer)));

it('names the error that a function raised, and quotes nothing of what it said', () => {
  assert.equal(
    kindOf({ errorType: 'psycopg2.OperationalError', errorMessage: 'hunter2' }),
    'the function failed (psycopg2.OperationalError)',
  );
  assert.equal(kindOf({ errorType: 'Sandbox.Timedout' }), 'the function failed (Sandbox.Timedout)');
});

it('repeats no text that is not the name of an error', () => {
  for (const answer of [
    { errorType: 'my password is hunter2' },
    { errorType: 'x'.repeat(65) },
    { errorType: 7 },
    {},
    null,
    'no JSON',
    '"text"',
  ]) {
    assert.equal(kindOf(answer), 'the function failed');
  }
});
