import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgresUnderTest } from '../testing/postgres-under-test.ts';
import { proveEngine } from '../testing/prove-engine.ts';
import { redshift } from './engine.ts';

const members = { dbname: 'postgres' };
const proven = { engine: redshift, start: postgresUnderTest, oddName: `'\\"\`@%; x`, members };

// There is no Redshift to be had: statements that both understand, on a real PostgreSQL.
proveEngine('97: Redshift, by its statements on a real PostgreSQL', proven, bench => {
  test('the database is `dev` and the port 5439 unless the secret says otherwise', () => {
    assert.deepEqual([redshift.defaultDatabase, redshift.defaultPort], ['dev', 5439]);
    assert.ok(bench().database.port > 0);
  });
});
