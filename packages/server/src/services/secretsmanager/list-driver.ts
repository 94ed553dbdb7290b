/** Which part of the index of searches is read for a search, if any. */
import type { Reader } from '../../storage/database.ts';
import type { Sql } from '../../storage/sql.ts';
import { positionIn } from './list-order.ts';
import type { RowSource } from './list-scan.ts';
import type { SecretList } from './list-store.ts';
import {
  candidateFurtherOn,
  countCandidates,
  listCandidates,
  listFirstCandidates,
  ROOM_FOR_NEW,
} from './list-store.ts';
import type { Driver, SearchPlan } from './search-plan.ts';

/** How many candidates are worth it. */
export interface CandidateLimits {
  /** So few that nothing is faster than to look at them: as they stand in the index, or in another order, all together. */
  readonly few: number;
  readonly fewInOtherOrder: number;
  /** So few that it is better than to go on in the order of the list where a page is not soon full. */
  readonly many: number;
  /** What it takes to compare once. */
  readonly comparison: number;
}

/** What a candidate takes, in the measure of `costOf`: to look at its secret, or only to pass over it. */
const SECRET_COST = 100;
const PASSED_COST = 20;

/** A part of the index that holds few candidates, as a source of rows; undefined: there is none. */
export async function fewCandidates(
  reader: Reader,
  list: SecretList,
  plan: SearchPlan,
  limits: CandidateLimits,
): Promise<RowSource | undefined> {
  const isOrdered = list.order.by === 'created-date';
  const found = await smallDriver(reader, list, plan, isOrdered ? limits.few : limits.fewInOtherOrder);
  if (found === undefined) return undefined;
  if (isOrdered) return firstOf(reader, list, plan, found);
  // The filter finds out sooner than the database what of so few fits.
  return allOf(reader, list, found, { condition: undefined, cost: SECRET_COST });
}

/** The same for more of them, which are looked at all together: as many as may take so much work. */
export async function manyCandidates(
  reader: Reader,
  list: SecretList,
  plan: SearchPlan,
  { many, comparison }: CandidateLimits,
  work: number,
): Promise<RowSource | undefined> {
  const { condition, comparisons } = plan;
  const cost = SECRET_COST + comparison * comparisons;
  // Nothing may be left to work for.
  const found = await smallDriver(reader, list, plan, Math.min(many, Math.floor(Math.max(0, work) / cost)));
  return found && allOf(reader, list, found, { condition, cost });
}

interface SmallDriver {
  readonly driver: Driver;
  readonly count: number;
}

async function smallDriver(
  reader: Reader,
  list: SecretList,
  { drivers }: SearchPlan,
  atMost: number,
): Promise<SmallDriver | undefined> {
  // Of many drivers not as much is counted: it takes as long as to look at some secrets.
  const most = drivers.length <= 2 ? atMost : Math.ceil((2 * atMost) / drivers.length);
  for (const driver of drivers) {
    // One more than is allowed tells that there are too many.
    const count = await countCandidates(reader, list, driver, most + 1);
    if (count <= most) return { driver, count };
  }
  return undefined;
}

function firstOf(
  reader: Reader,
  list: SecretList,
  { condition }: SearchPlan,
  { driver, count }: SmallDriver,
): RowSource {
  return {
    cost: count * PASSED_COST,
    async read({ after, limit }) {
      // Its end first: candidates that come or go before the rows are read must not move it over one that was not looked at.
      const until = count < limit ? undefined : await candidateFurtherOn(reader, list, driver, after, limit);
      const most = ROOM_FOR_NEW * limit;
      const rows = await listFirstCandidates(reader, list, driver, { after, until, limit: most, condition });
      const last = rows.length === most ? rows.at(-1) : undefined;
      return { rows, reached: last === undefined ? until : positionIn(list.order, last) };
    },
  };
}

function allOf(
  reader: Reader,
  list: SecretList,
  { driver, count }: SmallDriver,
  { condition, cost }: { readonly condition: Sql | undefined; readonly cost: number },
): RowSource {
  return {
    cost: count * cost,
    async read({ after, limit }) {
      const rows = await listCandidates(reader, list, driver, { after, limit, condition });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return { rows, reached: last && positionIn(list.order, last) };
    },
  };
}
