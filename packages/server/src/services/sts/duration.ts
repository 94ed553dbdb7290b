import type { Caller } from '../../pipeline/caller.ts';
import type { RoleRow } from '../../identities/rows.ts';
import { invalid } from './errors.ts';

/** Source: API reference, AssumeRole: one hour, which is also all that a role gets from a role. */
const HOUR = 3_600;
/** Source: API reference, GetSessionToken and GetFederationToken: twelve hours. */
const USER_DEFAULT = 12 * HOUR;

/**
 * How long a role's session lasts, in seconds.
 *
 * @throws AwsError ValidationError for more than the role or a chain of roles allows
 */
export function roleSeconds(caller: Pick<Caller, 'type'>, role: RoleRow, asked: number | undefined): number {
  const seconds = asked ?? HOUR;
  if (caller.type === 'AssumedRole' && seconds > HOUR) {
    throw invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
  }
  if (seconds > role.max_session_seconds) {
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  return seconds;
}

/** How long a user's session lasts, in seconds. AWS: a root user's lasts an hour, whatever was asked for. */
export function userSeconds(caller: Pick<Caller, 'type'>, asked: number | undefined): number {
  return caller.type === 'Root' ? Math.min(asked ?? HOUR, HOUR) : (asked ?? USER_DEFAULT);
}
