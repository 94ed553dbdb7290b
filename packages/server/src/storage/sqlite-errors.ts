import { StorageUnavailable, UniqueViolation } from './database.ts';

/**
 * Gives an error of `node:sqlite` the meaning that callers know: `UniqueViolation`, or `StorageUnavailable` with a
 * message that names the file and what is wrong. Anything else is a bug and comes back as it is.
 */
export function sqliteError(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  if ('code' in error && error.code === 'ERR_INVALID_STATE')
    return new StorageUnavailable('the database is closed', error);
  if (!('errcode' in error) || typeof error.errcode !== 'number') return error;
  if (UNIQUE.has(error.errcode)) return new UniqueViolation(error);
  const sentence = SENTENCES.get(error.errcode & 0xff);
  return sentence === undefined ? error : new StorageUnavailable(sentence(path), error);
}

/** The same for an error of `node:fs` about a file of the database. */
export function fileError(error: unknown, path: string): StorageUnavailable {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return new StorageUnavailable((FILE_SENTENCES.get(code) ?? cannotOpen)(path), error);
}

/** Extended codes: SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY, _ROWID (https://sqlite.org/rescode.html). */
const UNIQUE: ReadonlySet<number> = new Set([2067, 1555, 2579]);

/** By primary result code, the low byte of an extended one (https://sqlite.org/rescode.html). */
const SENTENCES: ReadonlyMap<number, (path: string) => string> = new Map([
  [5, path => `\`${path}\` is locked by another program`],
  [6, path => `\`${path}\` is locked by another program`],
  [8, isReadOnly],
  [10, path => `cannot read or write \`${path}\`: disk I/O error`],
  [11, path => `\`${path}\` is damaged`],
  [13, diskIsFull],
  [14, cannotOpen],
  [23, noAccess],
  [26, path => `\`${path}\` is not a SQLite database`],
]);

const FILE_SENTENCES: ReadonlyMap<unknown, (path: string) => string> = new Map([
  ['EROFS', isReadOnly],
  ['ENOSPC', diskIsFull],
  ['EDQUOT', diskIsFull],
  ['EACCES', noAccess],
  ['EPERM', noAccess],
]);

function isReadOnly(path: string): string {
  return `\`${path}\` is read-only`;
}

function diskIsFull(path: string): string {
  return `the disk of \`${path}\` is full`;
}

function cannotOpen(path: string): string {
  return `cannot open \`${path}\``;
}

function noAccess(path: string): string {
  return `no access to \`${path}\``;
}
