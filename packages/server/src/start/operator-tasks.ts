/** Work that operators ask a running server for and that takes longer than one answer may: it is begun, then looked at. */
import { randomUUID } from 'node:crypto';
import { OperatorError } from '../transport/operator-error.ts';
import type { OperatorCommand } from './admin.ts';

/** How far such work has come. */
export interface TaskProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** What a task does: it tells its progress, and ends early when the signal says so. */
export type TaskWork = (progress: (report: TaskProgress) => void, signal: AbortSignal) => Promise<object>;

/** What an operator sees of a task. */
export type TaskView =
  | { readonly state: 'running'; readonly progress: TaskProgress | null }
  | { readonly state: 'done'; readonly result: object }
  | { readonly state: 'failed'; readonly message: string };

export interface OperatorTasks extends AsyncDisposable {
  /** Begins a task; its id is asked for at `/task`. @throws OperatorError while another task runs */
  start(work: TaskWork): { readonly task: string };
  /** The command `/task`: tells of a task, and forgets it when it has ended. */
  readonly command: OperatorCommand;
}

/** One task runs at a time: two backups at once would only be slower. Disposing ends it and waits for its end. */
export function operatorTasks(onFailure: (error: unknown) => void): OperatorTasks {
  let current: { readonly id: string; view: TaskView; readonly ended: Promise<void> } | undefined;
  const stop = new AbortController();
  return {
    start(work) {
      if (current?.view.state === 'running')
        throw new OperatorError('another backup or check is running: wait for its end');
      const task: { id: string; view: TaskView; ended: Promise<void> } = {
        id: randomUUID(),
        view: { state: 'running', progress: null },
        ended: Promise.resolve(),
      };
      const tell = (progress: TaskProgress) => {
        task.view = { state: 'running', progress };
      };
      const run = async () => {
        try {
          task.view = { state: 'done', result: await work(tell, stop.signal) };
        } catch (error) {
          const isTold = error instanceof OperatorError;
          if (!isTold) onFailure(error);
          task.view = { state: 'failed', message: isTold ? error.message : `it failed: ${messageOf(error)}` };
        }
      };
      task.ended = run();
      current = task;
      return { task: task.id };
    },
    async command({ task }) {
      if (current === undefined || current.id !== task) throw new OperatorError('there is no such task');
      const { view } = current;
      if (view.state !== 'running') current = undefined;
      return view;
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new OperatorError('the server ends'));
      await current?.ended;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
