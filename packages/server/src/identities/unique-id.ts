import type { Random } from '../clock.ts';

/**
 * What a unique id begins with, by the kind of what it names.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
 */
export const ID_PREFIX = {
  user: 'AIDA',
  group: 'AGPA',
  role: 'AROA',
  policy: 'ANPA',
  instanceProfile: 'AIPA',
  accessKey: 'AKIA',
  temporaryKey: 'ASIA',
} as const;

/** Characters after the prefix. */
const ID_CHARACTERS = 17;
const KEY_ID_CHARACTERS = 16;

/** A unique id as AWS makes them: `AIDA` and 17 characters of base32. */
export function newUniqueId(kind: 'user' | 'group' | 'role' | 'policy' | 'instanceProfile', random: Random): string {
  return ID_PREFIX[kind] + base32(random(ID_CHARACTERS));
}

/** An access key id as AWS makes them: `AKIA` (`ASIA` for temporary credentials) and 16 characters of base32. */
export function newAccessKeyId(kind: 'accessKey' | 'temporaryKey', random: Random): string {
  return ID_PREFIX[kind] + base32(random(KEY_ID_CHARACTERS));
}

/** A character a byte: 32 divides 256, so each is as likely as the others. */
export function base32(bytes: Uint8Array): string {
  return Array.from(bytes, byte => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
