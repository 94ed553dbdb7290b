import { Redacted } from '@coffer/wire';
import type { Keyring } from '../keys/keyring.ts';
import type { Writer } from '../storage/database.ts';
import { findMfaDeviceOf, useMfaStep } from './mfa-store.ts';
import { loadTotp, matchStep, openSeed } from './totp.ts';

/** A code that somebody gave, and for whom. */
export interface GivenCode {
  /** A user's id, or the account's id for its root user. */
  readonly ownerId: string;
  readonly serialNumber: string;
  /** Six digits, or whatever else was sent. */
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Whether this is a code of an MFA device of this user (or root user) that was not used before. It is used by being asked
 * about: no code counts twice, also not at two nodes at once. A device that is not there takes as long as one whose code
 * is wrong. Call `loadTotp` before the transaction begins, so that nothing waits for the library within it.
 */
export async function verifyMfaCode(
  writer: Writer,
  keyring: Pick<Keyring, 'openInternal'>,
  { ownerId, serialNumber, code, now }: GivenCode,
): Promise<boolean> {
  const codeAt = await loadTotp();
  const device = await findMfaDeviceOf(writer, ownerId, serialNumber);
  const seed = device === undefined ? NO_SEED : openSeed(keyring, device);
  const step = matchStep(codeAt, seed, code, { now, drift: device?.drift ?? 0 });
  if (device === undefined || step === undefined) return false;
  return useMfaStep(writer, device.serial_number, step);
}

/** Something to compute codes of where there is no device. */
const NO_SEED = new Redacted(Buffer.alloc(40));
