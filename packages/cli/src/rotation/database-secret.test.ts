import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redacted } from '@coffer/wire';
import * as fc from 'fast-check';
import { checkDatabaseSecret, checkMaster, masterOf, readDatabaseSecret, withMaster } from './database-secret.ts';
import { engineOf } from './engines.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:master-aB1cD2';
const GOOD = { engine: 'mysql', host: 'db', username: 'app', password: 'hunter2' };
const secret = (value: object, name = 'app') => readDatabaseSecret(name, new Redacted(JSON.stringify(value)));
const without = (name: keyof typeof GOOD) => Object.fromEntries(Object.entries(GOOD).filter(([key]) => key !== name));

test('a secret must have what the functions of its engine need, and messages have nothing of it', () => {
  checkDatabaseSecret(secret({ ...GOOD, engine: 'aurora-mysql' }), engineOf('mysql'));
  const refused = (value: object, pattern: RegExp, engine: 'mysql' | 'oracle' = 'mysql') =>
    assert.throws(
      () => checkDatabaseSecret(secret(value), engineOf(engine)),
      (error: Error) => pattern.test(error.message) && !error.message.includes('hunter2'),
    );

  refused(without('engine'), /has no `engine`: it must be `mysql` or `aurora-mysql`$/);
  refused({ ...GOOD, engine: 'postgres' }, /says another `engine`: it must be .*, or say `--engine postgres`$/);
  refused({ ...GOOD, engine: 'hunter2' }, /says another `engine`: it must be `mysql` or `aurora-mysql`$/);
  refused(without('host'), /^the JSON of `app` lacks `host`$/);
  refused({ ...GOOD, username: '', password: 7 }, /lacks `username`, `password`$/);
  refused({ ...GOOD, engine: 'oracle' }, /lacks `dbname`$/, 'oracle');
});

test('what is no JSON object is refused, and not repeated', () => {
  assert.throws(() => readDatabaseSecret('app', undefined), /is no text/);
  for (const text of ['hunter2', '"hunter2"', '["hunter2"]', 'null']) {
    assert.throws(
      () => readDatabaseSecret('app', new Redacted(text)),
      (error: Error) => /JSON/.test(error.message) && !error.message.includes('hunter2'),
    );
  }
});

test('a master secret is for the same host and another user', () => {
  const user = secret(GOOD);
  checkMaster(user, secret({ ...GOOD, username: 'administrator' }, 'master'), engineOf('mysql'));

  assert.throws(
    () => checkMaster(user, secret({ ...GOOD, username: 'a', host: 'other' }, 'master'), engineOf('mysql')),
    /^Failure: `app` and its master secret `master` name different hosts$/,
  );
  assert.throws(() => checkMaster(user, secret(GOOD, 'master'), engineOf('mysql')), /is for the same user/);
  assert.throws(
    () => checkMaster(user, secret({ username: 'a', password: 'p' }, 'master'), engineOf('mysql')),
    /the JSON of `master` has no `engine`/,
  );
});

test('the master secret is the one asked for, else what the secret says', () => {
  assert.equal(masterOf(secret({ ...GOOD, masterarn: ARN }), undefined), ARN);
  assert.equal(masterOf(secret(GOOD), 'asked'), 'asked');
  assert.throws(
    () => masterOf(secret(GOOD), undefined),
    /need a master secret: `--master SECRET`, or `masterarn` in `app`/,
  );
});

test('`masterarn` is added, and every other byte of the secret stays', () => {
  const text = '{ "port": 12345678901234567890,\n "engine": "mysql" } \n';
  const added = withMaster(readDatabaseSecret('app', new Redacted(text)), ARN);
  assert.equal(added?.unwrap(), `{ "port": 12345678901234567890,\n "engine": "mysql","masterarn":"${ARN}"}`);
  assert.equal(withMaster(secret({ masterarn: ARN }), ARN), undefined);
  assert.throws(() => withMaster(secret({ masterarn: 'other' }), ARN), /names another secret than arn:/);

  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(4), (members, indent) => {
      fc.pre(!Object.hasOwn(members, 'masterarn') && !Object.hasOwn(members, '__proto__'));
      const value = new Redacted(JSON.stringify(members, null, indent));
      const result = withMaster(readDatabaseSecret('app', value), ARN);
      assert.deepEqual(JSON.parse(result?.unwrap() ?? ''), JSON.parse(JSON.stringify({ ...members, masterarn: ARN })));
    }),
  );
});
