import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { passwordVerifier } from './password-verifier.ts';

describe('what PostgreSQL stores for a password', () => {
  const salt = Buffer.alloc(16, 7);

  test('is of the form of its setting, without the password', () => {
    const scram = passwordVerifier('scram-sha-256', 'app', new Redacted('the-password'), salt) ?? '';

    assert.match(scram, /^SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/);
    // md5(password || user), as `echo -n secretapp | md5sum` gives it.
    const md5 = passwordVerifier('md5', 'app', new Redacted('secret'), salt);
    assert.equal(md5, 'md56a422f785c9e20873908ce25d1736ae2');
  });

  test('is left to the server where it depends on more', () => {
    assert.equal(passwordVerifier('scram-sha-512', 'app', new Redacted('x'), salt), undefined);
    assert.equal(passwordVerifier('scram-sha-256', 'app', new Redacted('pässword'), salt), undefined);
  });
});
