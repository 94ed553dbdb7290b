/** Parts of statements that list entities by name, a page at a time. */
import type { Sql } from '../storage/sql.ts';
import { sql } from '../storage/sql.ts';

/** Which part of a list. */
export interface Page {
  /** The key of the last entry of the page before. */
  readonly after?: string | undefined;
  /** Only what lies below this path; it may end within a name of it. */
  readonly pathPrefix?: string | undefined;
  readonly limit: number;
}

/** Entries after the page before. */
export function afterName(column: Sql, { after }: Pick<Page, 'after'>): Sql {
  return after === undefined ? sql`` : sql`and ${column} > ${after}`;
}

/** Entries whose path begins with the prefix. Paths are ASCII, so U+007F is behind all that begins so. */
export function under(column: Sql, { pathPrefix }: Pick<Page, 'pathPrefix'>): Sql {
  if (pathPrefix === undefined || pathPrefix === '/') return sql``;
  return sql`and ${column} >= ${pathPrefix} and ${column} < ${`${pathPrefix}\u007F`}`;
}
