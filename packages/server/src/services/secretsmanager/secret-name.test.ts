import { test } from 'node:test';
import assert from 'node:assert/strict';
import { AwsError } from '@coffer/wire';
import { assertSecretName, hasOnlyNameCharacters, isSecretName } from './secret-name.ts';

const SENTENCE =
  'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!';

test('every character that AWS lists is allowed and no other of ASCII is', () => {
  const allowed = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
    .filter(isSecretName)
    .join('');

  assert.equal(allowed, '!+-./0123456789=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz');
});

test('characters outside ASCII are refused', () => {
  for (const name of ['é', 'ſ', 'İ', '\u212a', '🔑', '\ud800', 'a\u0301']) {
    assert.equal(isSecretName(name), false, name);
  }
});

test('a name has 1 to 512 characters', () => {
  assert.equal(isSecretName(''), false);
  assert.equal(isSecretName('a'.repeat(512)), true);
  assert.equal(isSecretName('a'.repeat(513)), false);
});

test('recorded bad names are refused with the recorded sentence', () => {
  for (const name of ['Inv Name', ' Inv Name', ' Inv*Name? ', ' Inv *?!]Name\\-', 'name\n']) {
    assert.throws(
      () => assertSecretName(name),
      (error: unknown) =>
        error instanceof AwsError &&
        error.code === 'ValidationException' &&
        error.message === SENTENCE &&
        error.messageKey === 'message' &&
        error.status === 400,
      name,
    );
  }
});

test('recorded good names pass', () => {
  for (const name of ['s-c64bdc03', 'Valid/_+=.@-Name', 'Valid/_+=.@-Name-a1b2c3-', 'rds!cluster-1']) {
    assert.doesNotThrow(() => assertSecretName(name));
  }
});

test('the characters alone are judged whatever the length', () => {
  assert.equal(hasOnlyNameCharacters('a'.repeat(2048)), true);
  assert.equal(hasOnlyNameCharacters(''), false);
});
