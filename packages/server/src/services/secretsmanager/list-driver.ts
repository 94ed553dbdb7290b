/** Which part of the index of searches is read for a search, if any. */
import type { Reader } from '../../storage/database.ts';
import type { Sql } from '../../storage/sql.ts';
import { positionIn } from './list-order.ts';
import type { RowSource } from './list-scan.ts';
import type { SecretList } from './list-store.ts';
import { candidateFurtherOn, countCandidates, listCandidates } from './list-store.ts';
import type { Driver, SearchPlan } from './search-plan.ts';

/** How many candidates are worth it. */
export interface CandidateLimits {
  /** So few that nothing is faster than to look at them. */
  readonly few: number;
  /**
   * With more it is better to go on in the order of the list, where so many fit that a page is soon full, or where no
   * part of the index alone says how few they are.
   */
  readonly many: number;
  /** The same for lists by creation, which is the order of the index. */
  readonly manyOrdered: number;
}

/** What a candidate takes, in characters that are looked at: to look at its secret, or only to pass over it. */
const SECRET_COST = 200;
const PASSED_COST = 20;

/** A part of the index that holds few candidates, as a source of rows; undefined: there is none. */
export function fewCandidates(
  reader: Reader,
  list: SecretList,
  plan: SearchPlan,
  { few }: CandidateLimits,
): Promise<RowSource | undefined> {
  return candidates(reader, list, plan, few);
}

/** The same for more of them; undefined: there are so many that the list itself is the better source. */
export async function manyCandidates(
  reader: Reader,
  list: SecretList,
  plan: SearchPlan,
  { many, manyOrdered }: CandidateLimits,
): Promise<RowSource | undefined> {
  const source = await candidates(reader, list, plan, many);
  return source ?? (isOrdered(list) ? candidates(reader, list, plan, manyOrdered) : undefined);
}

async function candidates(
  reader: Reader,
  list: SecretList,
  { drivers, condition }: SearchPlan,
  atMost: number,
): Promise<RowSource | undefined> {
  for (const driver of drivers) {
    // One more than is allowed tells that there are too many.
    const count = await countCandidates(reader, list, driver, atMost + 1);
    if (count <= atMost) return sourceOf(reader, list, { driver, count, condition });
  }
  return undefined;
}

function sourceOf(
  reader: Reader,
  list: SecretList,
  { driver, count, condition }: { readonly driver: Driver; readonly count: number; readonly condition: Sql },
): RowSource {
  return {
    cost: count * (isOrdered(list) ? PASSED_COST : SECRET_COST),
    async read({ after, limit }) {
      const rows = await listCandidates(reader, list, driver, { after, limit, condition });
      const last = rows.at(-1);
      if (rows.length === limit && last !== undefined) return { rows, reached: positionIn(list.order, last) };
      const isLast = !isOrdered(list) || count < limit;
      return { rows, reached: isLast ? undefined : await candidateFurtherOn(reader, list, driver, after, limit) };
    },
  };
}

function isOrdered({ order }: SecretList): boolean {
  return order.by === 'created-date';
}
