import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { isUnreadable, keyOf } from '../keys/testing.ts';
import { CHUNK_BYTES, openStream, sealStream } from './sealed-stream.ts';

const KEY = keyOf(7);
const SEALED_CHUNK = CHUNK_BYTES + 16;

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(stream));
}

function sealed(bytes: Uint8Array, size = 10_000): Promise<Buffer> {
  return all(sealStream(KEY, pieces(bytes, size)));
}

function opened(bytes: Uint8Array, size = 10_000): Promise<Buffer> {
  return all(openStream(KEY, pieces(bytes, size)));
}

/** Different at each byte of a chunk and in each chunk. */
function plain(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (i ^ (i >> 8) ^ (i >> 16)) & 0xff));
}

describe('a sealed stream', () => {
  it('gives back every stream, whatever its pieces were', async () => {
    const lengths = fc.oneof(
      fc.nat(200),
      fc.constantFrom(CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 5),
    );
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1, max: 200_000 }), async (length, size) => {
        const bytes = plain(length);
        const whole = await sealed(bytes, Math.max(size, 100));
        assert.equal(whole.length, length + 16 * Math.max(1, Math.ceil(length / CHUNK_BYTES)));
        assert.ok((await opened(whole, Math.max(size, 100))).equals(bytes));
      }),
      { numRuns: 40 },
    );
  });

  it('has these bytes for ever', async () => {
    const whole = await sealed(Buffer.from('abc'));
    assert.equal(whole.toString('hex'), '512adafc5768954ea2d90b9e73e90e96aaefca');
  });

  it('does not open when it ends early, at whatever byte', async () => {
    const whole = await sealed(plain(2 * CHUNK_BYTES + 40));
    const ends = [
      0,
      1,
      15,
      16,
      17,
      SEALED_CHUNK - 1,
      SEALED_CHUNK,
      SEALED_CHUNK + 1,
      2 * SEALED_CHUNK,
      whole.length - 1,
    ];
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async end => {
        await assert.rejects(opened(whole.subarray(0, end)), isUnreadable());
      }),
      { numRuns: 60, examples: ends.map(end => [end]) },
    );
  });

  it('does not open when a bit of it is another, or a byte more follows', async () => {
    const whole = await sealed(plain(CHUNK_BYTES + 40));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length * 8 - 1), async bit => {
        const changed = Buffer.from(whole);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        await assert.rejects(opened(changed), isUnreadable('authentication'));
      }),
      { numRuns: 60 },
    );
    await assert.rejects(opened(Buffer.concat([whole, Buffer.from([0])])), isUnreadable());
  });

  it('does not open when its chunks are swapped, left out, or of another key', async () => {
    const whole = await sealed(plain(3 * CHUNK_BYTES));
    const [a, b, c] = [0, 1, 2].map(i => whole.subarray(i * SEALED_CHUNK, (i + 1) * SEALED_CHUNK));
    assert.ok(a !== undefined && b !== undefined && c !== undefined);

    for (const chunks of [[b, a, c], [a, c], [a, a, b, c], [c], [a, b, c, c]]) {
      await assert.rejects(opened(Buffer.concat(chunks)), isUnreadable());
    }
    await assert.rejects(all(openStream(keyOf(8), pieces(whole, 1_000))), isUnreadable('authentication'));
  });
});
