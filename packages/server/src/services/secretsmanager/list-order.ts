/** How ListSecrets sorts, and where a page ended. Each order has an index. */
import type { Sql, SqlValue } from '../../storage/sql.ts';
import { join, sql } from '../../storage/sql.ts';
import type { SecretRow } from './rows.ts';

export type SortBy = 'created-date' | 'last-accessed-date' | 'last-changed-date' | 'name';

export interface ListOrder {
  readonly by: SortBy;
  readonly descending: boolean;
}

/** The place of a secret in an order; ids break ties, so that no two secrets share one. */
export type Position = readonly [key: string | number, id: string];

/** A part of an order: behind a position, up to another one. */
export interface Stretch {
  readonly after?: Position | undefined;
  /** Included. */
  readonly until?: Position | undefined;
}

export function positionIn(order: ListOrder, secret: SecretRow): Position {
  return [KEYS[order.by].of(secret), secret.id];
}

/** What a position is made of, in columns. */
export function keySql({ by }: ListOrder): Sql {
  return KEYS[by].column;
}

export function orderSql(order: ListOrder): Sql {
  const column = keySql(order);
  return order.descending ? sql`order by ${column} desc, id desc` : sql`order by ${column}, id`;
}

/** A condition for the rows of a stretch; `id` is the column with the secret's id. */
export function stretchSql(order: ListOrder, { after, until }: Stretch, id = sql`id`): Sql {
  const place = sql`(${keySql(order)}, ${id})`;
  const { descending } = order;
  const conditions = [
    ...(after === undefined ? [] : [sql`and ${place} ${descending ? sql`<` : sql`>`} ${valuesOf(after)}`]),
    ...(until === undefined ? [] : [sql`and ${place} ${descending ? sql`>=` : sql`<=`} ${valuesOf(until)}`]),
  ];
  return join(conditions, ' ');
}

/** Negative where `a` comes before `b`. */
export function comparePositions({ descending }: ListOrder, a: Position, b: Position): number {
  const ascending = compareKeys(a[0], b[0]) || compareKeys(a[1], b[1]);
  return descending ? -ascending : ascending;
}

/** The place before all secrets with this key. */
export function beforeKey({ descending }: ListOrder, key: Position[0]): Position {
  return [key, descending ? BEHIND_IDS : ''];
}

/** It comes behind every id. */
const BEHIND_IDS = '~';

/** Texts as both engines compare them: by the bytes of UTF-8. */
export function compareKeys(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

/** Reads a position back; undefined for what is none. */
export function parsePosition(order: ListOrder, text: string): Position | undefined {
  const [key, id, ...rest] = JSON.parse(text) as unknown[]; // sealed by this server
  const isKey = order.by === 'name' ? typeof key === 'string' : typeof key === 'number';
  if (!isKey || typeof id !== 'string' || rest.length > 0) return undefined;
  return [key as string | number, id];
}

function valuesOf([key, id]: Position): Sql {
  return sql`(${key as SqlValue}, ${id})`;
}

const KEYS: Readonly<Record<SortBy, { readonly column: Sql; readonly of: (secret: SecretRow) => string | number }>> = {
  'created-date': { column: sql`created_at`, of: secret => secret.created_at },
  'last-accessed-date': { column: sql`accessed_order`, of: secret => secret.accessed_at ?? 0 },
  'last-changed-date': { column: sql`changed_at`, of: secret => secret.changed_at },
  name: { column: sql`name`, of: secret => secret.name },
};
