/** Secrets in a database, and what a search of them has to find, for tests of searches. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Database } from '../../storage/database.ts';
import type { ListOrder, Position } from './list-order.ts';
import { positionIn } from './list-order.ts';
import type { Listing } from './list-scan.ts';
import { scanSecrets } from './list-scan.ts';
import { withOwnerTag } from './owning-service.ts';
import { NEVER_ROTATED } from './rotation-row.ts';
import type { SecretRow } from './rows.ts';
import { tagsIn } from './rows.ts';
import type { ScanLimits } from './scan-limits.ts';
import { deleteSecretRow, insertSecret } from './store.ts';

export const HOME = { accountId: '123456789012', region: 'us-east-1' };

/** Stores a secret: it has what is given, and else next to nothing. */
export async function store(database: Database, given: Partial<SecretRow>): Promise<SecretRow> {
  const made = { ...EMPTY, id: randomUUID(), ...given };
  const secret = { ...made, tags: tagsOf(made) };
  await database.write(writer => insertSecret(writer, secret));
  return secret;
}

/** One after the other. */
export async function storeAll(
  database: Database,
  secrets: readonly Partial<SecretRow>[],
): Promise<readonly SecretRow[]> {
  const stored: SecretRow[] = [];
  for (const secret of secrets) stored.push(await store(database, secret));
  return stored;
}

export async function deleteAll(database: Database, secrets: readonly SecretRow[]): Promise<void> {
  for (const secret of secrets) await database.write(writer => deleteSecretRow(writer, secret));
}

/** With the tag that every secret with an owner has. */
export function tagsOf(secret: SecretRow): string | null {
  const tags = withOwnerTag(tagsIn(secret), secret.owning_service);
  return tags === undefined ? null : JSON.stringify(tags);
}

const EMPTY: SecretRow = {
  id: '',
  account_id: HOME.accountId,
  region: HOME.region,
  name: '',
  suffix: 'AAAAAA',
  revision: 1,
  description: null,
  kms_key_id: null,
  type: null,
  tags: null,
  stages: '[]',
  current_version_id: null,
  created_at: 0,
  changed_at: 0,
  accessed_at: null,
  deleted_at: null,
  delete_after: null,
  primary_region: null,
  owning_service: null,
  ...NEVER_ROTATED,
};

/** So few rows at a time that a search comes to its borders. */
export const TWO_ROWS = {
  work: 4_000_000,
  workWhereManyFit: 4_000_000,
  window: 4,
  passedByAge: 8,
  passed: 110,
  comparison: 12,
  workPerStatement: 100_000,
  asking: 0,
  planning: 0,
  sample: 0,
  fittingOfSample: 1,
  rows: 2,
  few: 100,
  fewInOtherOrder: 100,
  many: 100,
};

/** The names on all pages, in order. */
export async function allPages(
  { reader }: Pick<Database, 'reader'>,
  listing: Listing,
  size: number,
  allowed: ScanLimits,
): Promise<readonly string[]> {
  const names: string[] = [];
  let from: Position | undefined;
  do {
    const { found, end } = await scanSecrets({ reader, ...HOME }, listing, from, size, allowed);
    assert.ok(found.length <= size);
    names.push(...found.map(secret => secret.name));
    if (end !== undefined) assert.notDeepEqual(end, from, 'a token that does not move on');
    from = end;
  } while (from !== undefined);
  return names;
}

/** The same by looking at every secret. */
export function naively(secrets: readonly SecretRow[], { order, includesDeleted, filter: wanted }: Listing) {
  const shown = secrets.filter(
    secret => (includesDeleted || secret.deleted_at === null) && (wanted?.fits(secret) ?? true),
  );
  const sorted = shown.toSorted((a, b) => compare(order, a, b));
  return order.descending ? sorted.toReversed() : sorted;
}

function compare(order: ListOrder, a: SecretRow, b: SecretRow): number {
  const [[keyA, idA], [keyB, idB]] = [positionIn(order, a), positionIn(order, b)];
  if (typeof keyA === 'number') return keyA - Number(keyB) || (idA < idB ? -1 : 1);
  // As both engines compare texts.
  return Buffer.compare(Buffer.from(keyA), Buffer.from(String(keyB)));
}
