/** The one row of the keyring, and the material that the first release wrapped under the root key itself. */
import { rootKeyProvidersMigration } from '../accounts/migrations/0019-root-key-providers.ts';
import { ROOT_WRAPPED_CODE, blobHeader } from '../keys/blob.ts';
import type { KeyringRecord, KeyringStore } from '../keys/keyring.ts';
import type { Database, Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import { OperatorError } from '../transport/operator-error.ts';

export function keyringStore(database: Database): KeyringStore {
  return {
    load: () => database.read(loadRecord),
    create: record =>
      database.write(async writer => {
        await insertRecord(writer, record);
        return (await loadRecord(writer)) ?? record;
      }),
  };
}

/** Stores the record unless one is stored already. */
export async function insertRecord(writer: Writer, record: KeyringRecord): Promise<void> {
  await writer.run(sql`
    insert into keyring (id, root_key_id, internal_key, provider, provider_state)
    values (1, ${record.rootKeyId}, ${record.wrappedInternalKey}, ${record.provider ?? null}, ${record.state ?? null})
    on conflict (id) do nothing`);
}

/** The record. @throws OperatorError when it is gone from a database that has accounts */
export async function loadRecord(reader: Reader): Promise<KeyringRecord | undefined> {
  const row = await reader.get<{
    root_key_id: string;
    internal_key: Uint8Array;
    provider: string | null;
    provider_state: string | null;
  }>(sql`
    select root_key_id, internal_key, provider, provider_state
    from keyring
    where id = 1`);
  if (row !== undefined) {
    return {
      rootKeyId: row.root_key_id,
      wrappedInternalKey: row.internal_key,
      provider: row.provider ?? undefined,
      state: row.provider_state ?? undefined,
    };
  }
  const account = await reader.get(sql`select account_id from account limit 1`);
  if (account !== undefined)
    throw new OperatorError('the database has accounts but no keyring: it is damaged, restore a backup');
  return undefined;
}

/** The record as the first release or any later one has left it. Throws as `loadRecord`. */
export async function loadEarlierRecord(reader: Reader): Promise<KeyringRecord | undefined> {
  const { number } = rootKeyProvidersMigration;
  const providers = await reader.get(sql`select number from schema_migration where number = ${number}`);
  if (providers !== undefined) return loadRecord(reader);
  const row = await reader.get<{ root_key_id: string; internal_key: Uint8Array }>(sql`
    select root_key_id, internal_key
    from keyring
    where id = 1`);
  return row === undefined ? undefined : { rootKeyId: row.root_key_id, wrappedInternalKey: row.internal_key };
}

/** Puts a record in place of the one that was read; false when another one stands there by now. */
export async function replaceRecord(writer: Writer, old: KeyringRecord, record: KeyringRecord): Promise<boolean> {
  const { changes } = await writer.run(sql`
    update keyring
    set root_key_id = ${record.rootKeyId}, internal_key = ${record.wrappedInternalKey},
      provider = ${record.provider ?? null}, provider_state = ${record.state ?? null}
    where id = 1 and root_key_id = ${old.rootKeyId} and internal_key = ${old.wrappedInternalKey}`);
  return changes === 1;
}

/** Material of a KMS key that is still under the root key itself. */
export interface OldMaterial {
  readonly key_id: string;
  readonly version: number;
  readonly material: Uint8Array;
}

/** At most so many of them, in no order. */
export function listOldMaterial(reader: Reader, limit: number): Promise<OldMaterial[]> {
  const header = blobHeader(ROOT_WRAPPED_CODE);
  return reader.all<OldMaterial>(sql`
    select key_id, version, material
    from kms_backing_key
    where substr(material, 1, ${header.length}) = ${header}
    limit ${limit}`);
}

/** Puts material in place of what was read; what another node has wrapped meanwhile stays. */
export async function replaceMaterial(writer: Writer, old: OldMaterial, material: Uint8Array): Promise<void> {
  await writer.run(sql`
    update kms_backing_key
    set material = ${material}
    where key_id = ${old.key_id} and version = ${old.version} and material = ${old.material}`);
}
