import { accessDenied, throttling } from '@coffer/wire';
import type { AwsError } from '@coffer/wire';
import { loadTotp } from '../../identities/totp.ts';
import { verifyMfaCode } from '../../identities/verify-mfa-code.ts';
import type { Keyring } from '../../keys/keyring.ts';
import type { Caller } from '../../pipeline/caller.ts';
import type { Scope } from '../../pipeline/operation.ts';
import type { FailureLimiter } from '../../quotas/failure-limiter.ts';
import type { Database } from '../../storage/database.ts';

/** What MFA takes. */
export interface MfaParts {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly failures: FailureLimiter;
  /** For the operator's security log. */
  readonly onFailure: (error: AwsError, accessKeyId: string, address: string) => void;
}

/** The members of a request that prove a device. */
export interface MfaMembers {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/** What came of it: the request names no device, it is proven, or why it is not. */
export type MfaOutcome = 'none' | 'proven' | AwsError;

/** Proves that the caller, a user, has the device. A code counts once; guessing is slowed down and goes on record. */
export async function proveMfa(
  { database, keyring, failures, onFailure }: MfaParts,
  { caller, client, now }: Pick<Scope, 'caller' | 'client' | 'now'>,
  { SerialNumber: serialNumber, TokenCode: code }: MfaMembers,
): Promise<MfaOutcome> {
  if (serialNumber === undefined && code === undefined) return 'none';
  if (serialNumber === undefined || code === undefined) {
    return accessDenied(
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    );
  }
  const ownerId = ownerIdOf(caller);
  if (ownerId === undefined) return unableToValidate();
  const address = client?.sourceIp ?? '';
  if (failures.isBlocked('mfa', ownerId, address)) return throttling();
  failures.failed('mfa', ownerId, address);
  await loadTotp();
  const isProven =
    serialNumber.length <= MAX_SERIAL_NUMBER &&
    code.length === CODE_LENGTH &&
    (await database.write(writer => verifyMfaCode(writer, keyring, { ownerId, serialNumber, code, now })));
  if (isProven) {
    failures.succeeded('mfa', ownerId, address);
    return 'proven';
  }
  const error = accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code.');
  onFailure(error, caller.accessKeyId, address);
  return error;
}

/** Source: the API model. */
const MAX_SERIAL_NUMBER = 256;
const CODE_LENGTH = 6;

/** A user, or the root user by the account's id: nobody else has devices. */
function ownerIdOf(caller: Caller): string | undefined {
  return caller.type === 'IAMUser' || caller.type === 'Root' ? caller.principalId : undefined;
}

function unableToValidate(): AwsError {
  return accessDenied(
    'MultiFactorAuthentication failed, unable to validate MFA code. ' +
      'Please verify your MFA serial number is valid and associated with this user.',
  );
}
