/** Where a list can be gone on with, because nothing that can fit comes before. */
import type { Reader } from '../../storage/database.ts';
import type { ListOrder, Position } from './list-order.ts';
import { compareKeys, beforeKey } from './list-order.ts';
import type { SecretList } from './list-store.ts';
import type { NameStretch } from './name-stretches.ts';
import { nextCandidate } from './skip-store.ts';
import type { Driver, SearchPlan } from './search-plan.ts';

export interface Skipped {
  /** All that can fit and comes behind the place that was asked for comes behind this one; undefined: nothing can. */
  readonly after: Position | undefined;
  readonly isEnd: boolean;
  /** What it took, in the measure of `costOf`. */
  readonly cost: number;
}

export interface Skipper {
  /** It asks nobody. */
  readonly isFree: boolean;
  skip(after: Position | undefined): Promise<Skipped>;
}

/** How many drivers are asked, and how often each. */
const MAX_DRIVERS = 4;
const MAX_ROUNDS = 4;
/** What it takes to ask, and to look at a word. */
const ASKING_COST = 2_000;
const WORD_COST = 200;

/** How far a search can skip depends on what its order has an index of: names, or words in the order of creation. */
export function skipperFor(reader: Reader, list: SecretList, plan: SearchPlan): Skipper {
  if (list.order.by === 'created-date') return new WordSkipper(reader, list, plan.drivers);
  const { names } = plan;
  if (list.order.by !== 'name' || names === undefined) return { isFree: true, skip: async after => stay(after, 0) };
  return { isFree: true, skip: async after => skipNames(list.order, names, after) };
}

function stay(after: Position | undefined, cost: number): Skipped {
  return { after, isEnd: false, cost };
}

function skipNames(order: ListOrder, names: readonly NameStretch[], after: Position | undefined): Skipped {
  const name = after?.[0];
  const next = order.descending
    ? names.findLast(({ from }) => name === undefined || compareKeys(from, name) <= 0)
    : names.find(({ to }) => name === undefined || to === undefined || compareKeys(to, name) > 0);
  if (next === undefined) return { after, isEnd: true, cost: 0 };
  const start = order.descending ? next.to : next.from;
  const isAhead =
    start !== undefined && (name === undefined || compareKeys(start, name) * (order.descending ? -1 : 1) > 0);
  // No id is empty: those with the name itself come behind, or are skipped when the order is the other way round.
  return stay(isAhead ? [start, ''] : after, 0);
}

/** Each driver tells when its next secret was made; what fits is held by all of them. */
class WordSkipper implements Skipper {
  readonly isFree = false;
  readonly #reader: Reader;
  readonly #list: SecretList;
  /** Those that are asked: of few words each. */
  #drivers: readonly Driver[];
  /** How often it is not asked, because the last time was in vain; twice as often each time. */
  #pause = 0;
  #nextPause = 1;

  constructor(reader: Reader, list: SecretList, drivers: readonly Driver[]) {
    this.#reader = reader;
    this.#list = list;
    this.#drivers = drivers.filter(driver => driver.every(({ kind }) => kind === 'word'));
  }

  async skip(after: Position | undefined): Promise<Skipped> {
    if (this.#pause > 0) {
      this.#pause -= 1;
      return stay(after, 0);
    }
    const { isAgreed, ...skipped } = await this.#skip(after);
    // Words that alternate move it by a few secrets each round, which is no gain either.
    const isInVain = skipped.after === after || !isAgreed;
    this.#pause = isInVain ? this.#nextPause : 0;
    this.#nextPause = isInVain ? this.#nextPause * 2 : 1;
    return skipped;
  }

  async #skip(after: Position | undefined): Promise<Skipped & { readonly isAgreed: boolean }> {
    let isAgreed = false;
    const from = after === undefined ? undefined : Number(after[0]);
    let time = from;
    let cost = 0;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const before = time;
      for (const driver of this.#drivers.slice(0, MAX_DRIVERS)) {
        const next = await nextCandidate(this.#reader, this.#list, driver, time);
        cost += ASKING_COST + WORD_COST * next.words;
        if (next.isTooMany) this.#drivers = this.#drivers.filter(each => each !== driver);
        else if (next.time === undefined) return { after, isEnd: true, cost, isAgreed };
        else ({ time } = next);
      }
      isAgreed = time === before || this.#drivers.length < 2;
      if (isAgreed) break;
    }
    const position = time === from || time === undefined ? after : beforeKey(this.#list.order, time);
    return { ...stay(position, cost), isAgreed };
  }
}
