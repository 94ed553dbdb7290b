/** Runs the job of replication step by step, so that a test can stop it or come between. */
import assert from 'node:assert/strict';
import { LeaseLost } from '../../jobs/runner.ts';
import type { JobRow } from '../../jobs/store.ts';
import { completeJob, leaseJobs } from '../../jobs/store.ts';
import type { Line } from '../../pipeline/line.ts';
import type { CommittedReader, Reader, Writer } from '../../storage/database.ts';
import type { TestServer } from '../../testing/index.ts';
import { replicationJob } from './replication-job.ts';

/** What a hook throws where the process would have died. */
export class Crash extends Error {}

export interface Hooks {
  /** Before every access to the storage, and once after the commit. */
  readonly onAccess?: () => void;
  /** When all is prepared. */
  readonly beforeCommit?: () => Promise<void>;
}

/** Does what a node does with the one job that is due, up to where a hook throws: then it does nothing more. */
export async function run(server: TestServer, hooks: Hooks, line: Line = server.parts.line): Promise<void> {
  const { database } = server.parts;
  const { onAccess = () => {}, beforeCommit = async () => {} } = hooks;
  const now = server.clock.now();
  const lease = { owner: 'node', now, until: now + 60_000, limit: 10 };
  const [job, ...others]: readonly JobRow[] = await database.write(writer => leaseJobs(writer, lease));
  assert.ok(job);
  assert.equal(others.length, 0);
  const handler = replicationJob({ ...line, reader: hookedReader(line.reader, onAccess) });
  await handler(job, async store => {
    await beforeCommit();
    await database.write(async writer => {
      const hooked = hookedWriter(writer, onAccess);
      if (!(await completeJob(hooked, job, 'node'))) throw new LeaseLost();
      await store(hooked);
      onAccess();
    });
    onAccess();
  });
}

function hookedReader(reader: CommittedReader, onAccess: () => void): CommittedReader {
  return {
    ...hookedReads(reader, onAccess),
    getRemembered(name, statement) {
      onAccess();
      return reader.getRemembered(name, statement);
    },
  };
}

function hookedWriter(writer: Writer, onAccess: () => void): Writer {
  return {
    ...hookedReads(writer, onAccess),
    forget: name => writer.forget(name),
    async run(statement) {
      onAccess();
      return writer.run(statement);
    },
    forUpdate: writer.forUpdate,
    forUpdateSkipLocked: writer.forUpdateSkipLocked,
  };
}

function hookedReads(reader: Reader, onAccess: () => void): Reader {
  return {
    async all(statement) {
      onAccess();
      return reader.all(statement);
    },
    async get(statement) {
      onAccess();
      return reader.get(statement);
    },
  };
}
