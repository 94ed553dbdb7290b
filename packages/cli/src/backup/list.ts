import type { BackupRunView, ScheduledBackupsView } from '@coffer/server';
import { OFFLINE_NOTE, operate, operatorFlags } from '../account/operate.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { choice } from '../flags.ts';
import type { FlagValues } from '../flags.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';

const FLAGS = {
  ...operatorFlags,
  output: choice(['text', 'json'], 'how they are written', { fallback: 'text' }),
} as const;

/** The scheduled backups that were made, and those that failed. */
export const backupListCommand: Command = command({
  name: 'backup list',
  summary: 'Tells the scheduled backups, the newest first: status, when it began, size, file, place, what went wrong.',
  notes: [OFFLINE_NOTE],
  flags: FLAGS,
  async run(io, flags) {
    const { runs } = await view(io, flags);
    await write(io.stdout, flags.output === 'json' ? `${JSON.stringify(runs, null, 4)}\n` : runs.map(lineOf).join(''));
    return 0;
  },
});

/** Whether the schedule does what it should. */
export const backupStatusCommand: Command = command({
  name: 'backup status',
  summary:
    'Tells when the next scheduled backup is due and how the last ones went. The exit code is 1 when the last one failed.',
  notes: [OFFLINE_NOTE],
  flags: FLAGS,
  async run(io, flags) {
    const { nextAt, runs } = await view(io, flags);
    const last = runs.find(run => run.status !== 'RUNNING');
    const completed = runs.find(run => run.status === 'COMPLETED');
    const running = runs.find(run => run.status === 'RUNNING');
    const status = { nextAt, running: running ?? null, last: last ?? null, lastCompleted: completed ?? null };
    const lines = [
      `next\t${nextAt ?? 'none is planned: start a server with --backup-schedule'}\n`,
      `running\t${running === undefined ? '-\n' : lineOf(running)}`,
      `last\t${last === undefined ? '-\n' : lineOf(last)}`,
      `last completed\t${completed === undefined ? '-\n' : lineOf(completed)}`,
    ];
    await write(io.stdout, flags.output === 'json' ? `${JSON.stringify(status, null, 4)}\n` : lines.join(''));
    return last?.status === 'FAILED' ? 1 : 0;
  },
});

function view(io: Io, flags: FlagValues<typeof FLAGS>): Promise<ScheduledBackupsView> {
  return operate<ScheduledBackupsView>(io, flags, {
    path: '/backup/list',
    read: readView,
    withoutServer: ({ listBackupsOffline }, options) => listBackupsOffline(options),
  });
}

/** Tabs: for people, and for `cut`. */
function lineOf({ status, startedAt, bytes, file, place, error }: BackupRunView): string {
  return `${[status, startedAt, bytes ?? '-', file, place, error ?? '-'].join('\t')}\n`;
}

function readView(answer: object): ScheduledBackupsView | undefined {
  const { nextAt, runs }: Readonly<Record<string, unknown>> = { ...answer };
  if ((nextAt !== null && typeof nextAt !== 'string') || !Array.isArray(runs) || !runs.every(isRun)) return undefined;
  return { nextAt, runs };
}

function isRun(value: unknown): value is BackupRunView {
  if (typeof value !== 'object' || value === null) return false;
  const { startedAt, status, place, file }: Partial<Record<keyof BackupRunView, unknown>> = value;
  return [startedAt, status, place, file].every(each => typeof each === 'string');
}
