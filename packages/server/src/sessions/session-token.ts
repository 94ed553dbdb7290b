import { Redacted } from '@coffer/wire';
import type { Keyring } from '../keys/keyring.ts';
import { UnreadableBlob } from '../keys/unreadable-blob.ts';
import type { SessionContent } from './session-content.ts';
import { packSession, unpackSession } from './session-content.ts';

/** The longest token that is made and looked at, in characters. Headers of a request may have 16,384 bytes together. */
export const MAX_TOKEN = 8_192;

/** Temporary credentials, all of which the token carries. */
export interface SessionKey extends SessionContent {
  /** `ASIA` and 16 characters. */
  readonly accessKeyId: string;
  /** 40 characters. */
  readonly secretAccessKey: Redacted<string>;
}

const VERSION = 1;
/** Sealed with another purpose, nothing opens as a session token. */
const CONTEXT = `session-token v${VERSION}`;
const KEY_ID_LENGTH = 20;
const SECRET_LENGTH = 40;
const PACKED_AT = KEY_ID_LENGTH + SECRET_LENGTH + 2;

/**
 * Seals credentials and session into a token that every node of the deployment can open, at least `minimumSize`
 * characters long. Throws `RangeError` when it would be longer than `MAX_TOKEN`.
 *
 * In base64: the version, and sealed under the internal key: access key id, secret access key, length of the packed
 * session, the packed session, zeros.
 */
export function sealSession(keyring: Pick<Keyring, 'sealInternal'>, key: SessionKey, minimumSize = 0): string {
  const packed = packSession(key);
  const token = sealBytes(keyring, plaintextOf(key, packed, 0));
  if (token.length >= minimumSize && token.length <= MAX_TOKEN) return token;
  const missing = Math.ceil(((minimumSize - token.length) * 3) / 4);
  const padded = missing <= 0 ? token : sealBytes(keyring, plaintextOf(key, packed, missing + 2));
  if (padded.length > MAX_TOKEN) throw new RangeError(`a session token of ${padded.length} characters is too long`);
  return padded;
}

/** What a token holds; undefined for anything that is not, byte for byte, a token of this deployment. */
export function openSession(keyring: Pick<Keyring, 'openInternal'>, token: string): SessionKey | undefined {
  if (token.length > MAX_TOKEN) return undefined;
  const bytes = Buffer.from(token, 'base64');
  // Base64 has several spellings of the same bytes; a token has one.
  if (bytes[0] !== VERSION || bytes.toString('base64') !== token) return undefined;
  const plaintext = openBytes(keyring, bytes.subarray(1));
  if (plaintext === undefined) return undefined;
  try {
    const secretAccessKey = plaintext.toString('latin1', KEY_ID_LENGTH, KEY_ID_LENGTH + SECRET_LENGTH);
    const packed = plaintext.subarray(PACKED_AT, PACKED_AT + plaintext.readUInt16BE(PACKED_AT - 2));
    return {
      accessKeyId: plaintext.toString('latin1', 0, KEY_ID_LENGTH),
      secretAccessKey: new Redacted(secretAccessKey),
      ...unpackSession(packed),
    };
  } finally {
    plaintext.fill(0);
  }
}

function plaintextOf({ accessKeyId, secretAccessKey }: SessionKey, packed: Buffer, padding: number): Buffer {
  const plaintext = Buffer.alloc(PACKED_AT + packed.length + padding);
  plaintext.write(accessKeyId, 0, 'latin1');
  plaintext.write(secretAccessKey.unwrap(), KEY_ID_LENGTH, 'latin1');
  plaintext.writeUInt16BE(packed.length, PACKED_AT - 2);
  packed.copy(plaintext, PACKED_AT);
  return plaintext;
}

function sealBytes(keyring: Pick<Keyring, 'sealInternal'>, plaintext: Buffer): string {
  const sealed = keyring.sealInternal(CONTEXT, plaintext);
  return Buffer.concat([Buffer.of(VERSION), sealed]).toString('base64');
}

function openBytes(keyring: Pick<Keyring, 'openInternal'>, blob: Buffer): Buffer | undefined {
  try {
    return keyring.openInternal(CONTEXT, blob).unwrap();
  } catch (error) {
    if (error instanceof UnreadableBlob) return undefined;
    throw error;
  }
}
