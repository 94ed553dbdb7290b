import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitInteger } from './integers.ts';

test('a fraction is cut off toward zero', () => {
  assert.equal(fitInteger('integer', 7.9), 7);
  assert.equal(fitInteger('integer', -7.9), -7);
  assert.ok(Object.is(fitInteger('long', -0.5), 0));
});

test('what is too large becomes the largest', () => {
  assert.equal(fitInteger('integer', 2 ** 31), 2_147_483_647);
  assert.equal(fitInteger('integer', -1e300), -2_147_483_648);
  assert.equal(fitInteger('long', Infinity), Number.MAX_SAFE_INTEGER);
  assert.equal(fitInteger('long', -Infinity), Number.MIN_SAFE_INTEGER);
  assert.equal(fitInteger('long', 2 ** 31), 2 ** 31);
});
