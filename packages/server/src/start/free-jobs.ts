import { hasLeases, releaseLeases } from '../jobs/store.ts';
import type { Database } from '../storage/database.ts';

/**
 * Jobs that a killed server had leased need not wait until their leases lapse: one process at a time has a SQLite file,
 * so whoever leased them is gone. On PostgreSQL it may be a node that lives. To be called before this one leases.
 */
export async function freeJobs(database: Database): Promise<void> {
  if (database.engine !== 'sqlite') return;
  // Looking costs no commit, and mostly there is nothing.
  if (await database.read(hasLeases)) await database.write(releaseLeases);
}
