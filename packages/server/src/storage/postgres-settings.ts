import type { Reader } from './database.ts';
import { sql } from './sql.ts';

/** A setting of a PostgreSQL server under which a crash of its machine loses or damages what was acknowledged. */
export interface UnsafeSetting {
  /** Whether what was acknowledged is lost for certain; else it depends on the file system. */
  readonly isCertain: boolean;
  /** A sentence for operators. */
  readonly text: string;
}

/**
 * The unsafe settings of the server. `synchronous_commit` is none of them: every connection sets its own.
 * Source: PostgreSQL, "Write Ahead Log", https://www.postgresql.org/docs/current/runtime-config-wal.html
 */
export async function unsafeSettings(reader: Reader): Promise<readonly UnsafeSetting[]> {
  const row = await reader.get<{ fsync: string; full_page_writes: string }>(sql`
    select current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes`);
  const found: UnsafeSetting[] = [];
  if (row?.fsync === 'off') {
    const text = 'PostgreSQL runs with `fsync = off`: a power cut loses what was acknowledged; set it to `on`';
    found.push({ isCertain: true, text });
  }
  if (row?.full_page_writes === 'off') {
    const text =
      'PostgreSQL runs with `full_page_writes = off`: unless its file system writes whole pages, a power cut damages the database';
    found.push({ isCertain: false, text });
  }
  return found;
}
