/** How long DeleteSecret leaves a secret recoverable. */
import { AwsError } from '@coffer/wire';

export interface DeletionRequest {
  readonly RecoveryWindowInDays?: number | undefined;
  readonly ForceDeleteWithoutRecovery?: boolean | undefined;
}

/**
 * The recovery window in days, 7 to 30; 0 when the deletion is forced. Throws InvalidParameterException for a window
 * outside that, or for a window together with force.
 */
export function recoveryWindowDays(request: DeletionRequest): number {
  const days = request.RecoveryWindowInDays;
  if (days !== undefined && !(days >= MIN_DAYS && days <= MAX_DAYS)) {
    throw invalid('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  }
  if (request.ForceDeleteWithoutRecovery !== true) {
    return days ?? MAX_DAYS;
  }
  if (days !== undefined) {
    throw invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }
  return 0;
}

/** The end of the window, in milliseconds since 1970: the call plus so many times 24 hours. */
export function deletionDate(now: number, days: number): number {
  return now + days * MS_PER_DAY;
}

const MIN_DAYS = 7;
/** Also the default. */
const MAX_DAYS = 30;
const MS_PER_DAY = 86_400_000;

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
