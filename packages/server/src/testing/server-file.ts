import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../start/migrations.ts';
import { migrate } from '../storage/migrations.ts';
import { openSqlite } from '../storage/sqlite.ts';

/**
 * Puts a SQLite file with the schema of the server and no rows into a data directory that has none. It is a copy of this
 * process's first one: to make the schema is half of what opening a server takes.
 */
export async function placeServerFile(dataDir: string): Promise<void> {
  template ??= makeTemplate();
  const content = await template;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    await writeFile(join(dataDir, 'coffer.db'), content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Always the same: what every later one is copied from. */
let template: Promise<Uint8Array> | undefined;

async function makeTemplate(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-template-'));
  try {
    const path = join(folder, 'coffer.db');
    {
      await using database = openSqlite(path, { synchronous: 'off' });
      await migrate(database, migrations, { now: Date.now });
    }
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
