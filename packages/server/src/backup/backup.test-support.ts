/** What the tests of backups share: a server with something of everything in it, and its rows by value. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redacted } from '@coffer/wire';
import { rootKeyFile } from '../keys/root-key-file.ts';
import { insertRecord, loadRecord } from '../start/keyring-store.ts';
import { migrations } from '../start/migrations.ts';
import type { Database } from '../storage/database.ts';
import { openPostgres } from '../storage/postgres.ts';
import type { Table, TableRow } from '../storage/snapshot.ts';
import { openSqlite } from '../storage/sqlite.ts';
import { openTestDatabase } from '../testing/postgres.ts';
import { secretText, TestServer } from '../testing/test-server.ts';
import { checkBackup } from './check-backup.ts';
import { openFileSink } from './file-sink.ts';
import type { Unlock } from './protection.ts';
import { openBackup } from './read-backup.ts';
import type { OpenBackup } from './read-backup.ts';
import { restorePostgres, restoreSqlite } from './restore.ts';
import type { RestoreParts, RestoreSummary } from './restore.ts';
import { writeBackup } from './write-backup.ts';
import type { BackupRequest } from './write-backup.ts';

export type Engine = 'sqlite' | 'postgres';

export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A folder that goes with the stack. */
export async function folderIn(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-backup-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A server that has secrets, identities, keys, parameters and records of all kinds. */
export async function populated(stack: AsyncDisposableStack, engine: Engine = 'sqlite'): Promise<TestServer> {
  const server = stack.use(await TestServer.open({ engine }));
  const { KeyMetadata } = await server.call('kms', 'CreateKey', { Description: 'of the backup' });
  const KeyId = KeyMetadata?.KeyId ?? '';
  let tokens = 0;
  const token = () => `11111111-2222-4333-8444-${String((tokens += 1)).padStart(12, '0')}`;
  await server.call('secretsmanager', 'CreateSecret', {
    Name: 'drill/text',
    ClientRequestToken: token(),
    SecretString: secretText('the first value \u{1f511}'),
    Tags: [{ Key: 'Team', Value: 'Ärzte' }],
  });
  await server.call('secretsmanager', 'PutSecretValue', {
    SecretId: 'drill/text',
    ClientRequestToken: token(),
    SecretString: secretText('the second value'),
  });
  await server.call('secretsmanager', 'CreateSecret', {
    Name: 'drill/bytes',
    ClientRequestToken: token(),
    KmsKeyId: KeyId,
    SecretBinary: new Redacted(Uint8Array.of(0, 255, 1, 254)),
  });
  await server.call('secretsmanager', 'CreateSecret', { Name: 'drill/empty', ClientRequestToken: token() });
  await server.call('secretsmanager', 'CreateSecret', {
    Name: 'drill/gone',
    ClientRequestToken: token(),
    SecretString: secretText('x'),
  });
  await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'drill/gone' });
  // A second wrapping of the data key.
  await server.call('secretsmanager', 'UpdateSecret', {
    SecretId: 'drill/text',
    KmsKeyId: KeyId,
    ClientRequestToken: token(),
  });
  for (const Tier of ['Standard', 'Advanced'] as const) {
    const Value = secretText(`parameter of ${Tier}`);
    await server.call('ssm', 'PutParameter', { Name: `/drill/${Tier}`, Type: 'SecureString', Tier, Value });
  }
  await server.call('iam', 'CreateUser', { UserName: 'Somebody' });
  await server.call('iam', 'CreateAccessKey', { UserName: 'Somebody' });
  const Password = new Redacted('correct-Horse-7-battery');
  await server.call('iam', 'CreateLoginProfile', { UserName: 'Somebody', Password });
  await server.call('iam', 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' });
  await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'drill/text' });
  return server;
}

/** Writes a backup of a server into a file. */
export async function backUp(
  { parts }: Pick<TestServer, 'parts'>,
  path: string,
  request: Partial<BackupRequest> = {},
  /** When the moment is taken, and nothing is written yet. */
  atFirstByte: () => Promise<void> = async () => {},
): Promise<void> {
  const { database, keyring } = parts;
  await using sink = await openFileSink(path);
  let begun: Promise<void> | undefined;
  await writeBackup(
    { database, keyring, migrations, loadKeyring: loadRecord, random: randomBytes, now: NOW },
    { hasAudit: true, ...request },
    {
      async write(bytes) {
        begun ??= atFirstByte();
        await begun;
        await sink.write(bytes);
      },
    },
  );
  await sink.publish();
}

/** What opens backups of a server: its own root key. */
export function rootKeyOf({ dataDir }: Pick<TestServer, 'dataDir'>): Unlock {
  return { provider: rootKeyFile(join(dataDir, 'root.key'), randomBytes) };
}

/** Opens a backup; without anything else it takes its server's root key. */
export function openAs(path: string, unlock: Unlock): Promise<OpenBackup> {
  return openBackup(path, unlock, randomBytes);
}

/** Where a backup was restored to. */
export interface Restored {
  readonly dataDir: string;
  /** Of PostgreSQL. */
  readonly url: string | undefined;
  readonly summary: RestoreSummary;
}

/** Restores into this file with the root key that opened the backup. */
export async function restoreInto(backup: OpenBackup, path: string, { provider }: Unlock): Promise<RestoreSummary> {
  assert.ok(provider);
  const checked = { backup, content: await checkBackup(backup) };
  return restoreSqlite(checked, path, partsOf(provider), () => undefined);
}

function partsOf(provider: RestoreParts['provider']): RestoreParts {
  return {
    migrations,
    provider,
    finish: (_, writer, record) => insertRecord(writer, record),
    random: randomBytes,
    clock: { now: () => NOW },
  };
}

/** Restores into a new data directory, or a new PostgreSQL; without a provider under a root key of its own. */
export async function restoreTo(
  stack: AsyncDisposableStack,
  backup: OpenBackup,
  engine: Engine,
  provider?: RestoreParts['provider'],
): Promise<Restored> {
  const dataDir = await folderIn(stack);
  const parts = partsOf(provider ?? rootKeyFile(join(dataDir, 'root.key'), randomBytes));
  const checked = { backup, content: await checkBackup(backup) };
  if (engine === 'sqlite') {
    const summary = await restoreSqlite(checked, join(dataDir, 'coffer.db'), parts, () => undefined);
    return { dataDir, url: undefined, summary };
  }
  const { url } = stack.use(await openTestDatabase());
  await using database = await openPostgres(url);
  return { dataDir, url, summary: await restorePostgres(checked, database, parts, () => undefined) };
}

/** Every row of every table, but for the keyring's, which belongs to its root key. */
export async function contentOf(database: Database): Promise<ReadonlyMap<string, readonly TableRow[]>> {
  await using snapshot = await database.openSnapshot();
  const content = new Map<string, readonly TableRow[]>();
  for (const table of await snapshot.tables()) {
    if (table.name !== 'keyring') content.set(table.name, await sortedRows(snapshot, table));
  }
  return content;
}

/** The same of a place that was restored to. */
export async function restoredContent({ dataDir, url }: Restored): Promise<ReadonlyMap<string, readonly TableRow[]>> {
  await using database = url === undefined ? openSqlite(join(dataDir, 'coffer.db')) : await openPostgres(url);
  return await contentOf(database);
}

/** Holds two contents against each other, table by table, so that a failure says which. */
export function assertSameContent(
  actual: ReadonlyMap<string, readonly TableRow[]>,
  expected: ReadonlyMap<string, readonly TableRow[]>,
): void {
  assert.deepEqual([...actual.keys()].toSorted(), [...expected.keys()].toSorted());
  for (const [name, rows] of expected) assert.deepEqual(actual.get(name), rows, name);
}

async function sortedRows(
  snapshot: { rows(table: Table): AsyncIterable<readonly TableRow[]> },
  table: Table,
): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  const columns = table.columns.toSorted();
  const order = columns.map(column => table.columns.indexOf(column));
  for await (const some of snapshot.rows(table)) {
    for (const row of some) rows.push(order.map(at => comparable(row[at] ?? null)));
  }
  return rows;
}

/** Buffers and plain arrays of the same bytes are the same. */
function comparable(value: TableRow[number]): TableRow[number] {
  return value instanceof Uint8Array ? `bytes ${Buffer.from(value).toString('hex')}` : value;
}
