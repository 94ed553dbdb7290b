import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { Failure, codeOf, messageOf } from '../failure.ts';

/**
 * Writes a file that only its owner can read (mode 0600). An existing one is refused, or with `replace` gives way whole:
 * its mode, its links and whoever has it open keep nothing of the secret. When it fails, nothing that it made is left.
 * Throws a `Failure`.
 */
export async function writePrivateFile(path: string, content: Uint8Array, replace: boolean): Promise<void> {
  const target = replace ? `${path}.${randomBytes(8).toString('hex')}.tmp` : path;
  let isMade = false;
  try {
    {
      await using file = await open(target, 'wx', 0o600);
      isMade = true;
      await file.writeFile(content);
      await file.sync();
    }
    if (replace) await rename(target, path);
  } catch (error) {
    if (!isMade && codeOf(error) === 'EEXIST') {
      throw new Failure(`\`${path}\` exists already; \`--force\` replaces it`);
    }
    const left = isMade ? await remove(target) : '';
    throw new Failure(`cannot write \`${path}\`: ${messageOf(error)}${left}`, { cause: error });
  }
}

/** Where a part of a secret must lie on, the user has to know. */
async function remove(path: string): Promise<string> {
  try {
    await rm(path, { force: true });
    return '';
  } catch (error) {
    return `; a part of the value is left in \`${path}\`: ${messageOf(error)}`;
  }
}
