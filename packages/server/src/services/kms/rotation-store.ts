/** The SQL of rotations: each is a backing key after the first. */
import type { Reader } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import type { BackingKeyRow } from './store.ts';

/** A page of the backing keys of a key, the oldest first, without their material. */
export function listBackingKeys(
  reader: Reader,
  keyId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<Omit<BackingKeyRow, 'material'>[]> {
  return reader.all(sql`
    select key_id, version, created_at, rotation_type
    from kms_backing_key
    where key_id = ${keyId}
      and version > ${after}
    order by version
    limit ${limit}`);
}

/** How often a key was rotated on demand. */
export async function countOnDemand(reader: Reader, keyId: string): Promise<number> {
  const row = await reader.get<{ rotations: number }>(sql`
    select count(*) as rotations
    from kms_backing_key
    where key_id = ${keyId}
      and rotation_type = 'ON_DEMAND'`);
  return row?.rotations ?? 0;
}
