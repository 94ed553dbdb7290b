/** How a share of a root key is written down: one line that a person can keep, type and be told a slip in. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { KEY_BYTES } from './aead.ts';

/** No text of a share is longer, comments included. In bytes. */
export const MAX_SHARE_TEXT_BYTES = 1_024;

/** As the library makes them: 32 bytes and the share's coordinate. */
export const SHARE_BYTES = KEY_BYTES + 1;

/** The text of a share. The checksum tells of the share alone, so it says nothing about the root key. */
export function formatShare(share: Uint8Array): string {
  return `${FORMAT}${Buffer.concat([share, checksum(share)]).toString('base64url')}`;
}

/**
 * Reads a share that somebody gave: the line, or the whole file that holds it. Undefined: it is none, or mistyped. It
 * does not say to which root key the share belongs.
 */
export function parseShare(text: string): Buffer | undefined {
  if (text.length > MAX_SHARE_TEXT_BYTES) return undefined;
  const lines = text.split('\n').map(each => each.trim());
  const [line, ...more] = lines.filter(each => each !== '' && !each.startsWith('#'));
  if (line === undefined || more.length > 0 || !line.startsWith(FORMAT)) return undefined;
  const bytes = Buffer.from(line.slice(FORMAT.length), 'base64url');
  if (bytes.length !== SHARE_BYTES + CHECKSUM_BYTES) return undefined;
  const share = bytes.subarray(0, SHARE_BYTES);
  return timingSafeEqual(checksum(share), bytes.subarray(SHARE_BYTES)) ? Buffer.from(share) : undefined;
}

const FORMAT = 'coffer-share-v1-';
const CHECKSUM_BYTES = 4;

function checksum(share: Uint8Array): Buffer {
  return createHash('sha256').update(share).digest().subarray(0, CHECKSUM_BYTES);
}
