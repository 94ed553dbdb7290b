import type { Reader } from './database.ts';
import { sql } from './sql.ts';

/**
 * The settings of a PostgreSQL server under which a crash of its machine may lose or damage what was acknowledged, as
 * sentences for operators. Services that store elsewhere than on the machine's disk may mean them so; some have them not at
 * all. `synchronous_commit` is none of them: every connection sets its own.
 * Source: PostgreSQL, "Write Ahead Log", https://www.postgresql.org/docs/current/runtime-config-wal.html
 */
export async function unsafeSettings(reader: Reader): Promise<readonly string[]> {
  const row = await reader.get<{ fsync: string | null; full_page_writes: string | null }>(sql`
    select current_setting('fsync', true) as fsync, current_setting('full_page_writes', true) as full_page_writes`);
  const found: string[] = [];
  if (row?.fsync === 'off') {
    found.push(
      'PostgreSQL runs with `fsync = off`: unless its service stores what it acknowledges by other means, a power cut loses it; set it to `on`',
    );
  }
  if (row?.full_page_writes === 'off') {
    found.push(
      'PostgreSQL runs with `full_page_writes = off`: unless its storage writes whole pages, a power cut damages the database',
    );
  }
  return found;
}
