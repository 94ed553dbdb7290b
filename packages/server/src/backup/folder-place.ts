import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../transport/operator-error.ts';
import { openFileSink, PARTIAL_SUFFIX } from './file-sink.ts';
import { isBackupName } from './place.ts';
import type { BackupPlace } from './place.ts';

/** How old a file that was left half written must be, so that no other server may still be writing it. */
const ABANDONED_MS = 86_400_000;

/** A folder, which is made (mode 0700) when it is missing. */
export function folderPlace(folder: string): BackupPlace {
  return {
    name: folder,
    async open(file) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new OperatorError(`the folder of backups cannot be made: ${why}`, { cause: error });
      }
      await removeAbandoned(folder);
      return openFileSink(join(folder, file));
    },
    list: async () => (await readdir(folder)).filter(isBackupName),
    remove: file => rm(join(folder, file), { force: true }),
  };
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('coffer-') || !name.endsWith(PARTIAL_SUFFIX)) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}
