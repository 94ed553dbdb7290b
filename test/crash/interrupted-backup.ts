import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/sources.ts';
import type { Moment } from './interrupted-start.ts';

/** The end of a command: its exit code, or none when it was killed. */
export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `coffer` to its end, or until `moment`: then it is killed, or gets another signal. `folder` is where changes are
 * watched.
 */
export async function runCoffer(
  argv: readonly string[],
  folder: string,
  moment?: Moment,
  signal: 'SIGKILL' | 'SIGINT' = 'SIGKILL',
): Promise<CommandEnd> {
  const child = spawn(process.execPath, [join(ROOT, 'packages', 'cli', 'bin', 'coffer.js'), ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  let changes = 0;
  const watcher = watch(folder, () => {
    changes += 1;
    // Once: the command's own clearing up is a change, too, and another Ctrl-C ends that.
    if (moment !== undefined && 'atChange' in moment && changes === moment.atChange) child.kill(signal);
  });
  const timer =
    moment !== undefined && 'afterMs' in moment ? setTimeout(() => child.kill(signal), moment.afterMs) : undefined;
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', code => resolve({ code, stdout, stderr }));
    });
  } finally {
    clearTimeout(timer);
    watcher.close();
  }
}
