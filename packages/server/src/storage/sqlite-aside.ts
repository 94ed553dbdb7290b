import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Reader } from './database.ts';
import type { Sql, SqlValue } from './sql.ts';
import { checkValues } from './values.ts';

/** What the thread is asked. */
export interface AsideQuery {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/**
 * Reads a SQLite file in a thread of its own: for statements that look at whole tables, which would keep every request
 * waiting otherwise. Each statement sees its own moment. Disposing ends the thread.
 */
export function openSqliteAside(path: string): Reader & AsyncDisposable {
  // Published packages hold JavaScript; nobody rewrites the name of a file in a URL.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./sqlite-aside-worker.${extension}`, import.meta.url), { workerData: path });
  let failure: unknown;
  // Who waits for an answer is told by `once`, who comes later by this.
  worker.on('error', error => (failure = error));
  let last: Promise<unknown> = Promise.resolve();
  async function ask<T>({ strings, values }: Sql): Promise<T[]> {
    checkValues(values);
    if (failure !== undefined) throw failure;
    const query: AsideQuery = { text: strings.join('?'), values };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(query);
    const answer: unknown = (await once(worker, 'message'))[0];
    if (typeof answer === 'object' && answer !== null && 'rows' in answer && Array.isArray(answer.rows))
      return answer.rows;
    throw new Error(`a statement failed: ${JSON.stringify(answer).slice(0, 500)}`);
  }
  function all<T extends object>(statement: Sql): Promise<T[]> {
    const next = last.then(() => ask<T>(statement));
    last = next.catch(() => undefined);
    return next;
  }
  return {
    all,
    get: async <T extends object>(statement: Sql) => (await all<T>(statement))[0],
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
