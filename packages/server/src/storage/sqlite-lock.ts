import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileError, sqliteError } from './sqlite-errors.ts';

/** The data directory belongs to another process; the message names it as far as it can. */
export class DirectoryInUse extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DirectoryInUse';
  }
}

/**
 * Makes the data directory this process's own until the lock is disposed of or the process ends, however it ends. Throws
 * `DirectoryInUse` when another one has it, `StorageUnavailable` when the lock's file cannot be made.
 *
 * The lock is a lock of the operating system on the file `lock.db`, taken by SQLite. A file with a process id in it
 * would lie after a crash, and between containers. Nothing else may open `lock.db`: POSIX drops the locks that a process
 * has on a file when it closes any descriptor of it.
 */
export async function acquireLock(directory: string): Promise<Disposable> {
  const path = join(directory, 'lock.db');
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw fileError(error, path);
  }
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('begin exclusive');
    return database;
  } catch (error) {
    database.close();
    if (isBusy(error)) throw new DirectoryInUse(`\`${directory}\` is in use by ${await nameOwner(directory)}`);
    throw sqliteError(error, path);
  }
}

/** What is read of `server.json` at most: it is a few hundred bytes unless somebody put something else there. */
const MAX_OWNER_BYTES = 64 * 1024;

/** SQLITE_BUSY (https://sqlite.org/rescode.html). */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}

/** The server writes `server.json` when it starts; a command that holds the lock has none. */
async function nameOwner(directory: string): Promise<string> {
  try {
    const { pid, https } = await readOwner(join(directory, 'server.json'));
    if (typeof pid !== 'number') return 'another process';
    return typeof https === 'string' ? `process ${pid} (${https})` : `process ${pid}`;
  } catch {
    return 'another process';
  }
}

async function readOwner(path: string): Promise<{ readonly pid?: unknown; readonly https?: unknown }> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_OWNER_BYTES));
  const owner: unknown = JSON.parse(buffer.toString('utf8', 0, bytesRead));
  return typeof owner === 'object' && owner !== null ? owner : {};
}
