/** What the tests of this folder share. */
import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Random } from './aead.ts';
import { RootKeyRefused } from './root-key.ts';
import type { RootKeyRefusal } from './root-key.ts';
import { UnreadableBlob } from './unreadable-blob.ts';
import type { UnreadableReason } from './unreadable-blob.ts';

/** A key of 32 equal bytes. */
export function keyOf(byte: number): KeyObject {
  return createSecretKey(Buffer.alloc(32, byte));
}

/** 00, 01, 02, ... for ever: the same bytes at each run, no two draws alike. */
export function countingRandom(): Random {
  let next = 0;
  return bytes => Buffer.from(Array.from({ length: bytes }, () => next++ & 0xff));
}

/** Every copy of these bytes in which one bit is another. */
export function* bitFlips(bytes: Uint8Array): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    yield flipped;
  }
}

/** For `assert.throws` and `assert.rejects`. */
export function isUnreadable(...reasons: readonly UnreadableReason[]): (error: unknown) => boolean {
  return error => error instanceof UnreadableBlob && (reasons.length === 0 || reasons.includes(error.reason));
}

/** For `assert.throws` and `assert.rejects`: refused for this reason, with this part in the message. */
export function refusal(reason: RootKeyRefusal, part: string): (error: unknown) => boolean {
  return error => {
    assert.ok(error instanceof RootKeyRefused);
    assert.equal(error.reason, reason);
    assert.ok(error.message.includes(part), error.message);
    return true;
  };
}
