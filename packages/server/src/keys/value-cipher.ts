/**
 * A secret's value under the data key of its version. The data key seals this value and nothing else, so it needs no
 * salt: opening one is one AES-256-GCM, on the path of every GetSecretValue.
 */
import { Redacted } from '@coffer/wire';
import { open, plaintextBytes, seal } from './aead.ts';
import type { AeadKey, Plaintext, Random } from './aead.ts';
import { HEADER_BYTES, LAYOUTS, blobHeader, checkPlaintextLength, readBlob } from './blob.ts';
import { textContextBytes } from './encryption-context.ts';

/** Where a value belongs. Sealed in one place, it opens in no other. */
export interface ValuePlace {
  readonly secretArn: string;
  readonly versionId: string;
  /** SecretString or SecretBinary: what was stored as one never comes back as the other. */
  readonly kind: 'string' | 'binary';
}

/** Seals a value of at most 262,144 bytes. Throws `RangeError` beyond, `UnencodableContext` for a place not Unicode. */
export function sealValue(dataKey: AeadKey, place: ValuePlace, plaintext: Plaintext, random: Random): Buffer {
  checkPlaintextLength('secret-value', plaintextBytes(plaintext).length);
  const header = blobHeader(LAYOUTS['secret-value'].code);
  return Buffer.concat([header, seal(dataKey, placeBytes(header, place), plaintext, random)]);
}

/** Opens a value. Throws `UnreadableBlob` unless it was sealed under this key for this place. */
export function openValue(dataKey: AeadKey, place: ValuePlace, blob: Uint8Array): Redacted<Buffer> {
  const { prefix, sealed } = readBlob('secret-value', blob);
  return new Redacted(open(dataKey, placeBytes(prefix, place), sealed));
}

const KIND_CODES = { string: 1, binary: 2 } as const;

/** header ‖ kind ‖ length of ARN (4 bytes) ‖ ARN ‖ version id. Not the general context: this runs for every read. */
function placeBytes(header: Uint8Array, { secretArn, versionId, kind }: ValuePlace): Buffer {
  const arn = textContextBytes(secretArn);
  const version = textContextBytes(versionId);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + 1 + 4 + arn.length + version.length);
  bytes.set(header, 0);
  bytes[HEADER_BYTES] = KIND_CODES[kind];
  bytes.writeUInt32BE(arn.length, HEADER_BYTES + 1);
  bytes.set(arn, HEADER_BYTES + 5);
  bytes.set(version, HEADER_BYTES + 5 + arn.length);
  return bytes;
}
