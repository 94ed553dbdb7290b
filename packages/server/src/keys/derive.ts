/** Keys and names derived from a key: NIST SP 800-108r1, KDF in counter mode with HMAC-SHA-256. */
import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/**
 * 32 bytes that tell nothing of the key nor of what other labels and contexts give. One block of the KDF suffices for
 * them: HMAC(key, 00000001 ‖ label ‖ 00 ‖ context ‖ 00000100). The label is ours, in ASCII, without a zero byte.
 */
export function deriveBytes(key: KeyObject, label: string, context: Uint8Array): Buffer {
  const input = Buffer.allocUnsafe(4 + label.length + 1 + context.length + 4);
  input.writeUInt32BE(1, 0);
  input.write(label, 4, 'latin1');
  input[4 + label.length] = 0;
  input.set(context, 4 + label.length + 1);
  input.writeUInt32BE(256, input.length - 4);
  return createHmac('sha256', key).update(input).digest();
}

/** The public name of a key: the same wherever the key is used, and no way back to it. `rk-` and 32 hex digits. */
export function fingerprint(key: KeyObject): string {
  const bytes = deriveBytes(key, 'coffer root key id v1', new Uint8Array());
  return `rk-${bytes.subarray(0, 16).toString('hex')}`;
}
