/** Where archives lie that a request does not carry itself: buckets that the administrator has configured. */
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { MAX_ZIPPED } from './archive.ts';
import { invalidParameter, tooLarge } from './errors.ts';
import type { FunctionBucket } from './parts.ts';

/** An object of a bucket, as requests name it. */
export interface BucketObject {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string | undefined;
}

export interface FunctionBuckets {
  /**
   * The bytes of an object, at most as many as an archive may have.
   *
   * @throws AwsError InvalidParameterValueException when there is no such bucket or object
   */
  read(object: BucketObject): Promise<Uint8Array>;
}

/** Reads an object of one bucket; throws as `FunctionBuckets.read` does. */
export type ReadObject = (object: BucketObject) => Promise<Uint8Array>;

/** Buckets by name; a folder's objects are its files. */
export function functionBuckets(configured: readonly FunctionBucket[]): FunctionBuckets {
  const buckets = new Map<string, ReadObject>(
    configured.map(bucket => [bucket.name, 'read' in bucket ? bucket.read : object => readFile(bucket.folder, object)]),
  );
  return {
    async read(object) {
      const bucket = buckets.get(object.bucket);
      if (bucket === undefined) throw objectError('NoSuchBucket', 'The specified bucket does not exist');
      return bucket(object);
    },
  };
}

/** The file of a folder. Whatever leads out of the folder, by its name or by a link, is not there. */
async function readFile(folder: string, { key, version }: BucketObject): Promise<Uint8Array> {
  if (version !== undefined) throw objectError('NoSuchVersion', 'The specified version does not exist.');
  if (key.includes('\0')) throw noSuchKey();
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) throw objectError('NoSuchBucket', 'The specified bucket does not exist');
  const path = await realpath(join(root, key)).catch(() => undefined);
  if (path === undefined || !path.startsWith(root.endsWith(sep) ? root : root + sep)) throw noSuchKey();
  await using file = await open(path, 'r');
  const stats = await file.stat();
  if (!stats.isFile()) throw noSuchKey();
  if (stats.size > MAX_ZIPPED) throw tooLarge(`Zipped size must be smaller than ${MAX_ZIPPED} bytes`);
  return file.readFile();
}

export function noSuchKey() {
  return objectError('NoSuchKey', 'The specified key does not exist.');
}

/** AWS's sentence around what S3 says. */
export function objectError(code: string, message: string) {
  return invalidParameter(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`);
}
