import type { Children } from './children.ts';
import type { DataDirs } from './data-dirs.ts';
import type { Plan } from './plan.ts';
import type { Row } from './row.ts';

/** What scenarios share. */
export interface Bench {
  readonly plan: Plan;
  readonly children: Children;
  /** For files; goes with the benchmark. */
  readonly folder: string;
  readonly dataDirs: DataDirs;
}

/** Something that is measured: a name for `--only`, and the rows of the table. */
export interface Scenario {
  readonly name: string;
  run(bench: Bench): Promise<readonly Row[]>;
}

/** Clients that hold their connection open and ask again as soon as they are answered. */
export const CONNECTIONS = 32;
