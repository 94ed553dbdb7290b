/**
 * What a client believes because of where it lies: a folder or a file that came with a cloned repository, or that another
 * user made, must not say where secrets go. A server makes the folder with mode 0700 and the files with 0600; a checkout
 * leaves them open to be read under the usual umask.
 */
import type { Stats } from 'node:fs';
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { Failure, codeOf } from '../failure.ts';

/** These files are a few hundred bytes. */
const MAX_BYTES = 65_536;

/** Throws a `Failure` unless the folder belongs to this user or root and is closed to others; a system error if it is not there. */
export function mustBePrivateFolder(path: string): void {
  check(statSync(path), path, '0700');
}

/** The text of a file that belongs to this user or root and is closed to others. Throws a `Failure`, or a system error. */
export function readPrivateFile(path: string): string {
  const file = openFile(path);
  try {
    // Asked of the open file, not of the name: nobody can exchange it in between.
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new Failure(`\`${path}\` is not a file`);
    check(stats, path, '0600');
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    const length = readSync(file, buffer);
    if (length > MAX_BYTES) throw new Failure(`\`${path}\` is not what a server writes: it is too long`);
    return buffer.toString('utf8', 0, length);
  } finally {
    closeSync(file);
  }
}

function openFile(path: string): number {
  try {
    // O_NONBLOCK: a named pipe is to be refused, not waited for.
    return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === 'ELOOP') throw new Failure(`\`${path}\` is a symbolic link, which no server makes of it`);
    throw error;
  }
}

function check({ uid, mode }: Stats, path: string, expected: '0700' | '0600'): void {
  const self = process.getuid?.();
  if (self === undefined) return; // Windows: access lists, which mode and owner do not show
  if (uid !== self && uid !== 0) {
    throw new Failure(
      `\`${path}\` belongs to user ${uid}, not to user ${self} or root: check who made it, for it decides where secrets ` +
        'go; if it is right, run the command as that user',
    );
  }
  if ((mode & 0o077) === 0) return;
  const found = (mode & 0o777).toString(8).padStart(4, '0');
  throw new Failure(
    `\`${path}\` is open to other users (mode ${found}), as no server leaves it: it decides where secrets go, and may have ` +
      `come with a folder that was cloned or unpacked; check where it is from, and only if it is your own server's, give it mode ${expected}`,
  );
}
