import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretsmanager } from '@coffer/wire/services';
import { AWS_RATES } from './aws-rates.ts';

test('every operation of Secrets Manager is counted in one group', () => {
  const counted = AWS_RATES.flatMap(({ service, operations }) => operations.map(each => `${service}.${each}`));

  for (const name of Object.keys(secretsmanager.operations)) {
    assert.equal(counted.filter(each => each === `secretsmanager.${name}`).length, 1, name);
  }
  // AWS has 23 today; a misspelt one would count nothing.
  assert.equal(new Set(counted).size, 23);
  assert.equal(counted.length, 23);
});

test('a rate is a whole number: the bucket counts without rounding', () => {
  for (const { perSecond } of AWS_RATES) assert.ok(Number.isSafeInteger(perSecond * 1_000) && perSecond >= 1);
});
