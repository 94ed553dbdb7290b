/** When a secret is rotated next, and what moves that date. */
import type { Scope } from '../../pipeline/operation.ts';
import type { RotationRow } from './rotation-row.ts';
import { rulesIn } from './rotation-row.ts';
import type { RotationRules, RotationSchedule } from './rotation-schedule.ts';
import { storedSchedule } from './rotation-schedule.ts';
import { planMissedRotation, planRotation } from './rotation-window-plan.ts';
import { nextRotationDate, shownAfterDays } from './rotation-window.ts';
import type { SecretRow } from './rows.ts';
import { stagesIn } from './rows.ts';
import { AWSPENDING, stagesOf } from './version-stages.ts';

/** The rules, and the dates that follow from them. */
type NextRotation = Pick<RotationRow, 'rotation_rules' | 'next_rotation_at' | 'next_rotation_date'>;

/**
 * Plans the rotation to follow one that is done or begun now, or to follow the setting of these rules. Without rules, or
 * with rules that name no schedule, the secret is rotated on request only.
 */
export function planNext(
  rules: RotationRules | undefined,
  { now, random }: Pick<Scope, 'now' | 'random'>,
): NextRotation {
  const schedule = rules === undefined ? undefined : scheduleOf(rules);
  if (schedule === undefined) {
    const kept = rules === undefined ? null : JSON.stringify(rules);
    return { rotation_rules: kept, next_rotation_at: null, next_rotation_date: null };
  }
  const { window, at } = planRotation(schedule, now, random);
  return {
    rotation_rules: JSON.stringify({ ...rules, AutomaticallyAfterDays: shownAfterDays(schedule, now) }),
    next_rotation_at: at,
    next_rotation_date: nextRotationDate(window),
  };
}

/**
 * Plans a rotation whose window passed while nobody rotated: now, where a window to catch up is open. Without rules
 * there is nothing to catch up with.
 */
export function catchUp(
  rules: RotationRules | undefined,
  { now, random }: Pick<Scope, 'now' | 'random'>,
): Pick<RotationRow, 'next_rotation_at' | 'next_rotation_date'> {
  const schedule = rules === undefined ? undefined : scheduleOf(rules);
  if (schedule === undefined) return { next_rotation_at: null, next_rotation_date: null };
  const { window, at } = planMissedRotation(schedule, now, random);
  return { next_rotation_at: at, next_rotation_date: nextRotationDate(window) };
}

/** Beside an expression, the days of stored rules are what was calculated of it. */
function scheduleOf({ AutomaticallyAfterDays, ...rules }: RotationRules): RotationSchedule | undefined {
  return storedSchedule(rules.ScheduleExpression === undefined ? { AutomaticallyAfterDays, ...rules } : rules);
}

/**
 * The secret after a write that may have moved AWSCURRENT. When the version that got it was AWSPENDING, a rotation is
 * complete: LastRotatedDate is now. A new value that was written past rotation counts as one for the date of the next:
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html. A label that somebody only
 * moves, to an older value say, does not.
 */
export function afterMoveOfCurrent(
  scope: Pick<Scope, 'now' | 'random'>,
  before: SecretRow,
  after: SecretRow,
  { isNewValue }: { readonly isNewValue: boolean },
): SecretRow {
  const current = after.current_version_id;
  if (before.rotation_enabled !== 1 || current === null || current === before.current_version_id) return after;
  const isRotation = stagesOf(stagesIn(before), current).includes(AWSPENDING);
  if (!isRotation && !isNewValue) return after;
  const next = { ...after, ...planNext(rulesIn(after), scope) };
  return isRotation ? { ...next, rotated_at: scope.now } : next;
}
