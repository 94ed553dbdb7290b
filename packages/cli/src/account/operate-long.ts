/** Commands of operators that take long: a running server begins them and is asked how far it has come. */
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as Server from '@coffer/server';
import type { ServerOptions } from '@coffer/server';
import { Failure, asFailure } from '../failure.ts';
import type { FlagValues } from '../flags.ts';
import { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import type { ProgressBar } from '../progress-bar.ts';
import { progressBar } from '../progress-bar.ts';
import { serverOptions } from '../server/server-options.ts';
import type { operatorFlags } from './operate.ts';
import { readAnswer } from './operate.ts';
import { askServer } from './operators-socket.ts';

export interface LongOperation<T> {
  /** The command's path on the operators' socket, which answers with the id of a task. */
  readonly path: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** What the task has given; undefined: it is not such a result. */
  readonly read: (result: object) => T | undefined;
  /** The same without a server, under the data directory's lock. */
  readonly withoutServer: (
    server: typeof Server,
    options: ServerOptions,
    progress: ProgressBar['update'],
    signal: AbortSignal,
  ) => Promise<T>;
}

/** How often the server is asked. */
const POLL_MS = 150;

/** What shells report of a process that SIGINT has ended. */
const INTERRUPTED = 130;

/**
 * Carries a command out, with a bar on a terminal. Ctrl-C cancels it, where it runs: what the command was to write is not
 * there then, unless it was there already. Throws a `Failure` with the server's own words.
 */
export async function operateLong<T>(
  io: Io,
  flags: FlagValues<typeof operatorFlags>,
  { path, input, read, withoutServer }: LongOperation<T>,
): Promise<T> {
  const dataDir = resolve(io.cwd, flags['data-dir']);
  using bar = progressBar(io);
  using interruption = new Interruption();
  const { signal } = interruption;
  const begun = await askServer(dataDir, path, input);
  if (begun === undefined) {
    const options = serverOptions(io, flags, flags, undefined);
    try {
      const update: ProgressBar['update'] = report => {
        signal.throwIfAborted();
        bar.update(report);
      };
      return await withoutServer(await import('@coffer/server'), options, update, signal);
    } catch (error) {
      throw signal.aborted ? cancelled('it was cancelled; nothing was written', error) : asFailure(error);
    }
  }
  const task = readAnswer(begun, answer => ('task' in answer ? String(answer.task) : undefined));
  for (;;) {
    const answer = await askServer(dataDir, '/task', { task, cancel: signal.aborted });
    if (answer === undefined) throw new Failure('the server has ended meanwhile');
    const view = readAnswer(answer, readView);
    if (view.state === 'failed') throw signal.aborted ? cancelled(view.message) : new Failure(view.message);
    if (view.state === 'done') {
      const result = read(view.result);
      if (result === undefined)
        throw new Failure('the server has answered with something else: is it of this version?');
      return result;
    }
    if (view.progress !== undefined) bar.update(view.progress);
    await waitFor(POLL_MS, signal);
  }
}

/** Ends at once when the signal aborts; then the server is asked again, and after that in its time. */
async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) await sleep(ms);
  else await sleep(ms, undefined, { signal }).catch(() => undefined);
}

function cancelled(message: string, cause?: unknown): Failure {
  return new Failure(message, { exitCode: INTERRUPTED, cause });
}

type View =
  | { readonly state: 'running'; readonly progress: Parameters<ProgressBar['update']>[0] | undefined }
  | { readonly state: 'done'; readonly result: object }
  | { readonly state: 'failed'; readonly message: string };

function readView(answer: object): View | undefined {
  const { state, progress, result, message }: Readonly<Record<string, unknown>> = { ...answer };
  if (state === 'running') return { state, progress: readProgress(progress) };
  if (state === 'done' && typeof result === 'object' && result !== null) return { state, result };
  return state === 'failed' ? { state, message: String(message) } : undefined;
}

function readProgress(value: unknown): Parameters<ProgressBar['update']>[0] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { phase, done, total }: Readonly<Record<string, unknown>> = { ...value };
  return { phase: String(phase), done: Number(done), total: Number(total) };
}
