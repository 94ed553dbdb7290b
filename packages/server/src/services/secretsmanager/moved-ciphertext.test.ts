import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Sql } from '../../storage/sql.ts';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { makeSecret, putVersion, token, valueOf } from './testing.ts';

/** Whoever can write the database must not be able to make one secret's value come out as another's. */
onBothEngines('A ciphertext that was moved or changed', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  /** Writes behind the server's back, and makes it read the secret anew, as it does after a start. */
  const change = (name: string, statement: Sql) =>
    server.parts.database.write(writer => {
      writer.forget(`secret 123456789012 us-east-1 ${name}`);
      return writer.run(statement);
    });

  /** Two versions of a secret, another secret, and their ids. */
  async function threeValues(name: string): Promise<{ mine: string; theirs: string }> {
    await makeSecret(server, name);
    await putVersion(server, name, 2);
    await makeSecret(server, `${name}-other`);
    const idOf = async (wanted: string) => {
      const row = await server.parts.database.read(reader =>
        reader.get<{ id: string }>(sql`select id from secret where name = ${wanted}`),
      );
      return row?.id ?? '';
    };
    return { mine: await idOf(name), theirs: await idOf(`${name}-other`) };
  }

  async function assertUnreadable(SecretId: string): Promise<void> {
    const answer = await server.refused('secretsmanager', 'GetSecretValue', { SecretId });
    assert.equal(answer.status, 400);
    assert.equal(answer.code, 'DecryptionFailure');
    assert.match(answer.message ?? '', /^Secrets Manager can't decrypt the secret value: /);
  }

  const columns = { value: sql`value`, key: sql`data_key`, both: sql`value, data_key` } as const;

  for (const what of ['value', 'key', 'both'] as const) {
    it(`does not open when the ${what} of another version or secret is put in its place`, async () => {
      const name = `moved-${what}`;
      const { mine, theirs } = await threeValues(name);
      const set = what === 'both' ? sql`(value, data_key)` : columns[what];
      const current = sql`secret_id = ${mine} and version_id = ${token(2)}`;

      for (const source of [
        sql`secret_id = ${mine} and version_id = ${token(1)}`,
        sql`secret_id = ${theirs} and version_id = ${token(1)}`,
      ]) {
        await change(
          name,
          sql`
          update secret_version
          set ${set} = (select ${columns[what]} from secret_version where ${source})
          where ${current}`,
        );
        await assertUnreadable(name);
      }

      assert.equal(await valueOf(server, name, { VersionId: token(1) }), 'v1');
    });
  }

  it('does not open as the other kind, under another name, or as another version', async () => {
    const { mine } = await threeValues('same-row');

    await change('same-row', sql`update secret_version set kind = 'binary' where secret_id = ${mine}`);
    await assertUnreadable('same-row');
    await change('same-row', sql`update secret_version set kind = 'string' where secret_id = ${mine}`);
    assert.equal(await valueOf(server, 'same-row'), 'v2');
    await change('same-row', sql`update secret set suffix = 'AAAAAA' where id = ${mine}`);
    await assertUnreadable('same-row');
    await change('same-row', sql`update secret set name = 'renamed' where id = ${mine}`);
    await assertUnreadable('renamed');
  });

  it('does not open when a byte of it was changed or it was cut', async () => {
    const { mine } = await threeValues('changed');
    const row = await server.parts.database.read(reader =>
      reader.get<{ value: Uint8Array; data_key: Uint8Array }>(
        sql`select value, data_key from secret_version where secret_id = ${mine} and version_id = ${token(2)}`,
      ),
    );
    assert.ok(row !== undefined);
    for (const column of ['value', 'data_key'] as const) {
      const original = row[column];
      const flipped = Uint8Array.from(original, (byte, i) => (i === original.length - 20 ? byte ^ 1 : byte));
      for (const bad of [flipped, original.subarray(0, -1), new Uint8Array()]) {
        const set = column === 'value' ? sql`value` : sql`data_key`;
        await change(
          'changed',
          sql`update secret_version set ${set} = ${bad} where secret_id = ${mine} and version_id = ${token(2)}`,
        );
        await assertUnreadable('changed');
        await change(
          'changed',
          sql`update secret_version set ${set} = ${original} where secret_id = ${mine} and version_id = ${token(2)}`,
        );
      }
    }
    assert.equal(await valueOf(server, 'changed'), 'v2');
  });

  it('cannot be compared with a retry either', async () => {
    const { mine } = await threeValues('retried');
    await change(
      'retried',
      sql`
      update secret_version
      set value = (select value from secret_version where secret_id = ${mine} and version_id = ${token(1)})
      where secret_id = ${mine} and version_id = ${token(2)}`,
    );

    const answer = await server.refused('secretsmanager', 'PutSecretValue', {
      SecretId: 'retried',
      ClientRequestToken: token(2),
      SecretString: 'v2',
    });

    assert.equal(answer.code, 'DecryptionFailure');
  });
});
