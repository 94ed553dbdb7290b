import type { MfaDeviceRow } from '../../identities/mfa-store.ts';
import type { CodeAt } from '../../identities/totp.ts';
import { matchPair, openSeed } from '../../identities/totp.ts';
import type { Keyring } from '../../keys/keyring.ts';
import { iamError } from './errors.ts';

/** Two codes in a row, as a request gives them. */
interface GivenCodes {
  readonly AuthenticationCode1: string;
  readonly AuthenticationCode2: string;
}

/**
 * The time step of the second of two codes that only the device can know, and that were not used before.
 *
 * @throws AwsError InvalidAuthenticationCode
 */
export function provenStep(
  { codeAt, keyring }: { readonly codeAt: CodeAt; readonly keyring: Pick<Keyring, 'openInternal'> },
  device: MfaDeviceRow,
  { AuthenticationCode1, AuthenticationCode2 }: GivenCodes,
  now: number,
): number {
  const step = matchPair(codeAt, openSeed(keyring, device), [AuthenticationCode1, AuthenticationCode2], now);
  if (step === undefined || (device.last_step !== null && step <= device.last_step)) {
    throw iamError('InvalidAuthenticationCode', 403, 'Authentication code for device is not valid.');
  }
  return step;
}
