/**
 * A secret's value under the data key of its version. The data key seals this value and nothing else, so it needs no
 * salt: opening one is one AES-256-GCM, on the path of every GetSecretValue.
 */
import { Redacted } from '@coffer/wire';
import { open, plaintextBytes, seal } from './aead.ts';
import type { AeadKey, Plaintext, Random } from './aead.ts';
import { HEADER_BYTES, LAYOUTS, blobHeader, checkPlaintextLength, readBlob } from './blob.ts';
import { checkTextContext } from './encryption-context.ts';

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
  checkTextContext(secretArn);
  checkTextContext(versionId);
  const arnAt = HEADER_BYTES + 1 + 4;
  // A character of UTF-16 becomes three bytes of UTF-8 at most.
  const bytes = Buffer.allocUnsafe(arnAt + 3 * (secretArn.length + versionId.length));
  bytes.set(header, 0);
  bytes[HEADER_BYTES] = KIND_CODES[kind];
  const arnBytes = bytes.write(secretArn, arnAt, 'utf8');
  bytes.writeUInt32BE(arnBytes, HEADER_BYTES + 1);
  const versionBytes = bytes.write(versionId, arnAt + arnBytes, 'utf8');
  return bytes.subarray(0, arnAt + arnBytes + versionBytes);
}
