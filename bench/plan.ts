import { parseArgs } from 'node:util';

/** How long and how often is measured. */
export interface Plan {
  /** A first look: too short to judge by. */
  readonly isQuick: boolean;
  /** Of each comparison, an even number so that both sides go first equally often. */
  readonly rounds: number;
  readonly roundSeconds: number;
  /** Load on each side before the first round: until V8 has compiled what is hot. */
  readonly warmSeconds: number;
  /** The many secrets that are compared with `FEW_SECRETS`. */
  readonly manySecrets: number;
  /** Different signed requests of that comparison. */
  readonly manyRequests: number;
  readonly startRuns: number;
  readonly memoryRuns: number;
  /** Names of scenarios; empty: all. */
  readonly only: readonly string[];
  /** Where data directories are made; absent: the system's folder for temporary files. */
  readonly folder: string | undefined;
}

export const FEW_SECRETS = 1_000;

const FULL = {
  rounds: 8,
  roundSeconds: 4,
  warmSeconds: 10,
  manySecrets: 100_000,
  manyRequests: 20_000,
  startRuns: 10,
  memoryRuns: 2,
};
const QUICK = {
  rounds: 3,
  roundSeconds: 2,
  warmSeconds: 3,
  manySecrets: 5_000,
  manyRequests: 2_000,
  startRuns: 3,
  memoryRuns: 1,
};

/** The same in half the time: for comparisons that differ less from round to round, or that there are many of. */
export function shorter(plan: Plan): Plan {
  const { roundSeconds, warmSeconds } = plan;
  return { ...plan, roundSeconds: Math.ceil(roundSeconds / 2), warmSeconds: Math.ceil(warmSeconds / 4) };
}

/**
 * Reads the command line: `--quick`, `--rounds N`, `--only NAME[,NAME]`, `--folder DIR`.
 *
 * @throws TypeError for what it does not know, RangeError for a number that is none
 */
export function readPlan(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true },
      folder: { type: 'string' },
    },
  });
  const isQuick = values.quick === true;
  const base = isQuick ? QUICK : FULL;
  const rounds = values.rounds === undefined ? base.rounds : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('--rounds is not a positive whole number');
  const only = (values.only ?? []).flatMap(names => names.split(','));
  return { ...base, isQuick, rounds, only, folder: values.folder };
}
