import { randomUUID } from 'node:crypto';
import type { Finish, JobHandler } from '../../jobs/runner.ts';
import type { Caller } from '../../pipeline/caller.ts';
import { callFromJob } from '../../pipeline/job-call.ts';
import type { Line } from '../../pipeline/line.ts';
import { partitionOf } from '../../pipeline/region.ts';
import { deleteStackThings } from './delete-things.ts';
import { stackArn } from './load-stack.ts';
import { makeStackThings } from './make-things.ts';
import type { StackRow } from '../../stacks/rows.ts';
import type { StackRun } from './stack-run.ts';
import { RunLost, takeOver } from './stack-run.ts';
import { findStack } from '../../stacks/store.ts';

/**
 * The job that makes or deletes what a stack is made of, with the rights that the caller of the request has by now. Every
 * step is stored when it was made; a run that was interrupted is not gone on with: what it made is deleted again.
 */
export function stackJob(line: Line): JobHandler {
  return async (job, finish) => {
    const stack = await findStack(line.reader, job.subject);
    if (stack === undefined || !IN_PROGRESS.has(stack.status)) return finish(async () => {});
    try {
      await work(line, stack, finish);
    } catch (error) {
      // Whoever took it over ends it.
      if (!(error instanceof RunLost)) throw error;
    }
    return undefined;
  };
}

const IN_PROGRESS: ReadonlySet<string> = new Set(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'DELETE_IN_PROGRESS']);

async function work(line: Line, stack: StackRow, finish: Finish): Promise<void> {
  const caller = JSON.parse(stack.caller ?? 'null') as Caller; // what this service wrote
  const isDeletion = stack.status === 'DELETE_IN_PROGRESS';
  const cause = { service: 'cloudformation', operation: isDeletion ? 'DeleteStack' : 'ExecuteChangeSet', caller };
  const { region, account_id: accountId } = stack;
  const run: StackRun = {
    database: line.database,
    stack,
    stackArn: stackArn({ partition: partitionOf(region), region, accountId }, stack),
    id: randomUUID(),
    now: () => line.clock.now(),
  };
  await takeOver(run);
  await callFromJob(line, cause, finish, async scopeIn => {
    const scope = scopeIn(region);
    return isDeletion ? deleteStackThings(scope, run) : makeStackThings(scope, run);
  });
}
