/** One part of a longer command: named, timed, and ended with the command when it fails. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';

/** The folder of the repository: what every step runs in. */
export const ROOT = join(import.meta.dirname, '..');

/** Ends the whole command: a step failed, and what it wrote says why. */
export class StepFailed extends Error {
  readonly exitCode: number;

  constructor(name: string, exitCode: number) {
    super(`${name} failed`);
    this.exitCode = exitCode;
  }
}

/** Does one part and says how long it took. */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  const result = await work();
  console.log(`✔ ${name} (${((performance.now() - begin) / 1000).toFixed(1)} s)`);
  return result;
}

/**
 * Runs a program on this terminal.
 *
 * @throws StepFailed when it does not end with 0
 */
export async function run(
  name: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const exitCode = await exitCodeOf(program, args, env);
  if (exitCode !== 0) throw new StepFailed(name, exitCode);
}

/** Runs a program on this terminal until it ends; programs of the dependencies come first, as in `npm run`. */
export async function exitCodeOf(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const PATH = `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, PATH, ...env } });
  const [code]: readonly unknown[] = await once(child, 'exit');
  // No number: a signal ended it.
  return typeof code === 'number' ? code : 1;
}

/** Runs a whole command; a failed step becomes its exit code. */
export async function main(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    console.error(`✖ ${error.message}`);
    process.exitCode = error.exitCode;
  }
}
