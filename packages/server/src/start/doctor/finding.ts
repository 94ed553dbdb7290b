/** What an examination says of one thing. */
export interface Finding {
  /** What was looked at: `files`, `root-key`, `jobs`, ... */
  readonly check: string;
  /**
   * `warning`: will become a problem, or may be meant so. `unknown`: could not be looked at, and the message says why.
   */
  readonly level: 'ok' | 'warning' | 'problem' | 'unknown';
  /** For operators: what is wrong, and what to do. */
  readonly message: string;
}

/** What an examination has found; `level` is the worst of it, where `unknown` is worse than `warning`. */
export interface Diagnosis {
  readonly level: Finding['level'];
  readonly findings: readonly Finding[];
}

/** The findings of an examination with the worst of their levels. */
export function diagnosisOf(findings: readonly Finding[]): Diagnosis {
  const level = (['problem', 'unknown', 'warning'] as const).find(each =>
    findings.some(finding => finding.level === each),
  );
  return { level: level ?? 'ok', findings };
}

/** Takes findings for one check. */
export interface Findings {
  ok(message: string): void;
  warning(message: string): void;
  problem(message: string): void;
  unknown(message: string): void;
}

/** Adds findings of a check to a list. */
export function findingsInto(list: Finding[], check: string): Findings {
  const add = (level: Finding['level']) => (message: string) => {
    list.push({ check, level, message });
  };
  return { ok: add('ok'), warning: add('warning'), problem: add('problem'), unknown: add('unknown') };
}

/** The words of whatever was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
