/** The secrets that a condition holds for, where they are few: found along one order for a list in another. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Reader } from '../../storage/database.ts';
import type { Sql } from '../../storage/sql.ts';
import type { ListOrder, Position } from './list-order.ts';
import { comparePositions } from './list-order.ts';
import type { RowSource } from './list-scan.ts';
import type { SecretList } from './list-store.ts';
import { listByIds, listPositions, positionFurtherOn } from './list-store.ts';

export interface FittingLimits {
  readonly along: ListOrder;
  /** With more of them there is no source. */
  readonly few: number;
  /** How many secrets are passed together. */
  readonly window: number;
  /** With more secrets to pass there is no source. */
  readonly secrets: number;
}

/** How many secrets were passed, and the source of the rows, undefined where there are too many. */
export async function fewFitting(
  reader: Reader,
  list: SecretList,
  condition: Sql,
  { along, few, window, secrets }: FittingLimits,
): Promise<{ readonly passed: number; readonly source: RowSource | undefined }> {
  const found: Position[] = [];
  let after: Position | undefined;
  for (let passed = 0; passed < secrets;) {
    const until = await positionFurtherOn(reader, { ...list, order: along }, after, window);
    const limit = few + 1 - found.length;
    found.push(...(await listPositions(reader, list, along, { after, until, condition, limit })));
    passed += window;
    if (found.length > few) return { passed, source: undefined };
    if (until === undefined) return { passed, source: sourceOf(reader, list, found) };
    after = until;
    await nextTurn();
  }
  return { passed: secrets, source: undefined };
}

/** A secret that another request moves meanwhile in an order by dates is where it is now, as between two pages. */
function sourceOf(reader: Reader, list: SecretList, found: readonly Position[]): RowSource {
  const { order } = list;
  const sorted = found.toSorted((a, b) => comparePositions(order, a, b));
  return {
    cost: 0,
    async read({ after, limit }) {
      const rest = after === undefined ? sorted : sorted.filter(each => comparePositions(order, each, after) > 0);
      const some = rest.slice(0, limit);
      const last = rest.length > limit ? some.at(-1) : undefined;
      if (some.length === 0) return { rows: [], reached: undefined };
      const ids = some.map(([, id]) => id);
      return { rows: await listByIds(reader, list, ids, { after, until: last }), reached: last };
    },
  };
}
