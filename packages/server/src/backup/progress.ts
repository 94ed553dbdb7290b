/** How far long work has come. */
export interface ProgressReport {
  /** What is being done: `backup`, `check`, `restore`, ... */
  readonly phase: string;
  readonly done: number;
  /** How much there is to do, as far as is known; of the same unit. */
  readonly total: number;
}

/** Is told now and then, often. */
export type Progress = (report: ProgressReport) => void;
