import assert from 'node:assert/strict';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { Redacted } from '@coffer/wire';
import { migrations } from '../start/migrations.ts';
import { migrate } from '../storage/migrations.ts';
import { openSqlite } from '../storage/sqlite.ts';
import { sql } from '../storage/sql.ts';
import { onBothEngines } from '../testing/engines.ts';
import { secretText, TestServer } from '../testing/test-server.ts';
import type { Restored } from './backup.test-support.ts';
import {
  backUp,
  folderIn,
  openAs,
  populated,
  restoredContent,
  restoreInto,
  restoreTo,
  rootKeyOf,
} from './backup.test-support.ts';
import { answersOf, everything } from './everything.test-support.ts';
import { backupRows, snapshotRows } from './row-source.ts';
import { openCiphertexts } from './ciphertexts.ts';
import { INTERNAL_PLACES } from './internal-places.ts';
import { schemaSteps } from './schema-steps.ts';

onBothEngines('a server on a restored backup', engine => {
  const stack = new AsyncDisposableStack();
  let server: TestServer;
  let folder: string;
  before(async () => {
    server = await populated(stack);
    folder = await folderIn(stack);
  });
  after(() => stack.disposeAsync());

  function serverOn({ dataDir, url }: Restored): Promise<TestServer> {
    return TestServer.open({ options: { dataDir, ...(url === undefined ? {} : { database: url }) } });
  }

  it('answers as before, under a root key of its own', async () => {
    const identity = await generateIdentity();
    const file = join(folder, 'age');
    await backUp(server, file, { recipients: [await identityToRecipient(identity)] });

    const backup = await openAs(file, { identities: new Redacted(identity) });
    const restored = await restoreTo(stack, backup, engine);

    await using again = await serverOn(restored);
    assert.notEqual(again.parts.keyring.rootKeyId, server.parts.keyring.rootKeyId);
    const { SecretString } = await again.call('secretsmanager', 'GetSecretValue', { SecretId: 'drill/text' });
    assert.equal(SecretString?.unwrap(), 'the second value');
    const { SecretBinary } = await again.call('secretsmanager', 'GetSecretValue', { SecretId: 'drill/bytes' });
    assert.deepEqual([...(SecretBinary?.unwrap() ?? [])], [0, 255, 1, 254]);
    for (const tier of ['Standard', 'Advanced']) {
      const { Parameter } = await again.call('ssm', 'GetParameter', { Name: `/drill/${tier}`, WithDecryption: true });
      assert.equal(Parameter?.Value?.unwrap(), `parameter of ${tier}`);
    }
    const { Users } = await again.call('iam', 'ListUsers', {});
    assert.ok(Users?.some(user => user.UserName === 'Somebody'));
    const found = await again.call('secretsmanager', 'ListSecrets', {
      Filters: [{ Key: 'tag-key', Values: ['Team'] }],
    });
    assert.equal(found.SecretList?.length, 1);
    const { Events } = await again.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'PutSecretValue' }],
    });
    assert.equal(Events?.length, 1);
    // The numbers of batches go on where they were.
    await again.call('secretsmanager', 'PutSecretValue', {
      SecretId: 'drill/text',
      ClientRequestToken: '11111111-2222-4333-8444-999999999999',
      SecretString: secretText('the third value'),
    });
    const now = await again.call('secretsmanager', 'GetSecretValue', { SecretId: 'drill/text' });
    assert.equal(now.SecretString?.unwrap(), 'the third value');
  });

  it('gives the same answers about functions and their code, logs, rotations, stacks, grants and parameters', async () => {
    const full = await everything(stack);
    const file = join(folder, 'everything');
    await backUp(full, file);
    const expected = await answersOf(full);

    const restored = await restoreTo(stack, await openAs(file, rootKeyOf(full)), engine, rootKeyOf(full).provider);

    await cp(join(full.dataDir, 'root.key'), join(restored.dataDir, 'root.key'));
    await using again = await serverOn(restored);
    assert.deepEqual(await answersOf(again), expected);
    assert.equal(expected['code'], true);
  });

  it('has no audit history when the backup was made without', async () => {
    const file = join(folder, 'without-audit');
    await backUp(server, file, { hasAudit: false });

    const restored = await restoreTo(stack, await openAs(file, rootKeyOf(server)), engine, rootKeyOf(server).provider);

    const content = await restoredContent(restored);
    assert.deepEqual(content.get('audit_batch'), []);
    assert.deepEqual(content.get('audit_usage'), [[0, 1]]);
    assert.ok((content.get('secret') ?? []).length >= 4);
  });

  it('is not restored over another', async () => {
    const file = join(folder, 'twice');
    await backUp(server, file);
    const backup = await openAs(file, rootKeyOf(server));
    if (engine === 'postgres') {
      const used = await populated(stack, 'postgres');
      const present = await used.call('secretsmanager', 'ListSecrets', {});
      const { restorePostgres } = await import('./restore.ts');
      const { checkBackup } = await import('./check-backup.ts');
      const content = await checkBackup(backup);
      const finish = async () => undefined;
      const provider = rootKeyOf(server).provider;
      assert.ok(provider);
      const parts = { migrations, provider, finish, random: () => Buffer.alloc(0), clock: { now: () => 0 } };
      await assert.rejects(
        restorePostgres({ backup, content }, used.parts.database, parts, () => undefined),
        /the PostgreSQL database is not empty/,
      );
      assert.deepEqual(await used.call('secretsmanager', 'ListSecrets', {}), present);
      return;
    }
    const target = await folderIn(stack);
    await restoreInto(backup, join(target, 'coffer.db'), rootKeyOf(server));
    await assert.rejects(restoreInto(backup, join(target, 'coffer.db'), rootKeyOf(server)), /is not empty/);
    assert.deepEqual((await readdir(target)).toSorted(), ['coffer.db']);
  });
});

describe('a backup', () => {
  const stack = new AsyncDisposableStack();
  let server: TestServer;
  let folder: string;
  before(async () => {
    server = await populated(stack);
    folder = await folderIn(stack);
  });
  after(() => stack.disposeAsync());

  it('is one moment, though writes go on meanwhile', async () => {
    const file = join(folder, 'moment');
    const backup = { isDone: false };
    const made = { writes: 0 };
    async function write(): Promise<void> {
      for (; !backup.isDone; made.writes += 1) {
        await server.call('iam', 'CreateUser', { UserName: `writer-${made.writes}` });
        await server.call('iam', 'CreateGroup', { GroupName: `writer-${made.writes}` });
      }
    }
    const writing = write();
    await backUp(server, file, {}, async () => {
      for (const enough = made.writes + 2; made.writes < enough;) await setImmediate();
    });
    backup.isDone = true;
    await writing;

    const content = await restoredContent(
      await restoreTo(stack, await openAs(file, rootKeyOf(server)), 'sqlite', rootKeyOf(server).provider),
    );
    assert.ok(made.writes > 1);
    // A group is made after its user: at any one moment there are as many users, or one more; and two others.
    const [users, groups] = ['iam_user', 'iam_group'].map(name => content.get(name)?.length ?? 0);
    assert.ok(users !== undefined && groups !== undefined);
    assert.ok(users - 2 === groups || users - 3 === groups, `${users} users and ${groups} groups`);
  });

  it('of an older version is brought up to date', async () => {
    const older = migrations.filter(({ number }) => number <= 12);
    const dataDir = await folderIn(stack);
    const path = join(dataDir, 'old.db');
    const { keyring } = server.parts;
    const file = join(folder, 'old');
    {
      await using database = openSqlite(path);
      await migrate(database, older, { now: () => 0 });
      await database.write(writer =>
        writer.run(sql`
          insert into kms_key (key_id, account_id, region, manager, description, created_at)
          values ('11111111-2222-4333-8444-555555555555', '123456789012', 'us-east-1', 'AWS', 'old', 5)`),
      );
      const { writeBackup } = await import('./write-backup.ts');
      const { openFileSink } = await import('./file-sink.ts');
      const { loadRecord } = await import('../start/keyring-store.ts');
      const record = await loadRecord(server.parts.database.reader);
      await using sink = await openFileSink(file);
      const parts = { database, keyring, migrations: older, loadKeyring: async () => record, now: 0 };
      const { randomBytes } = await import('node:crypto');
      await writeBackup({ ...parts, random: randomBytes }, { hasAudit: true }, sink);
      await sink.publish();
    }
    const target = await folderIn(stack);
    await restoreInto(await openAs(file, rootKeyOf(server)), join(target, 'coffer.db'), rootKeyOf(server));

    await using restored = openSqlite(join(target, 'coffer.db'));
    const key = await restored.reader.get<{ key_spec: string; rotation_period: number }>(
      sql`select key_spec, rotation_period from kms_key`,
    );
    assert.deepEqual({ ...key }, { key_spec: 'SYMMETRIC_DEFAULT', rotation_period: 365 });
    const newest = await restored.reader.get<{ number: number }>(
      sql`select max(number) as number from schema_migration`,
    );
    assert.equal(newest?.number, Math.max(...migrations.map(({ number }) => number)));
    assert.deepEqual(
      (await readdir(target)).filter(name => name.includes('restoring')),
      [],
    );
  });

  it('of a newer version, or of another line, is refused before anything is written', async () => {
    const file = join(folder, 'newer');
    await backUp(server, file);
    const backup = await openAs(file, rootKeyOf(server));
    const target = await folderIn(stack);
    const path = join(target, 'coffer.db');
    const newer = [...backup.header.schema, { number: 9_999, name: 'of-tomorrow', digest: '' }];
    const other = schemaSteps(migrations).with(3, { number: 4, name: 'jobs', digest: 'another' });

    for (const [schema, sentence] of [
      [newer, /made by a newer Coffer \(migration 9999 `of-tomorrow`\)/],
      [other, /made by another line of Coffer: its migration 4 `jobs`/],
    ] as const) {
      const changed = { ...backup, header: { ...backup.header, schema } };
      await assert.rejects(restoreInto(changed, path, rootKeyOf(server)), sentence);
    }
    assert.deepEqual(await readdir(target), []);
  });

  it('opens every ciphertext, and names those that do not open', async () => {
    const file = join(folder, 'ciphertexts');
    await backUp(server, file);
    const backup = await openAs(file, rootKeyOf(server));
    const report = await openCiphertexts(backupRows(backup), backup.keyring, INTERNAL_PLACES);
    assert.equal(report.failed, 0);
    // Keys and values of three versions, two wrappings, two parameters, credentials, a password, a seed.
    assert.ok(report.opened >= 15, String(report.opened));

    await using snapshot = await server.parts.database.openSnapshot();
    const live = await openCiphertexts(snapshotRows(snapshot), server.parts.keyring, INTERNAL_PLACES);
    assert.equal(live.opened, report.opened);
  });

  it('that was made of damaged rows says which ones', async () => {
    await using damaged = await TestServer.open();
    await damaged.call('secretsmanager', 'CreateSecret', {
      Name: 'damaged',
      ClientRequestToken: '11111111-2222-4333-8444-000000000001',
      SecretString: secretText('x'),
    });
    const { database } = damaged.parts;
    await database.write(writer => writer.run(sql`update secret_version set version_id = 'moved'`));
    const file = join(folder, 'rows');
    await backUp(damaged, file);
    const backup = await openAs(file, rootKeyOf(damaged));

    const report = await openCiphertexts(backupRows(backup), backup.keyring, INTERNAL_PLACES);

    assert.equal(report.failed, 1);
    assert.equal(report.unreadable[0]?.table, 'secret_version');
    assert.match(report.unreadable[0]?.problem ?? '', /moved from its place/);
    await rm(file);
  });
});
