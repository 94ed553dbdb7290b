import type { RotationRules } from './rotation-schedule.ts';

/** What of a stored secret says how and when it is rotated. Times are milliseconds since 1970. */
export interface RotationRow {
  /** 1 while rotation is on, 0 once it was cancelled; null: never configured. */
  readonly rotation_enabled: number | null;
  /** As the request that set it wrote it. */
  readonly rotation_lambda_arn: string | null;
  /** RotationRules as they are shown: beside a ScheduleExpression, AutomaticallyAfterDays is what was calculated of it. */
  readonly rotation_rules: string | null;
  /** When a rotation was completed last. */
  readonly rotated_at: number | null;
  /** When the next rotation begins: a moment inside its window, told to nobody. */
  readonly next_rotation_at: number | null;
  /** NextRotationDate: the last second of that window. */
  readonly next_rotation_date: number | null;
}

/** A secret for which nobody has configured or cancelled rotation. */
export const NEVER_ROTATED: RotationRow = {
  rotation_enabled: null,
  rotation_lambda_arn: null,
  rotation_rules: null,
  rotated_at: null,
  next_rotation_at: null,
  next_rotation_date: null,
};

/** The rules of a stored secret; undefined when it has none. */
export function rulesIn(row: Pick<RotationRow, 'rotation_rules'>): RotationRules | undefined {
  return row.rotation_rules === null ? undefined : (JSON.parse(row.rotation_rules) as RotationRules); // what this service wrote
}
