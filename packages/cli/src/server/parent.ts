/**
 * Under npx nobody passes signals on: whoever ends npx would leave a server behind that nobody knows of. So a server
 * that npx started looks whether npx is still there.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** How often to look, in milliseconds. */
const INTERVAL_MS = 1000;

/** npm says in the environment that it is the parent. */
export function isUnderNpm(env: NodeJS.ProcessEnv): boolean {
  return env['npm_command'] === 'exec' || env['npm_lifecycle_event'] !== undefined;
}

/**
 * Resolves when the process's parent is gone, or, where the parent is only the shell that npm runs commands with, the
 * shell's parent. Never resolves after an abort, and does not keep the process alive.
 */
export function parentGone(signal: AbortSignal, intervalMs: number = INTERVAL_MS): Promise<void> {
  const parent = process.ppid;
  const shell = processFacts(parent);
  const npm = shell !== undefined && SHELLS.has(shell.command) && shell.parent > 1 ? shell.parent : undefined;
  return new Promise(resolve => {
    const timer = setInterval(() => {
      if (process.ppid === parent && (npm === undefined || isAlive(npm))) return;
      clearInterval(timer);
      resolve();
    }, intervalMs);
    timer.unref();
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  });
}

const SHELLS: ReadonlySet<string> = new Set(['sh', 'dash', 'bash', 'ash', 'busybox', 'zsh', 'ksh']);

interface ProcessFacts {
  readonly parent: number;
  readonly command: string;
}

function processFacts(pid: number): ProcessFacts | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], {
      encoding: 'utf8',
      timeout: 2000,
      // Nothing of ours: there may be a root key in it.
      env: { PATH: process.env['PATH'] ?? '' },
    }).trim();
    const blank = line.indexOf(' ');
    return { parent: Number(line.slice(0, blank)), command: basename(line.slice(blank).trim()) };
  } catch {
    return factsFromProc(pid);
  }
}

/** Small container images have no `ps`. */
function factsFromProc(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // `pid (command) state ppid ...`: the command may hold blanks and brackets.
    const close = stat.lastIndexOf(')');
    return {
      command: stat.slice(stat.indexOf('(') + 1, close),
      parent: Number(stat.slice(close + 2).split(' ')[1]),
    };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and not ours.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
