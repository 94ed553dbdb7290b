/** How far a request for a page goes, and what its steps take: in characters that are looked at. */
import type { CandidateLimits } from './list-driver.ts';
import { COMPARISON_COST } from './list-driver.ts';
import type { ListOrder } from './list-order.ts';
import type { SearchPlan } from './search-plan.ts';

export interface ScanLimits extends CandidateLimits {
  /**
   * What it does at most: a page may therefore be short, and still have a next one, as AWS documents.
   */
  readonly work: number;
  /**
   * What it does, answer included, where at least one secret in some hundreds fits: whoever pages on loses nothing, and
   * whoever waits has an answer soon.
   */
  readonly workWhereManyFit: number;
  /** How many secrets are passed together at most. */
  readonly window: number;
  /** How many are drawn to tell whether many fit, and how many of them must. */
  readonly sample: number;
  readonly fittingOfSample: number;
  /** How many rows are in memory together. */
  readonly rows: number;
}

/** Some tens of milliseconds. */
export const LIMITS: ScanLimits = {
  work: 1_000_000,
  // Less than three times what a page without filters takes.
  workWhereManyFit: 140_000,
  window: 8_000,
  // Where one secret in a hundred fits, ten of the sample do.
  sample: 1_000,
  fittingOfSample: 3,
  rows: 500,
  few: 2_000,
  // Of 100,000 secrets, what about one in a hundred has.
  fewInOtherOrder: 1_100,
  many: 5_000,
};
/** One secret in so many is many. */
export const MANY_FIT = 500;
/** After so much work other requests have their turn. */
export const WORK_PER_TURN = 100_000;
/** What it takes to answer with a secret. */
export const ANSWER_COST = 500;
/** What it takes to pass a secret in the order of an index: one that holds what is compared, or another one. */
const PASSED_COST = 8;
const PASSED_ROW_COST = 110;

/** What it takes to pass a secret that a plan's condition does not hold for. */
export function passingCost({ comparisons, looksAtTags }: SearchPlan, { by }: ListOrder): number {
  const isIndexed = by === 'created-date' && !looksAtTags;
  return (isIndexed ? PASSED_COST : PASSED_ROW_COST) + COMPARISON_COST * comparisons;
}

/** How many secrets one statement passes: nothing else has its turn meanwhile. */
export function windowFor(cost: number, { window }: ScanLimits): number {
  return Math.max(1, Math.min(window, Math.floor(WORK_PER_TURN / cost)));
}
