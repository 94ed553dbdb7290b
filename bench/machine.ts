import { spawnSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { whole } from './row.ts';
import { medianOf } from './statistics.ts';

/** What figures depend on, as lines. `folder` is where the data directories lie. */
export function machineFacts(folder: string): readonly string[] {
  const { stdout } = spawnSync('wrk', ['-v'], { encoding: 'utf8' });
  const facts = [
    `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(1)}`,
    `Node.js ${process.version}, ${stdout.split('\n')[0]?.split(' Copyright')[0] ?? 'no wrk'}`,
    `append of 4 KiB and fdatasync: ${whole(syncMicros(folder))} µs`,
  ];
  if (statfsSync(folder).type === TMPFS) {
    facts.push(`\`${folder}\` is in memory, where nothing is durable: name another with --folder`);
  }
  return facts;
}

/** TMPFS_MAGIC of statfs(2). */
const TMPFS = 0x0102_1994;
const PAGE = Buffer.alloc(4096, 1);
const SYNCS = 200;

/** The usual time to make a page durable at the end of a file, in microseconds. */
function syncMicros(folder: string): number {
  const path = join(folder, 'sync-time');
  const file = openSync(path, 'w');
  try {
    const times = Array.from({ length: SYNCS }, () => {
      const begin = performance.now();
      writeSync(file, PAGE);
      fdatasyncSync(file);
      return (performance.now() - begin) * 1000;
    });
    return medianOf(times);
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
