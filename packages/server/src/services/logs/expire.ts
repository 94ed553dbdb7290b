import type { Database } from '../../storage/database.ts';
import { deleteGarbage, deleteOldBatches, groupsWithRetention, listGarbage } from './batch-store.ts';

const DAY_MS = 86_400_000;
/** Batches that one transaction deletes: other writes wait for it. */
const STEP = 64;

/**
 * Deletes the events that no retention keeps, and those of groups and streams that are gone, in small steps. AWS takes up
 * to 72 hours for it; what is too old is not shown any more before it is deleted.
 */
export async function expireLogs(database: Database, now: number): Promise<void> {
  for (const { id, retention_days: days } of await database.read(groupsWithRetention)) {
    if (days === null) continue;
    const before = now - days * DAY_MS;
    while ((await database.write(writer => deleteOldBatches(writer, id, before, STEP))) === STEP);
  }
  for (;;) {
    const ids = await database.read(listGarbage);
    if (ids.length === 0) return;
    for (const id of ids) while (await database.write(writer => deleteGarbage(writer, id, STEP)));
  }
}
