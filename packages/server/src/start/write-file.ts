import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a whole file or none, in place of what is there; durable when it resolves. */
export async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    await using file = await open(temporary, 'wx', mode);
    await file.writeFile(content);
    await file.sync();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await using folder = await open(dirname(path));
  await folder.sync();
}
