/** What Linux knows of a process. */
import { readFileSync } from 'node:fs';

/** CPU time that a process has used, kernel and user, all threads; in steps of 10 ms. */
export function cpuMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // `pid (command) state …`: the command may hold blanks. After it utime and stime are the 12th and 13th (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MICROS_PER_TICK;
}

/** Resident memory (VmRSS), in megabytes of 10^6 bytes. */
export function residentMegabytes(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find(each => each.startsWith('VmRSS:'));
  // `VmRSS:    81234 kB`, of 1,024 bytes each.
  return (Number.parseInt(line?.slice('VmRSS:'.length) ?? '', 10) * 1024) / 1e6;
}

/** Makes a process stand still. */
export function freeze(pid: number): void {
  process.kill(pid, 'SIGSTOP');
}

/** Lets a process that stood still go on. */
export function thaw(pid: number): void {
  process.kill(pid, 'SIGCONT');
}

/** USER_HZ is 100 on every architecture that Node.js runs on. */
const MICROS_PER_TICK = 10_000;
