/** Makes a backup of one moment of a database, running or not. */
import { createHash, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import type { Redacted } from '@coffer/wire';
import { listAccounts } from '../accounts/account-store.ts';
import type { Random } from '../clock.ts';
import { KEY_BYTES } from '../keys/aead.ts';
import type { Keyring, KeyringRecord } from '../keys/keyring.ts';
import type { Database, Reader } from '../storage/database.ts';
import type { Migration } from '../storage/migrations.ts';
import type { Snapshot, Table } from '../storage/snapshot.ts';
import { formatHeader } from './header.ts';
import type { BackupHeader } from './header.ts';
import type { Progress } from './progress.ts';
import { protect } from './protection.ts';
import type { Lock } from './protection.ts';
import { RecordWriter } from './records.ts';
import { schemaSteps } from './schema-steps.ts';
import { sealStream } from './sealed-stream.ts';
import type { Sink } from './sink.ts';
import { streamKey } from './stream-key.ts';
import { newTravelKey } from './travel-key.ts';

/** What making a backup works with. */
export interface BackupParts {
  readonly database: Pick<Database, 'engine' | 'openSnapshot'>;
  readonly keyring: Pick<Keyring, 'sealInternal' | 'wrapInternalKeyUnder'>;
  readonly migrations: readonly Migration[];
  /** Reads the keyring's row. */
  readonly loadKeyring: (reader: Reader) => Promise<KeyringRecord | undefined>;
  readonly random: Random;
  /** Milliseconds since 1970: when the backup is made. */
  readonly now: number;
}

/** Who is to open the backup, and what is in it. */
export interface BackupRequest {
  /** Each `age1...`; together with a passphrase they make no sense. */
  readonly recipients?: readonly string[] | undefined;
  /** Absent, and no recipients: the backup opens with the root key. */
  readonly passphrase?: Redacted<Buffer> | undefined;
  readonly hasAudit: boolean;
}

/** How a backup that is being made is followed and ended. */
export interface BackupWork {
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a backup that was made holds. */
export interface BackupSummary {
  readonly bytes: number;
  readonly rows: number;
  readonly tables: number;
}

/** Its row is in the header of the backup; of one that opens elsewhere, the travel key takes its place. */
const LEFT_OUT: ReadonlySet<string> = new Set(['keyring']);

/** Tables whose names begin so are the audit history. */
const AUDIT_PREFIX = 'audit_';

/**
 * Writes a backup to a sink, which is published by the caller. Blocks no write of the database meanwhile, and holds a few
 * megabytes in memory, however large the database is.
 *
 * @throws OperatorError for recipients that are none, StorageUnavailable, and whatever the sink throws
 */
export async function writeBackup(
  parts: BackupParts,
  request: BackupRequest,
  sink: Pick<Sink, 'write'>,
  { progress = () => undefined, signal }: BackupWork = {},
): Promise<BackupSummary> {
  await using snapshot = await parts.database.openSnapshot();
  const record = await parts.loadKeyring(snapshot);
  if (record === undefined) throw new TypeError('the database has no keyring');
  const { header, key } = await begin(parts, request, snapshot, record);
  const travel = header.protection.kind === 'root-key' ? undefined : newTravelKey(parts.keyring, parts.random);
  const tables = (await snapshot.tables()).filter(
    ({ name }) => !LEFT_OUT.has(name) && (request.hasAudit || !name.startsWith(AUDIT_PREFIX)),
  );
  const body = new BackupBody(snapshot, tables, progress);
  let bytes = 0;
  async function put(piece: Uint8Array): Promise<void> {
    bytes += piece.length;
    await sink.write(piece);
  }
  await put(header.bytes);
  await pipeline(
    Readable.from(body.blocks(travel), { objectMode: true, highWaterMark: 2 }),
    createZstdCompress({ chunkSize: 262_144 }),
    (compressed: AsyncIterable<Uint8Array>) => sealStream(key, compressed),
    async (sealed: AsyncIterable<Uint8Array>) => {
      for await (const piece of sealed) await put(piece);
    },
    { signal },
  );
  return { bytes, rows: body.rows, tables: tables.length };
}

async function begin(
  { database, keyring, migrations, random, now }: BackupParts,
  request: BackupRequest,
  snapshot: Snapshot,
  record: KeyringRecord,
): Promise<{ readonly header: BackupHeader & { readonly bytes: Buffer }; readonly key: KeyObject }> {
  const accounts = (await listAccounts(snapshot)).map(account => account.account_id);
  const dataKey = random(KEY_BYTES);
  try {
    const header: BackupHeader = {
      createdAt: now,
      engine: database.engine,
      schema: schemaSteps(migrations),
      accounts: accounts.length,
      accountsDigest: digestOf(accounts),
      hasAudit: request.hasAudit,
      protection: await protect(lockOf(request, keyring, record), dataKey, random),
    };
    const bytes = formatHeader(header);
    return { header: { ...header, bytes }, key: streamKey(createSecretKey(dataKey), bytes) };
  } finally {
    dataKey.fill(0);
  }
}

function lockOf(
  { recipients, passphrase }: BackupRequest,
  keyring: Pick<Keyring, 'sealInternal'>,
  record: KeyringRecord,
): Lock {
  if (passphrase !== undefined) return { kind: 'passphrase', passphrase };
  if (recipients !== undefined && recipients.length > 0) return { kind: 'age', recipients };
  return { kind: 'root-key', keyring, record };
}

/** The records of the sealed stream, and how many rows they are so far. */
class BackupBody {
  rows = 0;
  readonly #snapshot: Snapshot;
  readonly #tables: readonly Table[];
  readonly #progress: Progress;

  constructor(snapshot: Snapshot, tables: readonly Table[], progress: Progress) {
    this.#snapshot = snapshot;
    this.#tables = tables;
    this.#progress = progress;
  }

  async *blocks(travel: ReturnType<typeof newTravelKey> | undefined): AsyncGenerator<Buffer> {
    const writer = new RecordWriter();
    if (travel !== undefined) writer.key(travel);
    const estimate = await this.#estimateAll();
    for (const table of this.#tables) {
      writer.table(table);
      const before = this.rows;
      for await (const some of this.#snapshot.rows(table)) {
        for (const row of some) writer.row(row);
        this.rows += some.length;
        if (!writer.hasFull) continue;
        yield* writer.takeFull();
        this.#progress({ phase: 'backup', done: this.rows, total: Math.max(estimate, this.rows) });
      }
      writer.tableEnd(this.rows - before, await this.#snapshot.lastIdentity(table));
    }
    writer.end(this.#tables.length, this.rows);
    yield* writer.takeRest();
    this.#progress({ phase: 'backup', done: this.rows, total: this.rows });
  }

  async #estimateAll(): Promise<number> {
    let total = 0;
    for (const table of this.#tables) total += await this.#snapshot.estimateRows(table);
    return total;
  }
}

function digestOf(accounts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const account of accounts.toSorted()) hash.update(`${account}\n`);
  return hash.digest('hex');
}
