import type { Readable } from 'node:stream';

/** Reads a stream to its end; what is longer than `maxBytes` is not held, and nothing more of it is read. */
export async function readBody(stream: Readable, maxBytes: number): Promise<Uint8Array | 'too-large' | 'broken'> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length > maxBytes) return 'too-large';
      chunks.push(chunk);
    }
  } catch {
    return 'broken';
  }
  return Buffer.concat(chunks);
}
