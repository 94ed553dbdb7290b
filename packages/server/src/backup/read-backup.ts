/** Opens a backup. Nothing that it gives is to be used before all of it was read once: see `checkBackup`. */
import type { KeyObject } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import type { Random } from '../clock.ts';
import { fingerprint } from '../keys/derive.ts';
import { openKeyring } from '../keys/keyring.ts';
import type { Keyring } from '../keys/keyring.ts';
import { UnreadableBlob } from '../keys/unreadable-blob.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { jsonLength, parseHeader, PREAMBLE_BYTES } from './header.ts';
import type { BackupHeader } from './header.ts';
import { storeOf, unprotect } from './protection.ts';
import type { Unlock } from './protection.ts';
import { MalformedRecords, readRecords } from './read-records.ts';
import type { BackupRecord } from './records.ts';
import { openStream } from './sealed-stream.ts';
import { streamKey } from './stream-key.ts';
import { travelProvider } from './travel-key.ts';

/** A backup that can be read, as often as need be. */
export interface OpenBackup {
  readonly path: string;
  readonly header: BackupHeader;
  /** What the rows are sealed with. Its root key is that of the database, or the travel key. */
  readonly keyring: Keyring;
  /** Of the file. */
  readonly bytes: number;
  /**
   * The records from the first to the last.
   *
   * @throws OperatorError at the first byte that is not as it was written, or when bytes are missing or too many
   */
  records(options?: ReadOptions): AsyncIterable<readonly BackupRecord[]>;
}

export interface ReadOptions {
  /** Is told how many bytes of the file were read. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** False: rows come without their values, for who only counts them. Default true. */
  readonly withValues?: boolean | undefined;
}

/** Reads the header of a backup: what anybody may. Throws `OperatorError` for what is none. */
export async function readHeader(path: string): Promise<BackupHeader> {
  await using file = await openFile(path);
  return (await headerOf(file)).header;
}

/**
 * Opens a backup with what was brought.
 *
 * @throws OperatorError for what is no backup, is damaged, or does not open; RootKeyRefused, RootKeyAway, RootKeySealed
 */
export async function openBackup(path: string, unlock: Unlock, random: Random): Promise<OpenBackup> {
  await using file = await openFile(path);
  const { header, length } = await headerOf(file);
  const raw = await readExactly(file, 0, length);
  const { dataKey, keyring } = await unprotect(header.protection, unlock, random);
  const key = streamKey(dataKey, raw);
  const { size } = await file.stat();
  const records = (options: ReadOptions = {}) => told(recordsIn(path, length, raw, key, options));
  return { path, header, keyring: keyring ?? (await travelKeyring(records, random)), bytes: size, records };
}

async function travelKeyring(records: OpenBackup['records'], random: Random): Promise<Keyring> {
  for await (const [first] of records()) {
    if (first?.type !== 'key') break;
    const { key, wrappedInternalKey } = first;
    const record = { rootKeyId: fingerprint(key), wrappedInternalKey };
    return openKeyring(travelProvider(key), storeOf(record), random);
  }
  throw new OperatorError('the backup has no travel key: it is not whole');
}

async function* recordsIn(
  path: string,
  start: number,
  raw: Uint8Array,
  key: KeyObject,
  { onBytes = () => undefined, withValues = true }: ReadOptions,
): AsyncGenerator<readonly BackupRecord[]> {
  await using file = await openFile(path);
  // The file that is read now has the header that was opened.
  if (!(await readExactly(file, 0, start)).equals(raw)) throw new OperatorError('the backup was changed meanwhile');
  const plain = createZstdDecompress({ chunkSize: 262_144 });
  // What fails in front of it ends it with the same error; that it is left early is no failure.
  const feeding = pipeline(openStream(key, piecesOf(file, start, onBytes)), plain).catch(() => undefined);
  try {
    yield* readRecords(plain, { withValues });
  } finally {
    plain.destroy();
    await feeding;
  }
}

/** In pieces of 256 KiB. */
async function* piecesOf(file: FileHandle, start: number, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for (let at = start; ;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(262_144), 0, 262_144, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    onBytes(at);
    yield buffer.subarray(0, bytesRead);
  }
}

async function* told<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    if (error instanceof UnreadableBlob || error instanceof MalformedRecords || isZstd(error)) {
      throw new OperatorError(`the backup is damaged: it was cut off or changed (${error.message})`, { cause: error });
    }
    throw error;
  }
}

function isZstd(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ZSTD_');
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`\`${path}\` cannot be read: ${why}`, { cause: error });
  }
}

async function headerOf(file: FileHandle): Promise<{ readonly header: BackupHeader; readonly length: number }> {
  const jsonBytes = jsonLength(await readExactly(file, 0, PREAMBLE_BYTES));
  const json = await readExactly(file, PREAMBLE_BYTES, jsonBytes);
  return { header: parseHeader(json), length: PREAMBLE_BYTES + jsonBytes };
}

/** Fewer bytes at the end of the file. */
async function readExactly(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
