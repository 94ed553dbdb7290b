/** Functions made of code that this program brings with it: by name, as objects of a bucket that nobody else can have. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noSuchKey } from './buckets.ts';
import type { BuiltIns } from './parts.ts';

/** What `S3Bucket` says for such code; its `S3Key` is the code's name. */
export const BUILT_IN_BUCKET = 'coffer-built-in-functions';

/**
 * The code as an archive, so that it can be fetched, edited and uploaded like any other: with what it imports of Coffer,
 * and without the drivers of databases. The same files give the same bytes.
 *
 * @throws AwsError InvalidParameterValueException when there is no code of this name
 */
export async function builtInArchive(builtIns: BuiltIns, name: string): Promise<Uint8Array> {
  const folder = builtIns.get(name);
  if (folder === undefined) throw noSuchKey();
  const wire = dirname(fileURLToPath(import.meta.resolve(WIRE)));
  const files = [
    ...(await filesIn(folder, '')),
    ...(await filesIn(wire, WIRE_FOLDER)),
    ['package.json', Buffer.from(manifest(wire))] as const,
  ];
  const { zipSync } = await import('fflate');
  return zipSync(Object.fromEntries(files), { mtime: EPOCH });
}

/** What the code imports of Coffer. */
const WIRE = '@coffer/wire';
const WIRE_FOLDER = 'coffer-wire/';

/** The archive is the package that its own code imports: Node.js strips types from no file below `node_modules`. */
function manifest(wire: string): string {
  const targets = ['', '/sigv4', '/services'].map(path => {
    const file = relative(wire, fileURLToPath(import.meta.resolve(WIRE + path)));
    return [`.${path}`, `./${WIRE_FOLDER}${file.split(sep).join('/')}`] as const;
  });
  return JSON.stringify({ name: WIRE, private: true, type: 'module', exports: Object.fromEntries(targets) });
}

/** What runs: no tests, and nothing that is theirs. */
async function filesIn(folder: string, prefix: string): Promise<readonly (readonly [string, Uint8Array])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.flatMap(entry =>
    entry.isFile() ? [relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')] : [],
  );
  const wanted = paths.filter(path => !/(?:^|\/)testing\/|\.test\.|\.d\.ts$|\.map$/.test(path)).toSorted();
  return Promise.all(wanted.map(async path => [prefix + path, await readFile(join(folder, path))] as const));
}

/** The first day that an archive can have. */
const EPOCH = new Date(1980, 0, 1);
