import type { Random } from '../clock.ts';
import { base32, ID_PREFIX } from '../identities/unique-id.ts';

/** `ASIA` or `AKIA` and 16 characters of base32. */
const KEY_ID = /^A[KS]IA[A-Z2-7]{16}$/;
/** Of the 80 bits: one that says that an account follows, 40 of the account, 39 that are random. */
const RANDOM_BITS = 39n;
const HAS_ACCOUNT = 1n << 79n;
const ACCOUNT_MASK = (1n << 40n) - 1n;

/**
 * An access key id for temporary credentials. As in AWS it tells its account to whoever knows where to look, so that
 * GetAccessKeyInfo needs no table of keys that nobody keeps.
 */
export function newTemporaryKeyId(accountId: string, random: Random): string {
  const noise = BigInt(`0x${random(5).toString('hex')}`) & ((1n << RANDOM_BITS) - 1n);
  const bits = HAS_ACCOUNT | (BigInt(accountId) << RANDOM_BITS) | noise;
  const fives = Array.from({ length: 16 }, (_, i) => Number((bits >> BigInt(5 * (15 - i))) & 31n));
  return ID_PREFIX.temporaryKey + base32(Uint8Array.from(fives));
}

/** The account that a key id of this kind tells; undefined: it tells none. */
export function accountInKeyId(accessKeyId: string): string | undefined {
  if (!KEY_ID.test(accessKeyId)) return undefined;
  let bits = 0n;
  for (const character of accessKeyId.slice(4)) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(character));
  if ((bits & HAS_ACCOUNT) === 0n) return undefined;
  const account = (bits >> RANDOM_BITS) & ACCOUNT_MASK;
  return account > 999_999_999_999n ? undefined : String(account).padStart(12, '0');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
