/** When, inside its window, a secret is rotated: by chance, so that not all secrets are at once. */
import type { Random } from '../../clock.ts';
import type { RotationSchedule } from './rotation-schedule.ts';
import { catchUpWindow, nextWindow, type RotationWindow } from './rotation-window.ts';
import { uniformInteger } from './uniform-integer.ts';

/** A rotation to come. Times are milliseconds since 1970. */
export interface PlannedRotation {
  readonly window: RotationWindow;
  /** Whole seconds after the window's start, before its end; or now, for a missed rotation. */
  readonly at: number;
}

/** The rotation to follow the last one, or to follow the setting of the schedule. */
export function planRotation(schedule: RotationSchedule, after: number, random: Random): PlannedRotation {
  const window = nextWindow(schedule, after);
  return { window, at: momentInWindow(schedule, window, random) };
}

/** A rotation whose window passed unused: at once if its window to catch up is open, else by chance inside that one. */
export function planMissedRotation(schedule: RotationSchedule, now: number, random: Random): PlannedRotation {
  const window = catchUpWindow(schedule, now);
  return { window, at: window.start <= now ? now : momentInWindow(schedule, window, random) };
}

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;

/**
 * Of an interval in days the guide says that the hour is chosen at random, and the minute somewhat so but weighted to
 * the top of the hour. Other windows: every second alike.
 */
function momentInWindow(schedule: RotationSchedule, window: RotationWindow, random: Random): number {
  const lengthMs = window.end - window.start;
  if (schedule.kind !== 'days') {
    return window.start + uniformInteger(random, lengthMs / MS_PER_SECOND) * MS_PER_SECOND;
  }
  const hour = uniformInteger(random, lengthMs / MS_PER_HOUR);
  // The smaller of two: minute 0 is 119 times as likely as minute 59, evenly falling between.
  const minute = Math.min(uniformInteger(random, 60), uniformInteger(random, 60));
  const second = uniformInteger(random, 60);
  return window.start + hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * MS_PER_SECOND;
}
