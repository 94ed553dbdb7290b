/**
 * A stream of any length under a key of its own, in chunks that are sealed one by one (the STREAM construction,
 * https://eprint.iacr.org/2015/189): each chunk is bound to its place, and the last one to being the last. So nothing
 * that was cut off, swapped or changed is ever given out, and nobody needs the whole in memory.
 *
 * ```
 * chunk = AES-256-GCM(key, nonce = number of the chunk (11 bytes, big-endian) ‖ 01 if it is the last one, else 00)
 *         of 65,536 bytes, the last one of 0 to 65,536; each followed by its tag of 16 bytes
 * ```
 *
 * INVARIANT: a key seals one stream. Then no nonce comes twice, and none of them needs to be random.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { NONCE_BYTES, TAG_BYTES } from '../keys/aead.ts';
import { UnreadableBlob } from '../keys/unreadable-blob.ts';

/** The plaintext of every chunk but the last. */
export const CHUNK_BYTES = 65_536;

/** Seals a stream; the pieces come as they like. */
export async function* sealStream(key: KeyObject, plaintext: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let number = 0;
  for await (const { chunk, isLast } of inChunks(plaintext, CHUNK_BYTES)) {
    const cipher = createCipheriv(ALGORITHM, key, nonceOf(number, isLast), OPTIONS);
    const ciphertext = cipher.update(chunk);
    cipher.final();
    yield Buffer.concat([ciphertext, cipher.getAuthTag()]);
    number += 1;
  }
}

/**
 * Opens what `sealStream` made. What it gives is authentic as far as it goes; only its end says that nothing is missing.
 *
 * @throws UnreadableBlob at the first chunk that is not what was sealed in its place
 */
export async function* openStream(key: KeyObject, sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let number = 0;
  for await (const { chunk, isLast } of inChunks(sealed, CHUNK_BYTES + TAG_BYTES)) {
    if (chunk.length < TAG_BYTES) throw new UnreadableBlob('length');
    const tagAt = chunk.length - TAG_BYTES;
    // An empty chunk is only ever the whole of an empty stream: otherwise one more would fit before it.
    if (tagAt === 0 && number > 0) throw new UnreadableBlob('length');
    const decipher = createDecipheriv(ALGORITHM, key, nonceOf(number, isLast), OPTIONS);
    decipher.setAuthTag(chunk.subarray(tagAt));
    const plaintext = decipher.update(chunk.subarray(0, tagAt));
    try {
      decipher.final();
    } catch {
      plaintext.fill(0);
      throw new UnreadableBlob('authentication');
    }
    yield plaintext;
    number += 1;
  }
}

const ALGORITHM = 'aes-256-gcm';
const OPTIONS = { authTagLength: TAG_BYTES };

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  // 2^48 chunks are more than any disk holds.
  nonce.writeUIntBE(number, NONCE_BYTES - 7, 6);
  nonce[NONCE_BYTES - 1] = isLast ? 1 : 0;
  return nonce;
}

/** Cuts a stream into pieces of exactly `size` bytes; the last one, of at most that, is known as the last. */
async function* inChunks(
  stream: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly chunk: Buffer; readonly isLast: boolean }> {
  let pending: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    pending.push(piece);
    length += piece.length;
    // One that is exactly full may still be the last: it waits for a byte more.
    if (length <= size) continue;
    const all = Buffer.concat(pending, length);
    let at = 0;
    for (; all.length - at > size; at += size) yield { chunk: all.subarray(at, at + size), isLast: false };
    pending = [all.subarray(at)];
    length = all.length - at;
  }
  yield { chunk: Buffer.concat(pending, length), isLast: true };
}
