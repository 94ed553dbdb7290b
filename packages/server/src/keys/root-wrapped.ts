/**
 * What a root key provider wrapped, with the name of the root key in front, so that every wrapped key says which root
 * key opens it:
 *
 * ```
 * header (type 1) ‖ length of id (1 byte) ‖ id of the root key (ASCII) ‖ the provider's own blob
 * ```
 */
import { HEADER_BYTES, ROOT_WRAPPED_CODE, blobHeader, checkBlobHeader } from './blob.ts';
import { UnreadableBlob } from './unreadable-blob.ts';

/** In bytes; a provider's blob is never longer. */
export const MAX_PROVIDER_BLOB_BYTES = 16_384;

export interface RootWrapped {
  readonly rootKeyId: string;
  readonly providerBlob: Uint8Array;
}

/** Throws `RangeError` for an id or blob that the layout cannot hold: a provider that breaks its promise. */
export function formatRootWrapped({ rootKeyId, providerBlob }: RootWrapped): Buffer {
  if (!isRootKeyId(rootKeyId)) throw new RangeError('a root key id is 1 to 255 printable ASCII characters');
  if (providerBlob.length > MAX_PROVIDER_BLOB_BYTES) throw new RangeError('the provider wrapped to more than 16 KiB');
  const id = Buffer.from(rootKeyId, 'latin1');
  return Buffer.concat([blobHeader(ROOT_WRAPPED_CODE), Buffer.from([id.length]), id, providerBlob]);
}

/** Throws `UnreadableBlob`. The id is only a claim until the provider has unwrapped its blob. */
export function parseRootWrapped(blob: Uint8Array): RootWrapped {
  checkBlobHeader(ROOT_WRAPPED_CODE, blob);
  const idLength = blob[HEADER_BYTES] ?? 0;
  const idAt = HEADER_BYTES + 1;
  const bodyAt = idAt + idLength;
  if (idLength === 0 || bodyAt > blob.length || blob.length - bodyAt > MAX_PROVIDER_BLOB_BYTES) {
    throw new UnreadableBlob('length');
  }
  const rootKeyId = Buffer.from(blob.subarray(idAt, bodyAt)).toString('latin1');
  if (!isRootKeyId(rootKeyId)) throw new UnreadableBlob('no-blob');
  return { rootKeyId, providerBlob: blob.subarray(bodyAt) };
}

function isRootKeyId(text: string): boolean {
  return /^[\x21-\x7e]{1,255}$/.test(text);
}
