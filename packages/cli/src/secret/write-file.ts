import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { Failure, codeOf, messageOf } from '../failure.ts';

/**
 * Writes a file that only its owner can read (mode 0600). An existing one is refused, or with `replace` gives way whole:
 * its mode, its links and whoever has it open keep nothing of the secret. Throws a `Failure`.
 */
export async function writePrivateFile(path: string, content: Uint8Array, replace: boolean): Promise<void> {
  const target = replace ? `${path}.${randomBytes(8).toString('hex')}.tmp` : path;
  try {
    await using file = await open(target, 'wx', 0o600);
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new Failure(`\`${path}\` exists already; \`--force\` replaces it`);
    throw new Failure(`cannot write \`${path}\`: ${messageOf(error)}`, { cause: error });
  }
  if (!replace) return;
  try {
    await rename(target, path);
  } catch (error) {
    await rm(target, { force: true });
    throw new Failure(`cannot replace \`${path}\`: ${messageOf(error)}`, { cause: error });
  }
}
