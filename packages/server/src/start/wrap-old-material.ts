import type { Keyring } from '../keys/keyring.ts';
import { materialContext } from '../services/kms/backing-keys.ts';
import type { Database } from '../storage/database.ts';
import { listOldMaterial, replaceMaterial } from './keyring-store.ts';

/** How many rows change in one transaction. */
const STEP = 100;

/**
 * Wraps the material of KMS keys that the first release put under the root key itself under the internal key, so that
 * the root key wraps one row and no more. Several nodes may do it at once, and a crash leaves rows of both kinds, which
 * both open; the next start goes on. Does nothing in a database that has none.
 */
export async function wrapOldMaterial(database: Database, keyring: Keyring): Promise<void> {
  for (;;) {
    const rows = await database.read(reader => listOldMaterial(reader, STEP));
    if (rows.length === 0) return;
    const wrapped = await Promise.all(
      rows.map(async row => {
        const context = materialContext(row.key_id, row.version);
        const material = await keyring.unwrapKeyMaterial(context, row.material);
        try {
          return { row, blob: await keyring.wrapKeyMaterial(context, material) };
        } finally {
          material.fill(0);
        }
      }),
    );
    await database.write(async writer => {
      for (const { row, blob } of wrapped) await replaceMaterial(writer, row, blob);
    });
  }
}
