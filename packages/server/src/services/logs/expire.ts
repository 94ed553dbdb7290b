import type { Database } from '../../storage/database.ts';
import { deleteGarbage, deleteOldBatches, groupsWithRetention, listGarbage } from './batch-store.ts';

const DAY_MS = 86_400_000;
/** Batches that one transaction deletes: other writes wait for it. */
const STEP = 64;

/**
 * Deletes the events that no retention keeps, and those of groups and streams that are gone, in small steps. AWS takes up
 * to 72 hours for it; what is too old is not shown any more before it is deleted.
 *
 * @param isStopped asked after each step: the rest is left for another time
 */
export async function expireLogs(
  database: Database,
  now: number,
  isStopped: () => boolean = () => false,
): Promise<void> {
  for (const { id, retention_days: days } of await database.read(groupsWithRetention)) {
    if (days === null) continue;
    const before = now - days * DAY_MS;
    while (!isStopped() && (await database.write(writer => deleteOldBatches(writer, id, before, STEP))) === STEP);
  }
  while (!isStopped()) {
    const ids = await database.read(listGarbage);
    if (ids.length === 0) return;
    for (const id of ids) while (!isStopped() && (await database.write(writer => deleteGarbage(writer, id, STEP))));
  }
}
