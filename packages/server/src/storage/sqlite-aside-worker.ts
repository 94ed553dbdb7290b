/** The thread of `openSqliteAside`: runs one statement after the other, each in its own moment. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { AsideQuery } from './sqlite-aside.ts';

const port = parentPort;
// What `openSqliteAside` gave it.
const database = new DatabaseSync(String(workerData), { readOnly: true, timeout: 5_000 });
port?.on('message', ({ text, values }: AsideQuery) => {
  try {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
    port.postMessage({
      rows: database.prepare(text).all(...values),
    });
  } catch (error) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
    port.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
});
