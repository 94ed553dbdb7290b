import type { Strategy } from './engines.ts';
import type { Every } from './every.ts';
import { daysBetween } from './every.ts';

/** What the guide warns of before rotation of a secret is enabled. */
export function rotationWarnings(strategy: Strategy, every: Every, isAtOnce: boolean): readonly string[] {
  const days = daysBetween(every);
  const at = isAtOnce
    ? [
        'the secret rotates at once: whatever does not read it from Secrets Manager by now stops working when the old password ends',
      ]
    : ['the secret does not rotate now: the function is tested only, and the first rotation comes on schedule'];
  switch (strategy) {
    case 'single':
      return [...at, ...ofSingleUser(days)];
    case 'alternating':
      return [...at, ...ofAlternatingUsers(days)];
    case 'two-keys':
      return [...at, 'a key stays valid for two intervals; every other key of the user is deleted, and one is made'];
  }
}

function ofSingleUser(days: number | undefined): readonly string[] {
  return [
    'between the new password and the new current version a login may fail: applications must try again, with backoff and jitter',
    `a limit on the age of passwords must be at least a day longer than the interval${days === undefined ? '' : `, here ${round(days + 1)} days`}`,
  ];
}

/** Half the limit minus one day. Source: the guide, "Rotating Secrets by Alternating Between Two Existing Users". */
function ofAlternatingUsers(days: number | undefined): readonly string[] {
  const here = days === undefined ? '' : `; this interval keeps a limit of ${round(2 * (days + 1))} days`;
  return [
    `a password stays valid for two intervals: for a limit on its age take half of it minus one day (90 days: 44)${here}`,
    'two users take turns: grants that change later must be changed for both, the user and its clone',
  ];
}

function round(days: number): number {
  return Math.ceil(days);
}
