import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtInFolder } from './templates.ts';

/** Base64 of a SHA-256 over every file that the built-in functions are made of: changes when one of them does. */
export async function builtInSha256(): Promise<string> {
  const entries = await readdir(builtInFolder, { recursive: true, withFileTypes: true });
  const paths = entries.flatMap(entry => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
  const hash = createHash('sha256');
  for (const path of paths.toSorted()) {
    const content = await readFile(path);
    hash.update(`${path.slice(builtInFolder.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest('base64');
}
