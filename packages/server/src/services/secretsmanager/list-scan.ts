import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Scope } from '../../pipeline/operation.ts';
import type { SecretFilter } from './list-filters.ts';
import type { ListOrder, Position } from './list-order.ts';
import { positionIn } from './list-order.ts';
import type { SecretRow } from './rows.ts';
import { listSecretRows } from './store.ts';

export interface Listing {
  readonly order: ListOrder;
  readonly includesDeleted: boolean;
  /** Undefined: everything fits. */
  readonly filter: SecretFilter | undefined;
}

/**
 * A request does so much work at most, in characters that are looked at: a page may therefore be short, and still have a
 * next one, as AWS documents. Some tens of milliseconds.
 */
const MAX_WORK = 4_000_000;
/** After so much work other requests have their turn. */
const WORK_PER_TURN = 200_000;
/** How many rows are read at once where not every one of them fits. */
const STRIDE = 200;

/** A page of at most `size` secrets that fit, and where it ended unless nothing comes behind it. */
export async function scanSecrets(
  scope: Pick<Scope, 'reader' | 'accountId' | 'region'>,
  { order, includesDeleted, filter }: Listing,
  from: Position | undefined,
  size: number,
): Promise<{ readonly found: readonly SecretRow[]; readonly end: Position | undefined }> {
  const found: SecretRow[] = [];
  // One more than the page holds tells whether there is a next one.
  const limit = filter === undefined ? size + 1 : STRIDE;
  let after = from;
  let work = 0;
  let turnEnds = WORK_PER_TURN;
  while (work < MAX_WORK) {
    const rows = await listSecretRows(scope.reader, scope, { order, includesDeleted, after, limit });
    for (const row of rows) {
      const fits = filter === undefined || filter.fits(row);
      if (fits && found.length === size) return { found, end: after };
      if (fits) found.push(row);
      after = positionIn(order, row);
      work += filter === undefined ? 1 : filter.costOf(row);
      if (work >= turnEnds) {
        await nextTurn();
        turnEnds = work + WORK_PER_TURN;
      }
      if (work >= MAX_WORK) return { found, end: after };
    }
    if (rows.length < limit) return { found, end: undefined };
  }
  return { found, end: after };
}
