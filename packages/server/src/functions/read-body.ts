import type { Readable } from 'node:stream';
import { GatheredBytes } from '../gathered-bytes.ts';

/** Reads a stream to its end; what is longer than `maxBytes` is not held, and nothing more of it is read. */
export async function readBody(stream: Readable, maxBytes: number): Promise<Uint8Array | 'too-large' | 'broken'> {
  const bytes = new GatheredBytes();
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      if (bytes.length + chunk.length > maxBytes) return 'too-large';
      bytes.add(chunk);
    }
  } catch {
    return 'broken';
  }
  return bytes.whole();
}
