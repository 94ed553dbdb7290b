/**
 * Backs a data directory up and restores the backup, as often as asked, with `VACUUM INTO` of the same file in turn:
 * `node backup-run.ts DATA-DIR OUTPUT-DIR ROUNDS`. Sends the times of each round and the memory while it ran. A process of
 * its own, so that its memory is that of this work.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkBackup } from '../packages/server/src/backup/check-backup.ts';
import { openFileSink } from '../packages/server/src/backup/file-sink.ts';
import { openBackup } from '../packages/server/src/backup/read-backup.ts';
import { restoreSqlite } from '../packages/server/src/backup/restore.ts';
import { writeBackup } from '../packages/server/src/backup/write-backup.ts';
import { openKeyring } from '../packages/server/src/keys/keyring.ts';
import { rootKeyFile } from '../packages/server/src/keys/root-key-file.ts';
import { insertRecord, keyringStore, loadRecord } from '../packages/server/src/start/keyring-store.ts';
import { migrations } from '../packages/server/src/start/migrations.ts';
import { openSqlite } from '../packages/server/src/storage/sqlite.ts';

/** What one round took. */
export interface BackupRound {
  readonly vacuumMs: number;
  readonly backupMs: number;
  readonly restoreMs: number;
  readonly bytes: number;
}

/** What this program sends. Memory in megabytes of a million bytes: resident at first, and at most while it ran. */
export interface BackupRounds {
  readonly rounds: readonly BackupRound[];
  readonly firstMb: number;
  readonly mostMb: number;
}

const [dataDir = '', output = '', count = '1'] = process.argv.slice(2);
process.once('disconnect', () => process.exit());
await using database = openSqlite(join(dataDir, 'coffer.db'));
const provider = rootKeyFile(join(dataDir, 'root.key'), randomBytes);
const keyring = await openKeyring(provider, keyringStore(database), randomBytes);
const firstMb = residentMb();
let mostMb = 0;
const watch = setInterval(() => (mostMb = Math.max(mostMb, residentMb())), 20);
const rounds: BackupRound[] = [];
for (let i = 0; i < Number(count); i += 1) rounds.push(await round());
clearInterval(watch);
process.send?.({ rounds, firstMb, mostMb } satisfies BackupRounds);
process.disconnect?.();

async function round(): Promise<BackupRound> {
  const folder = await mkdtemp(join(output, 'round-'));
  try {
    const vacuumMs = await timed(() => database.copyTo(join(folder, 'vacuumed.db')));
    await rm(join(folder, 'vacuumed.db'));
    const file = join(folder, 'backup');
    let bytes = 0;
    const backupMs = await timed(async () => {
      await using sink = await openFileSink(file);
      const parts = { database, keyring, migrations, loadKeyring: loadRecord, random: randomBytes, now: Date.now() };
      ({ bytes } = await writeBackup(parts, { hasAudit: true }, sink));
      await sink.publish();
    });
    const restoreMs = await timed(async () => {
      const backup = await openBackup(file, { provider }, randomBytes);
      const content = await checkBackup(backup);
      const finish: Parameters<typeof restoreSqlite>[2]['finish'] = (_, writer, record) => insertRecord(writer, record);
      const parts = { migrations, provider, finish, random: randomBytes, clock: Date };
      await restoreSqlite({ backup, content }, join(folder, 'coffer.db'), parts, () => undefined);
    });
    return { vacuumMs, backupMs, restoreMs, bytes };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function residentMb(): number {
  return process.memoryUsage.rss() / 1_000_000;
}
