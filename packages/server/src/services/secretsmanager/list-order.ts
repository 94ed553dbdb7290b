/** How ListSecrets sorts, and where a page ended. */
import type { SqlValue } from '../../storage/sql.ts';
import { join, sql } from '../../storage/sql.ts';
import type { Sql } from '../../storage/sql.ts';
import type { SecretRow } from './rows.ts';

export type SortBy = 'created-date' | 'last-accessed-date' | 'last-changed-date' | 'name';

export interface ListOrder {
  readonly by: SortBy;
  readonly descending: boolean;
}

/** The place of a secret in an order; ids break ties, so that no two secrets share one. */
export type Position = readonly [key: string | number, id: string];

export function positionIn(order: ListOrder, secret: SecretRow): Position {
  return [KEYS[order.by].of(secret), secret.id];
}

export function orderSql(order: ListOrder): Sql {
  const { column } = KEYS[order.by];
  return order.descending ? sql`order by ${column} desc, id desc` : sql`order by ${column}, id`;
}

/** Only what comes after a position. */
export function afterSql(order: ListOrder, [key, id]: Position): Sql {
  const { column } = KEYS[order.by];
  const place = join([sql`${key as SqlValue}`, sql`${id}`]);
  return order.descending ? sql`and (${column}, id) < (${place})` : sql`and (${column}, id) > (${place})`;
}

/** Reads a position back; undefined for what is none. */
export function parsePosition(order: ListOrder, text: string): Position | undefined {
  const [key, id, ...rest] = JSON.parse(text) as unknown[]; // sealed by this server
  const isKey = order.by === 'name' ? typeof key === 'string' : typeof key === 'number';
  if (!isKey || typeof id !== 'string' || rest.length > 0) return undefined;
  return [key as string | number, id];
}

const KEYS: Readonly<Record<SortBy, { readonly column: Sql; readonly of: (secret: SecretRow) => string | number }>> = {
  'created-date': { column: sql`created_at`, of: secret => secret.created_at },
  'last-accessed-date': { column: sql`coalesce(accessed_at, 0)`, of: secret => secret.accessed_at ?? 0 },
  'last-changed-date': { column: sql`changed_at`, of: secret => secret.changed_at },
  name: { column: sql`name`, of: secret => secret.name },
};
