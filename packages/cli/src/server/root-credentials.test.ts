import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../failure.ts';
import { takeRootCredentials } from './root-credentials.ts';

const ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

function take(id: string | undefined, secret: string | undefined) {
  return takeRootCredentials({ COFFER_ROOT_ACCESS_KEY_ID: id, COFFER_ROOT_SECRET_ACCESS_KEY: secret });
}

test('root credentials are taken out of the environment, whole or not at all', () => {
  const env: NodeJS.ProcessEnv = { COFFER_ROOT_ACCESS_KEY_ID: ID, COFFER_ROOT_SECRET_ACCESS_KEY: SECRET, OTHER: 'x' };

  const root = takeRootCredentials(env);

  assert.deepEqual(env, { OTHER: 'x' });
  assert.equal(root?.accessKeyId, ID);
  assert.equal(root.secretAccessKey.unwrap(), SECRET);
  assert.equal(takeRootCredentials({}), undefined);
  assert.throws(() => take(ID, undefined), /must be set together/);
  assert.throws(() => take('', SECRET), /must be set together/);
});

test('refused credentials are gone from the environment too', () => {
  const env: NodeJS.ProcessEnv = { COFFER_ROOT_ACCESS_KEY_ID: 'short', COFFER_ROOT_SECRET_ACCESS_KEY: SECRET };

  assert.throws(() => takeRootCredentials(env));

  assert.deepEqual(env, {});
});

test('ids that no signature could name are refused and not repeated', () => {
  for (const id of [
    'SHORT',
    'akiaiosfodnn7example',
    'AKIA-IOSFODNN7EXAMPLE',
    `${ID}\n`,
    ` ${ID}`,
    'A'.repeat(129),
    SECRET,
  ]) {
    assert.throws(
      () => take(id, SECRET),
      error =>
        error instanceof Failure &&
        error.exitCode === 2 &&
        error.message.startsWith('`COFFER_ROOT_ACCESS_KEY_ID` must be 16 to 128 capital letters and digits') &&
        !error.message.includes(id),
    );
  }
  assert.equal(take('A'.repeat(16), SECRET)?.accessKeyId.length, 16);
  assert.equal(take('9'.repeat(128), SECRET)?.accessKeyId.length, 128);
});

test('secrets that are short, or that a credentials file cannot hold, are refused and not repeated', () => {
  const wrong = ['x'.repeat(15), `${SECRET}\n`, `${SECRET}\n[other]`, `a b${SECRET}`, `${SECRET}\u001b`, `${SECRET}é`];
  for (const secret of [...wrong, 'x'.repeat(257)]) {
    assert.throws(
      () => take(ID, secret),
      error =>
        error instanceof Failure &&
        error.exitCode === 2 &&
        error.message.startsWith('`COFFER_ROOT_SECRET_ACCESS_KEY` must be 16 to 256 printable ASCII characters') &&
        !error.message.includes(secret),
    );
  }
  assert.equal(take(ID, 'x'.repeat(16))?.secretAccessKey.unwrap().length, 16);
});
