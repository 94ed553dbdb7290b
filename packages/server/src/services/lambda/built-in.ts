/** Functions made of code that this program brings with it: by name, as objects of a bucket that nobody else can have. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { noSuchKey } from './buckets.ts';
import type { BuiltIns } from './parts.ts';

/** What `S3Bucket` says for such code; its `S3Key` is the code's name. */
export const BUILT_IN_BUCKET = 'coffer-built-in-functions';

/**
 * The code as an archive, so that it can be fetched, edited and uploaded like any other. The same files give the same bytes.
 *
 * @throws AwsError InvalidParameterValueException when there is no code of this name
 */
export async function builtInArchive(builtIns: BuiltIns, name: string): Promise<Uint8Array> {
  const folder = builtIns.get(name);
  if (folder === undefined) throw noSuchKey();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.toSorted().map(async path => [relative(folder, path).split(sep).join('/'), await readFile(path)] as const),
  );
  const { zipSync } = await import('fflate');
  return zipSync(Object.fromEntries(files), { mtime: EPOCH });
}

/** The first day that an archive can have. */
const EPOCH = new Date(1980, 0, 1);
