import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRateLimiter } from './rate-limiter.ts';

const request = { service: 's', operation: 'Read', accountId: '111111111111', region: 'eu-west-1', now: 0 };

function makeSmall() {
  return makeRateLimiter([
    { service: 's', operations: ['Read', 'Look'], perSecond: 2 },
    { service: 's', operations: ['Write'], perSecond: 1 },
  ]);
}

test('the operations of a group share its rate', () => {
  const take = makeSmall();

  const answers = ['Read', 'Look', 'Read', 'Look'].map(operation => take({ ...request, operation }));

  assert.deepEqual(answers, [true, true, false, false]);
});

test('another group, account or region has a rate of its own', () => {
  const take = makeSmall();
  take(request);
  take(request);

  assert.equal(take(request), false);
  assert.equal(take({ ...request, operation: 'Write' }), true);
  assert.equal(take({ ...request, accountId: '222222222222' }), true);
  assert.equal(take({ ...request, region: 'eu-west-2' }), true);
  assert.equal(take(request), false);
});

test('what is in no group always passes, whatever its name', () => {
  const take = makeSmall();

  for (const operation of ['Other', '__proto__', 'constructor']) {
    for (let i = 0; i < 5; i++) assert.equal(take({ ...request, operation }), true);
  }
  for (let i = 0; i < 5; i++) assert.equal(take({ ...request, service: 't' }), true);
});
