/** One page of a list: read in its order, or out of the index of searches where few secrets fit. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Scope } from '../../pipeline/operation.ts';
import type { Reader } from '../../storage/database.ts';
import { fewCandidates, manyCandidates } from './list-driver.ts';
import type { SecretFilter } from './list-filters.ts';
import type { ListOrder, Position } from './list-order.ts';
import { positionIn } from './list-order.ts';
import { fewFitting } from './list-fitting.ts';
import { skipperFor } from './list-skip.ts';
import type { FittingRows, SecretList, WantedRows } from './list-store.ts';
import { listFitting, listSample, listSecretRows, positionFurtherOn } from './list-store.ts';
import type { SecretRow } from './rows.ts';
import type { ScanLimits } from './scan-limits.ts';
import {
  ANSWER_COST,
  drawingCost,
  isIndexed,
  limitsOn,
  MANY_FIT,
  passingCost,
  WORK_PER_TURN,
  windowFor,
} from './scan-limits.ts';
import type { SearchPlan } from './search-plan.ts';
import { planSearch } from './search-plan.ts';

export interface Listing {
  readonly order: ListOrder;
  readonly includesDeleted: boolean;
  /** Undefined: everything fits. */
  readonly filter: SecretFilter | undefined;
}

/** What was found, and where it ended unless nothing comes behind it. */
export interface Scanned {
  readonly found: readonly SecretRow[];
  readonly end: Position | undefined;
}

/** Where rows come from, in the order of the list. */
export interface RowSource {
  read(wanted: Pick<WantedRows, 'after' | 'limit'>): Promise<{
    readonly rows: readonly SecretRow[];
    /** The rows are all that can fit as far as here; undefined: and beyond. */
    readonly reached: Position | undefined;
  }>;
  /** What it takes to ask, beside what the rows take. */
  readonly cost: number;
}

/** A page of at most `size` secrets that fit. */
export async function scanSecrets(
  { reader, accountId, region }: Pick<Scope, 'reader' | 'accountId' | 'region'>,
  { order, includesDeleted, filter }: Listing,
  from: Position | undefined,
  size: number,
  limits = limitsOn(reader.engine),
): Promise<Scanned> {
  const list = { accountId, region, order, includesDeleted };
  if (filter === undefined) {
    // One more than the page holds tells whether there is a next one.
    const rows = await listSecretRows(reader, list, { after: from, limit: size + 1 });
    const last = rows[size - 1];
    return { found: rows.slice(0, size), end: rows.length > size && last ? positionIn(order, last) : undefined };
  }
  const search: Search = {
    order,
    filter,
    size,
    limits,
    found: [],
    after: from,
    work: 0,
    passed: 0,
    isSoonEnded: false,
  };
  const ended = await searchSecrets(reader, list, search);
  return { found: search.found, end: ended === 'all' ? undefined : search.after };
}

/**
 * Few candidates are looked at at once. Else the list is read in its order, and what cannot fit is skipped where an
 * index tells: where many secrets fit, the page is soon full, or ends with what was found. Where it does not look so, a
 * sample tells whether many fit all the same, further on: then the first page ends soon, perhaps with nothing. Else few
 * may fit: of the ways to find them all the best is taken. Where there is none, the list is read on for as long as a
 * request may work.
 */
async function searchSecrets(reader: Reader, list: SecretList, search: Search): Promise<'all' | 'enough'> {
  const plan = planSearch(search.filter.bounds, list.includesDeleted);
  const { limits } = search;
  const few = await fewCandidates(reader, list, plan, limits);
  if (few !== undefined) return readAll(search, few);
  const skipper = skipperFor(reader, list, plan);
  const isFirst = search.after === undefined;
  const cost = passingCost(plan, list.order, limits);
  const isInIndex = isIndexed(plan, list.order, limits);
  const widest = windowFor(cost, limits);
  const asking = limits.asking + limits.planning * plan.comparisons;
  let isSampled = false;
  for (let size = Math.ceil(widest / 4); hasTime(search); size = Math.min(size * 2, widest)) {
    if (skipper.isFree || !doManyFit(search)) {
      const skipped = await skipper.skip(search.after);
      search.work += skipped.cost;
      if (skipped.isEnd) return 'all';
      search.after = skipped.after;
    }
    if (!isSampled && search.passed > 0 && !doManyFit(search)) {
      isSampled = true;
      search.isSoonEnded = isFirst && (await fitsMany(reader, list, plan, search));
      const source = search.isSoonEnded ? undefined : await otherWay(reader, list, plan, search);
      if (source !== undefined) return readAll(search, source);
    }
    size = Math.min(size, Math.max(1, Math.ceil((workFor(search) - search.work - asking) / cost)));
    const passed = search.passed + size;
    const until = await positionFurtherOn(reader, list, search.after, size);
    search.work += size * cost + asking;
    if (
      (await readAll(search, windowSource(reader, list, { ...plan, until, secrets: isInIndex ? undefined : size }))) ===
      'enough'
    )
      return 'enough';
    if (until === undefined) return 'all';
    search.after = until;
    search.passed = passed;
    await nextTurn();
  }
  return 'enough';
}

/** Whether a sample of the list tells so. Where even a small one would take too long, few are said to fit. */
async function fitsMany(reader: Reader, list: SecretList, plan: SearchPlan, search: Search): Promise<boolean> {
  const { filter, limits } = search;
  const cost = drawingCost(plan, limits);
  const sample = Math.min(limits.sample, Math.floor(limits.workPerStatement / cost));
  if (sample * MIN_SAMPLE_SHARE < limits.sample) return false;
  const rows = await listSample(reader, list, { condition: plan.condition, sample, limit: SAMPLE_ROWS });
  let fitting = 0;
  for (const row of rows) {
    fitting += Number(filter.fits(row));
    if (fitting >= limits.fittingOfSample) return true;
    search.work += filter.costOf(row);
    if (!hasTime(search)) break;
  }
  // A first page that ends soon has nothing to pay with; it takes no longer than a statement.
  search.work += sample * cost;
  return false;
}

/** How many of a sample are looked at. */
const SAMPLE_ROWS = 20;
/** A smaller part of a sample than this one tells nothing. */
const MIN_SAMPLE_SHARE = 3;

async function otherWay(
  reader: Reader,
  list: SecretList,
  plan: SearchPlan,
  search: Search,
): Promise<RowSource | undefined> {
  const { limits } = search;
  const left = limits.work - search.work;
  return (await manyCandidates(reader, list, plan, limits, left)) ?? (await scanElsewhere(reader, list, plan, search));
}

/** In the order of creation, whose index holds what is compared, what fits may be found sooner than in the list's. */
async function scanElsewhere(
  reader: Reader,
  list: SecretList,
  plan: SearchPlan,
  search: Search,
): Promise<RowSource | undefined> {
  // Tags are not in that index: nothing would be gained.
  if (list.order.by === 'created-date' || plan.looksAtTags) return undefined;
  const { limits } = search;
  const cost = passingCost(plan, BY_AGE, limits);
  const secrets = Math.floor(Math.max(0, limits.work - search.work) / cost);
  // Some of them are of no use: either this comes to the end or the list itself is read on.
  const isTooMany = (await positionFurtherOn(reader, { ...list, order: BY_AGE }, undefined, secrets + 1)) !== undefined;
  if (isTooMany) return undefined;
  const { passed, source } = await fewFitting(reader, list, plan.condition, {
    along: BY_AGE,
    few: limits.few,
    window: windowFor(cost, limits),
    secrets: secrets + 1,
  });
  search.work += passed * cost;
  return source;
}

const BY_AGE: ListOrder = { by: 'created-date', descending: false };

function windowSource(reader: Reader, list: SecretList, window: Omit<FittingRows, 'limit'>): RowSource {
  return {
    // Whoever has a window has paid for it.
    cost: 0,
    async read(wanted) {
      const rows = await listFitting(reader, list, { ...window, ...wanted });
      const last = rows.length === wanted.limit ? rows.at(-1) : undefined;
      return { rows, reached: last && positionIn(list.order, last) };
    },
  };
}

/** A search at work. */
interface Search {
  readonly order: ListOrder;
  readonly filter: SecretFilter;
  readonly size: number;
  readonly limits: ScanLimits;
  readonly found: SecretRow[];
  /** Whatever comes before and fits is found. */
  after: Position | undefined;
  work: number;
  /** How many secrets lie behind it. */
  passed: number;
  /** Many fit, but further on. */
  isSoonEnded: boolean;
}

/** Reads until nothing is left, or until the page is full and has a next one, or the request has worked enough. */
async function readAll(search: Search, source: RowSource): Promise<'all' | 'enough'> {
  for (let limit = search.size + 1; ; limit = Math.min(limit * 4, search.limits.rows)) {
    const { rows, reached } = await source.read({ after: search.after, limit });
    search.work += source.cost;
    if ((await look(search, rows)) === 'enough') return 'enough';
    if (reached === undefined) return 'all';
    search.after = reached;
    if (!hasTime(search)) return 'enough';
    await nextTurn();
  }
}

function hasTime(search: Search): boolean {
  return search.work < workFor(search);
}

function workFor(search: Search): number {
  const { found, limits } = search;
  if (!search.isSoonEnded && !doManyFit(search)) return limits.work;
  return Math.min(limits.workWhereManyFit - found.length * ANSWER_COST, limits.work);
}

function doManyFit({ found, passed }: Search): boolean {
  return found.length > 0 && found.length * MANY_FIT >= passed;
}

async function look(search: Search, rows: readonly SecretRow[]): Promise<'all' | 'enough'> {
  const { order, filter, size, found, limits } = search;
  let turnEnds = search.work + WORK_PER_TURN;
  for (const row of rows) {
    const isFit = filter.fits(row);
    if (isFit && found.length === size) return 'enough';
    if (isFit) found.push(row);
    search.after = positionIn(order, row);
    search.passed += 1;
    search.work += filter.costOf(row);
    if (search.work >= limits.work) return 'enough';
    if (search.work >= turnEnds) {
      await nextTurn();
      turnEnds = search.work + WORK_PER_TURN;
    }
  }
  return 'all';
}
