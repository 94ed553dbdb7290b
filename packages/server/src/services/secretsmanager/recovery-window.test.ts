import { test } from 'node:test';
import assert from 'node:assert/strict';
import { deletionDate, recoveryWindowDays } from './recovery-window.ts';

const OUTSIDE = {
  code: 'InvalidParameterException',
  message: 'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
};
const BOTH = {
  code: 'InvalidParameterException',
  message: "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
};

test('the window is 30 days unless it is given', () => {
  assert.equal(recoveryWindowDays({}), 30);
  assert.equal(recoveryWindowDays({ ForceDeleteWithoutRecovery: false }), 30);
});

test('7 to 30 days are taken, nothing else is', () => {
  assert.equal(recoveryWindowDays({ RecoveryWindowInDays: 7 }), 7);
  assert.equal(recoveryWindowDays({ RecoveryWindowInDays: 30, ForceDeleteWithoutRecovery: false }), 30);
  for (const RecoveryWindowInDays of [6, 31, 0, -7, Number.NaN, Number.MAX_SAFE_INTEGER]) {
    assert.throws(() => recoveryWindowDays({ RecoveryWindowInDays }), OUTSIDE);
  }
});

test('force leaves no window', () => {
  assert.equal(recoveryWindowDays({ ForceDeleteWithoutRecovery: true }), 0);
});

test('force and a window exclude each other', () => {
  assert.throws(() => recoveryWindowDays({ RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }), BOTH);
});

test('the deletion date is the call plus days of 24 hours', () => {
  assert.equal(deletionDate(Date.UTC(2026, 1, 20, 8, 30, 0, 123), 30), Date.UTC(2026, 2, 22, 8, 30, 0, 123));
  assert.equal(deletionDate(5, 0), 5);
});
