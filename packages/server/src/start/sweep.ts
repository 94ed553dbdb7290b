import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Files that were written beside their place when the process was killed: `credentials-ID.UUID`, `root.key.HEX.new`, the
 * database of a restore that did not end.
 */
const LEFTOVER =
  /^(?:(?:credentials(?:-\d{12})?|server\.json|ca\.pem)\.[0-9a-f]{8}-[0-9a-f-]{27}|root\.key\.[0-9a-f]{1,64}\.new|coffer\.db\.restoring(?:-journal|-wal|-shm)?)$/;

/** Removes what a killed process left behind under a temporary name: some of it is secret. Call it under the lock. */
export async function sweepLeftovers(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (LEFTOVER.test(name)) await rm(join(dataDir, name), { force: true });
  }
  // Unpacked code of functions, which lies encrypted in the database.
  await rm(join(dataDir, 'functions'), { recursive: true, force: true });
}
