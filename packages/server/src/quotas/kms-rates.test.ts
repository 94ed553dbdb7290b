import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kms } from '@coffer/wire/services';
import { KMS_RATES } from './kms-rates.ts';

test('every operation of KMS is counted in one group, and nothing else is', () => {
  const counted = KMS_RATES.flatMap(({ operations }) => operations).toSorted();

  assert.deepEqual(counted, Object.keys(kms.operations).toSorted());
});

test('a rate of KMS is a whole number: the bucket counts without rounding', () => {
  for (const { perSecond } of KMS_RATES) assert.ok(Number.isSafeInteger(perSecond) && perSecond >= 1);
});
