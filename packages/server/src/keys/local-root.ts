/** What a root key does, once it is in this process: it wraps a key that the database keeps. */
import type { KeyObject } from 'node:crypto';
import type { Random } from './aead.ts';
import { fingerprint } from './derive.ts';
import { textContextBytes } from './encryption-context.ts';
import { openUnderFreshKey, sealUnderFreshKey } from './fresh-key.ts';
import { formatRootWrapped, parseRootWrapped } from './root-wrapped.ts';
import { UnreadableBlob } from './unreadable-blob.ts';

/**
 * Wraps key material of at most 8,192 bytes under a root key, bound to the context; the blob names the root key. The
 * caller owns and zeroes the material.
 */
export function wrapUnderRoot(rootKey: KeyObject, context: string, material: Uint8Array, random: Random): Buffer {
  const bound = textContextBytes(context);
  const providerBlob = sealUnderFreshKey(rootKey, 'local-root', new Uint8Array(), bound, material, random);
  return formatRootWrapped({ rootKeyId: fingerprint(rootKey), providerBlob });
}

/** Unwraps to bytes that the caller owns and zeroes. Throws `UnreadableBlob`. */
export function unwrapUnderRoot(rootKey: KeyObject, context: string, blob: Uint8Array): Buffer {
  const wrapped = parseRootWrapped(blob);
  if (wrapped.rootKeyId !== fingerprint(rootKey)) throw new UnreadableBlob('authentication');
  return openUnderFreshKey(rootKey, 'local-root', textContextBytes(context), wrapped.providerBlob);
}
