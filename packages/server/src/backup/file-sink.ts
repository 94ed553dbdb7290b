import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OperatorError } from '../transport/operator-error.ts';
import type { Sink } from './sink.ts';

/** What the name of a file ends with while it is being written: a killed process leaves it behind. */
export const PARTIAL_SUFFIX = '.partial';

/**
 * A file of mode 0600: written beside its place under another name, synced, and renamed over whatever is there.
 * Disposed of without being published, it is gone. Throws `OperatorError` when it cannot be made.
 */
export async function openFileSink(path: string): Promise<Sink> {
  const partial = `${path}.${randomUUID()}${PARTIAL_SUFFIX}`;
  const file = await toldTo(path, () => open(partial, 'wx', 0o600));
  let isOpen = true;
  async function close(): Promise<void> {
    if (isOpen) await file.close();
    isOpen = false;
  }
  return {
    write: bytes =>
      toldTo(path, async () => {
        for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
      }),
    publish: () =>
      toldTo(path, async () => {
        await file.sync();
        await close();
        await rename(partial, path);
        await using folder = await open(dirname(path));
        await folder.sync();
      }),
    async [Symbol.asyncDispose]() {
      await close();
      await rm(partial, { force: true });
    },
  };
}

/** Whatever the file system says, the operator can mend. */
async function toldTo<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`\`${path}\` cannot be written: ${why}`, { cause: error });
  }
}
