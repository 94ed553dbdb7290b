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

/** What a task does: it tells its progress, which throws when the task is to end early; the signal says so, too. */
export type TaskWork = (progress: (report: TaskProgress) => void, signal: AbortSignal) => Promise<object>;

/** What an operator sees of a task. */
export type TaskView =
  | { readonly state: 'running'; readonly progress: TaskProgress | null }
  | { readonly state: 'done'; readonly result: object }
  | { readonly state: 'failed'; readonly message: string };

export interface OperatorTasks extends AsyncDisposable {
  /** Begins a task; its id is asked for at `/task`. @throws OperatorError while another task runs */
  start(work: TaskWork): { readonly task: string };
  /**
   * The command `/task`: tells of a task, and forgets it when it has ended. `cancel: true` has it end early, if it is not
   * too late for that: what a task publishes is there whole or not at all.
   */
  readonly command: OperatorCommand;
}

interface Task {
  readonly id: string;
  readonly cancel: AbortController;
  view: TaskView;
  ended: Promise<void>;
}

/** One task runs at a time: two backups at once would only be slower. Disposing ends it and waits for its end. */
export function operatorTasks(onFailure: (error: unknown) => void): OperatorTasks {
  let current: Task | undefined;
  const stop = new AbortController();
  return {
    start(work) {
      if (current?.view.state === 'running')
        throw new OperatorError('another backup or check is running: wait for its end');
      const task: Task = {
        id: randomUUID(),
        cancel: new AbortController(),
        view: { state: 'running', progress: null },
        ended: Promise.resolve(),
      };
      const signal = AbortSignal.any([stop.signal, task.cancel.signal]);
      const tell = (progress: TaskProgress) => {
        signal.throwIfAborted();
        task.view = { state: 'running', progress };
      };
      const run = async () => {
        try {
          task.view = { state: 'done', result: await work(tell, signal) };
        } catch (error) {
          const why: unknown = signal.aborted ? signal.reason : error;
          const isTold = why instanceof OperatorError;
          if (!isTold) onFailure(error);
          task.view = { state: 'failed', message: isTold ? why.message : `it failed: ${messageOf(error)}` };
        }
      };
      task.ended = run();
      current = task;
      return { task: task.id };
    },
    async command({ task, cancel }) {
      if (current === undefined || current.id !== task) throw new OperatorError('there is no such task');
      if (cancel === true) current.cancel.abort(new OperatorError('it was cancelled; nothing was written'));
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
