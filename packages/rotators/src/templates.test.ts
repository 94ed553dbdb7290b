import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { builtInFolder, builtInSha256, rotationTemplates } from './index.ts';

describe('templates', () => {
  test('every handler is there, is a function, and loads no driver by being loaded', async () => {
    for (const { handler } of rotationTemplates.values()) {
      const dot = handler.lastIndexOf('.');
      const file = join(builtInFolder, `${handler.slice(0, dot)}.ts`);
      assert.ok(existsSync(file), file);
      const module: Record<string, unknown> = await import(pathToFileURL(file).href);
      assert.equal(typeof module[handler.slice(dot + 1)], 'function', handler);
    }

    const loaded = Object.keys(createRequire(import.meta.url).cache);
    assert.deepEqual(
      loaded.filter(path => /node_modules\/(?:pg|mysql2|tedious|mongodb|oracledb|@redis)\//.test(path)),
      [],
    );
  });

  test('the names are those of the applications of AWS, for every database that Coffer rotates', () => {
    const published = [...rotationTemplates.values()].filter(({ isPublishedByAws }) => isPublishedByAws);

    assert.deepEqual(published.map(({ name }) => name).toSorted(), [
      'SecretsManagerMongoDBRotationMultiUser',
      'SecretsManagerMongoDBRotationSingleUser',
      'SecretsManagerRDSMariaDBRotationMultiUser',
      'SecretsManagerRDSMariaDBRotationSingleUser',
      'SecretsManagerRDSMySQLRotationMultiUser',
      'SecretsManagerRDSMySQLRotationSingleUser',
      'SecretsManagerRDSOracleRotationMultiUser',
      'SecretsManagerRDSOracleRotationSingleUser',
      'SecretsManagerRDSPostgreSQLRotationMultiUser',
      'SecretsManagerRDSPostgreSQLRotationSingleUser',
      'SecretsManagerRDSSQLServerRotationMultiUser',
      'SecretsManagerRDSSQLServerRotationSingleUser',
      'SecretsManagerRedshiftRotationMultiUser',
      'SecretsManagerRedshiftRotationSingleUser',
      'SecretsManagerRotationTemplate',
    ]);
  });

  test('the hash of the code is one of its content', async () => {
    assert.match(await builtInSha256(), /^[A-Za-z0-9+/]{43}=$/);
    assert.equal(await builtInSha256(), await builtInSha256());
  });
});
