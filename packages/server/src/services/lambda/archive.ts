/** Whether an archive of code may be unpacked: read whole once, in bounded memory, before anything of it is stored. */
import { constants } from 'node:buffer';
import { crc32, inflateRaw } from 'node:zlib';
import { invalidParameter, tooLarge } from './errors.ts';

/** Source: Lambda Developer Guide, "Lambda quotas"; the sentence is recorded. */
export const MAX_ZIPPED = 52_428_800;
/** Together, unzipped. */
const MAX_UNZIPPED = 262_144_000;
/** Far above what any function has, far below what a directory of 50 MB could list. */
const MAX_ENTRIES = 65_535;

/**
 * Refuses what is no archive, what unpacks to too much, and names that lead out of its folder. Everything is unpacked
 * once on the way, so that neither lengths nor checksums are taken on trust.
 *
 * @throws AwsError InvalidParameterValueException, RequestEntityTooLargeException
 */
export async function checkArchive(archive: Uint8Array): Promise<void> {
  if (archive.byteLength > MAX_ZIPPED) throw tooLarge(`Zipped size must be smaller than ${MAX_ZIPPED} bytes`);
  if (archive.byteLength === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  const entries = readDirectory(archive);
  if (!entries.some(({ name }) => !name.endsWith('/'))) throw invalidParameter('Uploaded file must be a non-empty zip');
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > MAX_UNZIPPED) throw invalidParameter(`Unzipped size must be smaller than ${MAX_UNZIPPED} bytes`);
  const names = new Set<string>();
  for (const entry of entries) {
    if (!isSafeName(entry.name) || names.has(entry.name)) throw cannotUnzip();
    names.add(entry.name);
    // One after the other: of what is unpacked, one file is held at a time.
    await checkEntry(archive, entry);
  }
}

/** An entry of the archive's directory. Source: PKWARE, "APPNOTE.TXT", 4.3.12. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
/** A comment at the end is at most so long. */
const MAX_COMMENT = 65_535;
const ENCRYPTED = 1;
/** File type of a symbolic link in the mode that Unix archivers write. */
const SYMLINK = 0xa000;
const STORED = 0;
const DEFLATED = 8;

function readDirectory(bytes: Uint8Array): readonly Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > MAX_ENTRIES || count !== view.getUint16(end + 8, true)) throw cannotUnzip();
  const entries: Entry[] = [];
  for (let left = count; left > 0; left -= 1) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL) throw cannotUnzip();
    const nameLength = view.getUint16(at + 28, true);
    const next = at + CENTRAL_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const isLink = ((view.getUint32(at + 38, true) >>> 16) & 0xf000) === SYMLINK;
    if (next > end || isLink || (view.getUint16(at + 8, true) & ENCRYPTED) !== 0) throw cannotUnzip();
    entries.push({
      name: nameOf(bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at = next;
  }
  return entries;
}

/** The record at the end, before a comment of any length. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at -= 1) {
    if (view.getUint32(at, true) === END && view.getUint16(at + 20, true) === last - at) return at;
  }
  throw cannotUnzip();
}

function nameOf(bytes: Uint8Array): string {
  // Names of before UTF-8 are read as if they were; what that makes of them is no other file's name.
  return new TextDecoder().decode(bytes);
}

/** Longest name of a file, in UTF-16 units. */
const MAX_NAME = 4_096;

function isSafeName(name: string): boolean {
  if (name === '' || name.length > MAX_NAME || name.startsWith('/') || name.includes('\0') || name.includes('\\')) {
    return false;
  }
  const segments = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  return segments.every(segment => segment !== '' && segment !== '.' && segment !== '..');
}

async function checkEntry(bytes: Uint8Array, entry: Entry): Promise<void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.at + LOCAL_BYTES > bytes.byteLength || view.getUint32(entry.at, true) !== LOCAL) throw cannotUnzip();
  const start = entry.at + LOCAL_BYTES + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true);
  const packed = bytes.subarray(start, start + entry.packed);
  if (packed.byteLength !== entry.packed) throw cannotUnzip();
  const content =
    entry.method === STORED ? packed : entry.method === DEFLATED ? await inflate(packed, entry.size) : undefined;
  if (content?.byteLength !== entry.size || crc32(content) !== entry.crc) throw cannotUnzip();
}

/** Beside the main thread; it stops where the entry said that it ends. */
function inflate(packed: Uint8Array, size: number): Promise<Uint8Array | undefined> {
  const maxOutputLength = Math.min(Math.max(size, 1), constants.MAX_LENGTH);
  return new Promise(resolve => {
    inflateRaw(packed, { maxOutputLength }, (error, content) => resolve(error === null ? content : undefined));
  });
}

function cannotUnzip() {
  return invalidParameter('Could not unzip uploaded file. Please check your file, then try to upload again.');
}
