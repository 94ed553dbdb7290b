/** How far a request for a page goes, and what its steps take: in characters that are looked at. */
import type { Engine } from '../../storage/database.ts';
import type { CandidateLimits } from './list-driver.ts';
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
  /** How many secrets are passed together at most, and how much one statement does. */
  readonly window: number;
  readonly workPerStatement: number;
  /** What it takes to ask the database to pass some secrets, beside what they take. */
  readonly asking: number;
  /** The same for each comparison of the condition: what it takes to plan the statement. */
  readonly planning: number;
  /** What it takes to pass a secret, comparisons apart: in the order of creation, and with a look at its row. */
  readonly passedByAge: number;
  readonly passed: number;
  /** How many are drawn to tell whether many fit, and how many of them must. */
  readonly sample: number;
  readonly fittingOfSample: number;
  /** How many rows are in memory together. */
  readonly rows: number;
}

/** After so much work other requests have their turn. */
export const WORK_PER_TURN = 100_000;

const ON_SQLITE: ScanLimits = {
  // Some tens of milliseconds.
  work: 1_000_000,
  // Less than three times what a page without filters takes.
  workWhereManyFit: 125_000,
  window: 8_000,
  passedByAge: 8,
  passed: 110,
  // Where one secret in a hundred fits, ten of the sample do.
  sample: 1_000,
  fittingOfSample: 3,
  rows: 500,
  few: 2_000,
  // Of 100,000 secrets, what about one in a hundred has.
  fewInOtherOrder: 1_100,
  many: 5_000,
  comparison: 12,
  // Nothing else has its turn meanwhile.
  workPerStatement: WORK_PER_TURN,
  asking: 500,
  planning: 0,
};

/** Its index of the ages does not hold what is compared (decision 0011), and rows and patterns take several times as long. */
const ON_POSTGRES: ScanLimits = {
  ...ON_SQLITE,
  work: 700_000,
  passedByAge: ON_SQLITE.passed,
  comparison: 36,
  workPerStatement: 3 * WORK_PER_TURN,
  asking: 20_000,
  planning: 2_000,
  fewInOtherOrder: 500,
};

export function limitsOn(engine: Engine | undefined): ScanLimits {
  return engine === 'postgres' ? ON_POSTGRES : ON_SQLITE;
}

/** One secret in so many is many. */
export const MANY_FIT = 500;
/** What it takes to answer with a secret. */
export const ANSWER_COST = 500;

/** What it takes to draw a secret for a sample. */
export function drawingCost({ comparisons }: SearchPlan, { comparison }: ScanLimits): number {
  return DRAWN_COST + comparison * comparisons;
}

const DRAWN_COST = 30;

/** What it takes to pass a secret that a plan's condition does not hold for. */
export function passingCost(
  { comparisons, looksAtTags }: SearchPlan,
  { by }: ListOrder,
  { passedByAge, passed, comparison }: ScanLimits,
): number {
  return (by === 'created-date' && !looksAtTags ? passedByAge : passed) + comparison * comparisons;
}

/** Whether an index holds what a plan's condition compares. */
export function isIndexed(
  { looksAtTags }: SearchPlan,
  { by }: ListOrder,
  { passedByAge, passed }: ScanLimits,
): boolean {
  return by === 'created-date' && !looksAtTags && passedByAge < passed;
}

/** How many secrets one statement passes. */
export function windowFor(cost: number, { window, workPerStatement }: ScanLimits): number {
  return Math.max(1, Math.min(window, Math.floor(workPerStatement / cost)));
}
