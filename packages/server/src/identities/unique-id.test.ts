import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { newAccessKeyId, newUniqueId } from './unique-id.ts';

test('ids say what they name and are as long as those of AWS', () => {
  assert.match(newUniqueId('user', randomBytes), /^AIDA[A-Z2-7]{17}$/);
  assert.match(newUniqueId('group', randomBytes), /^AGPA[A-Z2-7]{17}$/);
  assert.match(newUniqueId('role', randomBytes), /^AROA[A-Z2-7]{17}$/);
  assert.match(newUniqueId('policy', randomBytes), /^ANPA[A-Z2-7]{17}$/);
  assert.match(newUniqueId('instanceProfile', randomBytes), /^AIPA[A-Z2-7]{17}$/);
  assert.match(newAccessKeyId('accessKey', randomBytes), /^AKIA[A-Z2-7]{16}$/);
  assert.match(newAccessKeyId('temporaryKey', randomBytes), /^ASIA[A-Z2-7]{16}$/);
});

test('every byte counts, none twice', () => {
  const bytes = Buffer.from(Array.from({ length: 17 }, (_, i) => i * 15));

  const id = newUniqueId('user', () => bytes);

  assert.equal(id, `AIDA${[...bytes].map(byte => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('')}`);
});
