/** How passwords are kept: as Argon2id hashes, which are sealed under the internal key before they are stored. */
import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Redacted } from '@coffer/wire';
import type { Random } from '../clock.ts';
import type { Keyring } from '../keys/keyring.ts';

/** Source: OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;

const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** Version, memory (4 bytes), passes, lanes. */
const HEADER_BYTES = 7;
const VERSION = 1;

const hash = promisify(argon2);

/** Hashes and seals a user's password; takes some 50 ms of one core and 19 MiB, outside of the main thread. */
export async function sealPassword(
  keyring: Pick<Keyring, 'sealInternal'>,
  { userId, password }: { readonly userId: string; readonly password: Redacted<string> },
  random: Random,
): Promise<Buffer> {
  const salt = Buffer.from(random(SALT_BYTES));
  const cost = { memory: MEMORY_KIB, passes: PASSES, lanes: LANES };
  const tag = await tagOf(password, salt, cost);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(VERSION, 0);
  header.writeUInt32BE(cost.memory, 1);
  header.writeUInt8(cost.passes, 5);
  header.writeUInt8(cost.lanes, 6);
  return keyring.sealInternal(passwordContext(userId), Buffer.concat([header, salt, tag]));
}

/** Whether this is the password that was sealed. Throws `UnreadableBlob` for one that was sealed for somebody else. */
export async function isPassword(
  keyring: Pick<Keyring, 'openInternal'>,
  { userId, password }: { readonly userId: string; readonly password: Redacted<string> },
  sealed: Uint8Array,
): Promise<boolean> {
  const stored = keyring.openInternal(passwordContext(userId), sealed).unwrap();
  if (stored.length !== HEADER_BYTES + SALT_BYTES + TAG_BYTES || stored.readUInt8(0) !== VERSION) {
    throw new Error('a password hash is of a form that this version does not know');
  }
  const cost = { memory: stored.readUInt32BE(1), passes: stored.readUInt8(5), lanes: stored.readUInt8(6) };
  const salt = stored.subarray(HEADER_BYTES, HEADER_BYTES + SALT_BYTES);
  return timingSafeEqual(await tagOf(password, salt, cost), stored.subarray(HEADER_BYTES + SALT_BYTES));
}

/** What a sealed password is bound to. */
export function passwordContext(userId: string): string {
  return `login-password ${userId}`;
}

function tagOf(
  password: Redacted<string>,
  salt: Uint8Array,
  { memory, passes, lanes }: { readonly memory: number; readonly passes: number; readonly lanes: number },
): Promise<Buffer> {
  const message = Buffer.from(password.unwrap(), 'utf8');
  return hash('argon2id', { message, nonce: salt, parallelism: lanes, tagLength: TAG_BYTES, memory, passes });
}
