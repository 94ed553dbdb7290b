import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a program ended and all that it wrote. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a program: nothing of this process's environment reaches it but what is named here. */
export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
}

/** Guards against hanging only: a Python takes long to start on a busy machine. */
const TIMEOUT_MS = 300_000;

/** Runs a program to its end, whatever its exit code; rejects when it cannot be started. */
export async function runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { env, cwd, input } = options;
  const child = spawn(program, args, { env, cwd, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A program that reads no input closes the pipe, which is no matter of ours.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}
