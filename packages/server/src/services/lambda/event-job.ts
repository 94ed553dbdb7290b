import { randomUUID } from 'node:crypto';
import { AwsError } from '@coffer/wire';
import type { JobHandler } from '../../jobs/runner.ts';
import { scheduleJob } from '../../jobs/store.ts';
import { partitionOf } from '../../pipeline/region.ts';
import type { CommittedReader } from '../../storage/database.ts';
import { formatFunctionArn } from './function-name.ts';
import type { LambdaParts } from './parts.ts';
import { EVENT_JOB } from './parts.ts';
import type { EventRow, FunctionRow } from './rows.ts';
import { runFunction } from './run-function.ts';
import { openParts } from './sealing.ts';
import { countFailure, deleteEvent, findBlob, findEvent, findFunctionById } from './store.ts';

/** Waiting times after a failure: two more attempts. Source: Lambda Developer Guide, "Asynchronous invocation". */
const RETRY_MS = [60_000, 120_000] as const;
/** A call that is older is dropped. Source: the same. */
const MAX_AGE_MS = 6 * 3_600_000;

export interface EventJobParts {
  readonly reader: CommittedReader;
  readonly now: () => number;
  /** Loads what the service is made of. */
  lambda(): Promise<LambdaParts>;
}

/**
 * The job of a call that nobody waits for. A crash after the function ran and before that is stored runs it again, as AWS
 * says that it may happen: such a function must bear that.
 */
export function eventJob({ reader, now, lambda }: EventJobParts): JobHandler {
  return async (job, finish) => {
    const event = await findEvent(reader, job.subject);
    const row = event === undefined ? undefined : await findFunctionById(reader, event.function_id);
    if (event === undefined || row === undefined) return finish(writer => deleteEvent(writer, job.subject));
    const isDone = await succeeds(await lambda(), reader, row, event);
    const waitMs = RETRY_MS[event.failures];
    return finish(async writer => {
      if (isDone || waitMs === undefined || now() - event.created_at > MAX_AGE_MS) {
        await deleteEvent(writer, event.id);
        return;
      }
      await countFailure(writer, event.id);
      const next = { id: randomUUID(), kind: EVENT_JOB, subject: event.id, due_at: now() + waitMs };
      await scheduleJob(writer, next);
    });
  };
}

async function succeeds(
  parts: LambdaParts,
  reader: CommittedReader,
  row: FunctionRow,
  event: EventRow,
): Promise<boolean> {
  const { account_id: accountId, region, name } = row;
  const arn = formatFunctionArn({ partition: partitionOf(region), region, accountId, name });
  const payload = openParts(
    parts.keyring,
    { functionArn: arn, id: event.id },
    await findBlob(reader, event.id),
  ).unwrap();
  try {
    const result = await runFunction(parts, reader, { row, arn }, { requestId: event.request_id, payload });
    return result.functionError === undefined;
  } catch (error) {
    // It cannot be run here, or its role cannot be assumed: somebody may mend that until the next attempt.
    if (error instanceof AwsError) return false;
    throw error;
  }
}
