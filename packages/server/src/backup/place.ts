/** Where scheduled backups are kept: a folder, or the objects of a bucket behind a prefix. */
import type { Sink } from './sink.ts';

export interface BackupPlace {
  /** As it was configured, for operators. */
  readonly name: string;
  /** Takes a backup under this name. */
  open(file: string): Promise<Sink>;
  /** Names of the backups that are there, and of nothing else. */
  list(): Promise<readonly string[]>;
  remove(file: string): Promise<void>;
}

/** The name of a scheduled backup: names sort as times do. */
export function backupName(at: number): string {
  return `coffer-${new Date(at).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}.backup`;
}

/** Whether a file was made by a schedule: only such ones are ever removed. */
export function isBackupName(name: string): boolean {
  return /^coffer-\d{8}T\d{6}Z\.backup$/.test(name);
}

/** Removes the oldest backups but for so many; how many were removed. */
export async function keepNewest(place: BackupPlace, keep: number): Promise<number> {
  const names = (await place.list()).toSorted();
  const old = names.slice(0, Math.max(0, names.length - keep));
  for (const name of old) await place.remove(name);
  return old.length;
}
