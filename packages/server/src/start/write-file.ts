import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a whole file or none, in place of what is there; durable when it resolves. */
export async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  await using prepared = await prepareFile(path, content, mode);
  await prepared.publish();
}

/** A file that is written, but not yet in its place; disposed of, it is gone unless it was published. */
export interface PreparedFile extends AsyncDisposable {
  /** Puts it in place of what is there; durable when it resolves. */
  publish(): Promise<void>;
}

/** Writes a file beside its place: whatever can fail for want of space or rights has failed when it resolves. */
export async function prepareFile(path: string, content: string, mode: number): Promise<PreparedFile> {
  const temporary = `${path}.${randomUUID()}`;
  const discard = () => rm(temporary, { force: true });
  try {
    await using file = await open(temporary, 'wx', mode);
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    async publish() {
      await rename(temporary, path);
      await using folder = await open(dirname(path));
      await folder.sync();
    },
    [Symbol.asyncDispose]: discard,
  };
}
