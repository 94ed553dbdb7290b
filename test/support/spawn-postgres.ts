/** A PostgreSQL that tests kill as a crash of its machine would, and start again on what it has left. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { TestPostgres } from '../../packages/server/src/testing/postgres.ts';
import { startPostgres } from '../../packages/server/src/testing/postgres.ts';

export interface CrashingPostgres extends AsyncDisposable {
  /** Of an empty database. */
  readonly url: string;
  /** Ends it at once, without a checkpoint, as `pg_ctl stop -m immediate`; gives the way to start it again. */
  crash(): Promise<() => Promise<void>>;
}

/** Starts one that keeps what it has committed. Linux only: the command line is read from /proc. */
export async function startCrashingPostgres(): Promise<CrashingPostgres> {
  // What a commit has written to the kernel outlives the processes: no fsync is needed here, only the write.
  const postgres = await startPostgres({ settings: { synchronous_commit: 'on', full_page_writes: 'on' } });
  const url = await postgres.createDatabase();
  let again: ChildProcess | undefined;
  return {
    url,
    async crash() {
      const pid = await postmasterOf(postgres);
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1);
      const { uid, gid } = await stat(`/proc/${pid}`);
      process.kill(pid, 'SIGQUIT');
      await untilGone(pid);
      return async () => {
        again = spawn(command[0] ?? '', command.slice(1), { uid, gid, cwd: '/', stdio: 'ignore' });
        await untilAnswers(url);
      };
    },
    async [Symbol.asyncDispose]() {
      if (again !== undefined) {
        again.kill('SIGQUIT');
        if (again.pid !== undefined) await untilGone(again.pid);
      }
      await postgres[Symbol.asyncDispose]();
    },
  };
}

async function postmasterOf({ url }: TestPostgres): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const status = await readFile(`/proc/${rows[0]?.pid}/status`, 'utf8');
    return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]);
  } finally {
    await client.end();
  }
}

async function untilGone(pid: number): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    try {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      if (/^State:\s+Z/m.test(status)) return;
    } catch {
      return;
    }
    await sleep(20);
  }
  throw new Error(`process ${pid} does not end`);
}

async function untilAnswers(url: string): Promise<void> {
  for (let waited = 0; ; waited += 50) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (waited > 60_000) throw error;
      await sleep(50);
    }
  }
}
