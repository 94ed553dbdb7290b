import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import { deriveBytes } from '../keys/derive.ts';

/**
 * The key of a backup's stream: of its data key and every byte in front of the stream. So a header that was changed, or
 * that belongs to another backup, opens nothing.
 */
export function streamKey(dataKey: KeyObject, header: Uint8Array): KeyObject {
  const bytes = deriveBytes(dataKey, 'coffer backup stream v1', createHash('sha256').update(header).digest());
  try {
    return createSecretKey(bytes);
  } finally {
    bytes.fill(0);
  }
}
