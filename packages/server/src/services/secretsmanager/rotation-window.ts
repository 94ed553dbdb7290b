/** The windows in which a secret is rotated. All times are milliseconds since 1970; the time zone is UTC always. */
import { dayOf } from './dates.ts';
import type { RotationSchedule } from './rotation-schedule.ts';
import { nextCronStart } from './schedule-cron.ts';

/** Opens at `start`, is closed at `end`, and lies within one UTC day. */
export interface RotationWindow {
  readonly start: number;
  readonly end: number;
}

/**
 * The first window that opens after a moment: that of the last rotation (a new value put by hand counts as one), or that
 * of setting the schedule. A rotation inside a window therefore leads to the window after it, as recorded from AWS.
 */
export function nextWindow(schedule: RotationSchedule, after: number): RotationWindow {
  const start = nextStart(schedule, after);
  return { start, end: windowEnd(schedule, start) };
}

/**
 * The window for a rotation whose own window passed while nobody rotated: the one that is open now, else the first to
 * open. A rotation that is due after so many days can catch up on any day, within the hours of its window; an hourly or
 * `cron()` schedule keeps to its windows, because they were chosen to spare the rest of the time.
 */
export function catchUpWindow(schedule: RotationSchedule, now: number): RotationWindow {
  const daily = schedule.kind === 'days' ? { ...schedule, days: 1 } : schedule;
  // No window goes over midnight, so one that is open now opened today.
  let window = nextWindow(daily, dayOf(now) - 1);
  while (window.end <= now) {
    window = nextWindow(daily, window.start);
  }
  return window;
}

/** NextRotationDate: the last second of the window, as recorded from AWS (23:59:59, and 00:59:59 for `1h` at midnight). */
export function nextRotationDate(window: RotationWindow): number {
  return window.end - MS_PER_SECOND;
}

/**
 * The AutomaticallyAfterDays that DescribeSecret and ListSecrets show beside any schedule: the interval where the
 * schedule is one in days, else the calendar days from the last rotation to the next window's. (Recorded from AWS: 7 for
 * `cron(0 0 1 * ? *)` after a rotation on September 24.) Never less than the model's least, 1.
 */
export function shownAfterDays(schedule: RotationSchedule, lastRotation: number): number {
  if (schedule.kind === 'days') {
    return schedule.days;
  }
  const { start } = nextWindow(schedule, lastRotation);
  return Math.max(1, (dayOf(start) - dayOf(lastRotation)) / MS_PER_DAY);
}

const MS_PER_SECOND = 1_000;
const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 86_400_000;

function nextStart(schedule: RotationSchedule, after: number): number {
  switch (schedule.kind) {
    case 'days':
      return dayOf(after) + schedule.days * MS_PER_DAY;
    case 'hours': {
      // Counted from one midnight for all, that of 1970: the pace stays even where it does not divide the day.
      const period = schedule.hours * MS_PER_HOUR;
      return (Math.floor(after / period) + 1) * period;
    }
    case 'cron': {
      const start = nextCronStart(schedule.cron, after);
      if (start === undefined) {
        throw new Error('a cron schedule that names no day was taken for one');
      }
      return start;
    }
  }
}

function windowEnd(schedule: RotationSchedule, start: number): number {
  return Math.min(start + schedule.durationHours * MS_PER_HOUR, dayOf(start) + MS_PER_DAY);
}
