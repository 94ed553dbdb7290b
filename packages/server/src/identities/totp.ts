/** Time-based one-time passwords (RFC 6238) as virtual MFA devices make them: SHA-1, six digits, 30 seconds. */
import { timingSafeEqual } from 'node:crypto';
import { Redacted } from '@coffer/wire';
import type { Random } from '../clock.ts';
import type { Keyring } from '../keys/keyring.ts';

/** The code of a time step. */
export type CodeAt = (seed: Redacted<Buffer>, step: number) => string;

/** Loads the library, which is slow the first time: before a transaction begins, not within one. */
export async function loadTotp(): Promise<CodeAt> {
  const { generateSync } = await import('otplib/functional');
  return (seed, step) => generateSync({ secret: seed.unwrap(), epoch: step * STEP_SECONDS, period: STEP_SECONDS });
}

const STEP_SECONDS = 30;
/** As AWS makes them: 64 characters of base32. */
const SEED_BYTES = 40;
/** How far a code may be from the present one: one step, for clocks and slow fingers. */
const SKEW = 1;
/** How far a device's clock may be off when it is enabled or resynchronized, in steps: ten minutes. */
const MAX_DRIFT = 20;

/** A new seed and its text, which is shown once. */
export function newSeed(random: Random): { readonly seed: Redacted<Buffer>; readonly text: Redacted<string> } {
  const bytes = Buffer.from(random(SEED_BYTES));
  return { seed: new Redacted(bytes), text: new Redacted(base32Text(bytes)) };
}

/** Seals a device's seed, bound to its serial number. */
export function sealSeed(keyring: Pick<Keyring, 'sealInternal'>, serialNumber: string, seed: Redacted<Buffer>): Buffer {
  return keyring.sealInternal(seedContext(serialNumber), seed);
}

/** Opens it again. Throws `UnreadableBlob` for another device's. */
export function openSeed(
  keyring: Pick<Keyring, 'openInternal'>,
  device: { readonly serial_number: string; readonly seed: Uint8Array },
): Redacted<Buffer> {
  return keyring.openInternal(seedContext(device.serial_number), device.seed);
}

/** What a sealed seed is bound to. */
export function seedContext(serialNumber: string): string {
  return `mfa-seed ${serialNumber}`;
}

/** The time step of a moment. */
export function stepOf(now: number): number {
  return Math.floor(now / 1000 / STEP_SECONDS);
}

/** The newest step near the present one (as the device's clock has it) whose code this is; undefined: none. */
export function matchStep(
  codeAt: CodeAt,
  seed: Redacted<Buffer>,
  code: string,
  { now, drift }: { readonly now: number; readonly drift: number },
): number | undefined {
  const present = stepOf(now) + drift;
  let found: number | undefined;
  // All of them are tried, so that the time it takes does not tell which one fits.
  for (let step = present - SKEW; step <= present + SKEW; step++) {
    if (isSame(codeAt(seed, step), code)) found = step;
  }
  return found;
}

/** The step of the second of two codes in a row; undefined: they are not, or the device's clock is too far off. */
export function matchPair(
  codeAt: CodeAt,
  seed: Redacted<Buffer>,
  [first, second]: readonly [string, string],
  now: number,
): number | undefined {
  const present = stepOf(now);
  let found: number | undefined;
  for (let step = present - MAX_DRIFT; step <= present + MAX_DRIFT; step++) {
    const isFirst = isSame(codeAt(seed, step - 1), first);
    const isSecond = isSame(codeAt(seed, step), second);
    if (isFirst && isSecond && Math.abs(step - present) <= Math.abs((found ?? Infinity) - present)) found = step;
  }
  return found;
}

function isSame(expected: string, given: string): boolean {
  const bytes = Buffer.from(given, 'utf8');
  const wanted = Buffer.from(expected, 'utf8');
  return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
}

/** RFC 4648, section 6. The seed is a multiple of five bytes, so there is no padding. */
function base32Text(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((buffer >> bits) & 31);
    }
    buffer &= (1 << bits) - 1;
  }
  return text;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
