/** Backups that make themselves: a job, so that of several nodes one makes each. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { JobHandler } from '../jobs/runner.ts';
import { cancelJob, scheduleJob } from '../jobs/store.ts';
import type { Database, Writer } from '../storage/database.ts';
import { backupName, keepNewest } from './place.ts';
import type { BackupPlace } from './place.ts';
import type { Schedule } from './schedule.ts';
import type { Sink } from './sink.ts';
import { beginRun, endRun, listRuns, nextBackup } from './store.ts';
import type { BackupSummary } from './write-backup.ts';

/** The kind of the job; it has one subject. */
export const SCHEDULED_BACKUP = 'backup.scheduled';
const SUBJECT = 'schedule';

/** What a scheduled backup works with. */
export interface ScheduledParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly place: BackupPlace;
  /** How many backups of the schedule stay in their place. */
  readonly keep: number;
  /** Writes a backup and its record; the sink is published by the caller. */
  readonly write: (sink: Sink, file: string) => Promise<BackupSummary>;
}

/** Plans the next backup, unless one is planned that is due no later. */
export async function planBackups({ database, clock, schedule }: ScheduledParts): Promise<void> {
  const planned = await database.read(reader => nextBackup(reader, SCHEDULED_BACKUP));
  const [last] = await database.read(reader => listRuns(reader, 1, 'COMPLETED'));
  const next = schedule(clock.now(), last?.started_at);
  if (planned !== undefined && planned <= next) return;
  await database.write(writer => plan(writer, next));
}

/** No more backups are made until a server is started with a schedule. */
export async function cancelBackups(database: Database): Promise<void> {
  await database.write(writer => cancelJob(writer, SCHEDULED_BACKUP, SUBJECT));
}

/** Makes a backup, removes the oldest, and plans the next. What fails is recorded, and tried again by the runner. */
export function scheduledBackup(parts: ScheduledParts): JobHandler {
  const { database, clock, schedule, place, keep, write } = parts;
  return async (_job, finish) => {
    const startedAt = clock.now();
    const run = { id: randomUUID(), started_at: startedAt, place: place.name, file: backupName(startedAt) };
    await database.write(writer => beginRun(writer, run));
    let summary: BackupSummary;
    try {
      await using sink = await place.open(run.file);
      summary = await write(sink, run.file);
      await sink.publish();
      await keepNewest(place, keep);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const ended = { id: run.id, ended_at: clock.now(), bytes: null, error: why.slice(0, 1_000) };
      await database.write(writer => endRun(writer, { ...ended, status: 'FAILED' }));
      throw error;
    }
    const ended = { id: run.id, ended_at: clock.now(), bytes: summary.bytes, error: null };
    await finish(async writer => {
      await endRun(writer, { ...ended, status: 'COMPLETED' });
      await plan(writer, schedule(clock.now(), startedAt));
    });
  };
}

function plan(writer: Writer, dueAt: number): Promise<void> {
  return scheduleJob(writer, { id: randomUUID(), kind: SCHEDULED_BACKUP, subject: SUBJECT, due_at: dueAt });
}
