import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The processes that a benchmark started. Disposing of them kills those that are left. */
export class Children implements Disposable {
  readonly #running = new Set<ChildProcess>();

  /** Starts a program. */
  spawn(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
    return this.#keep(spawn(program, args, options));
  }

  /** Starts a script of this folder with a channel for messages; it ends when the channel closes. */
  fork(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return this.#keep(fork(join(import.meta.dirname, script), args, { env: { ...plainEnv(), ...env } }));
  }

  [Symbol.dispose](): void {
    for (const child of this.#running) child.kill('SIGKILL');
    this.#running.clear();
  }

  #keep(child: ChildProcess): ChildProcess {
    this.#running.add(child);
    child.once('close', () => this.#running.delete(child));
    return child;
  }
}

/** The environment without what npm adds: a server that npm started watches npm. */
export function plainEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:npm_|NODE_|COFFER_)/.test(name) || name === 'NODE_COMPILE_CACHE',
    ),
  );
}

/** The next message of a script; rejects when the script ends instead. */
export async function messageOf<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const gone = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`${child.spawnargs[1] ?? 'a script'} ended with ${String(code)}`);
  });
  // Whichever comes first; the other is not waited for any more.
  gone.catch(() => {});
  try {
    const [message]: readonly unknown[] = await Promise.race([once(child, 'message', { signal: ended.signal }), gone]);
    // Scripts of this folder send what their callers expect.
    return message as T;
  } finally {
    ended.abort();
  }
}

/** A process's number; throws when it could not be started. */
export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`${child.spawnfile} could not be started`);
  return child.pid;
}

/** Ends a process with a signal and waits until it is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGCONT');
  child.kill(signal);
  await closed;
}
