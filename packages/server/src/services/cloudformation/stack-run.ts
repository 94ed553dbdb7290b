import type { Database, Writer } from '../../storage/database.ts';
import type { ResourceRow, StackRow } from '../../stacks/rows.ts';
import { optionsIn } from '../../stacks/rows.ts';
import type { ResourceStatus, StackStatus } from '../../stacks/statuses.ts';
import { addEvent, lockStack, putResource, updateStack } from '../../stacks/store.ts';

/** Somebody else works on the stack by now: nothing more is stored. */
export class RunLost extends Error {
  constructor() {
    super('another run works on the stack');
    this.name = 'RunLost';
  }
}

/** One run of a job on a stack: it stores each step when it was made, so that everybody sees how far it is. */
export interface StackRun {
  readonly database: Database;
  readonly stack: StackRow;
  readonly stackArn: string;
  /** Random; what the stack knows of this run. */
  readonly id: string;
  readonly now: () => number;
}

/** Takes the stack over: from now on no other run stores anything. */
export function takeOver(run: StackRun): Promise<void> {
  return run.database.write(async writer => {
    const stack = await lockStack(writer, run.stack.id);
    if (stack?.status !== run.stack.status) throw new RunLost();
    await updateStack(writer, { ...stack, run: run.id });
  });
}

/** What has become of a resource. */
export function tellResource(
  run: StackRun,
  resource: ResourceRow,
  status: ResourceStatus,
  reason: string | null = null,
): Promise<void> {
  return tellSteps(run, resource, [[status, reason]]);
}

/** The same for several steps that are stored together or not at all. */
export function tellSteps(
  run: StackRun,
  resource: ResourceRow,
  steps: readonly (readonly [status: ResourceStatus, reason: string | null])[],
): Promise<void> {
  return run.database.write(async writer => {
    await locked(run, writer);
    const at = run.now();
    for (const [status, reason] of steps) {
      await putResource(writer, { ...resource, status, status_reason: reason, changed_at: at });
      await tell(run, writer, {
        logical_id: resource.logical_id,
        physical_id: resource.physical_id,
        type: resource.type,
        status,
        status_reason: reason,
        at,
      });
    }
  });
}

/** What has become of the stack, on the way. */
export function tellStack(run: StackRun, status: StackStatus, reason: string | null = null): Promise<void> {
  return run.database.write(writer => endWith(run, writer, status, reason));
}

/** The same inside the transaction that ends the job. */
export async function endWith(
  run: StackRun,
  writer: Writer,
  status: StackStatus,
  reason: string | null = null,
): Promise<void> {
  const stack = await locked(run, writer);
  const at = run.now();
  await updateStack(writer, {
    ...stack,
    status,
    status_reason: reason,
    is_deleted: status === 'DELETE_COMPLETE' ? 1 : 0,
    deletion_at: status === 'DELETE_COMPLETE' ? at : stack.deletion_at,
  });
  await tell(run, writer, {
    logical_id: stack.name,
    physical_id: run.stackArn,
    type: 'AWS::CloudFormation::Stack',
    status,
    status_reason: reason,
    at,
  });
}

async function locked(run: StackRun, writer: Writer): Promise<StackRow> {
  const stack = await lockStack(writer, run.stack.id);
  if (stack === undefined || stack.run !== run.id) throw new RunLost();
  return stack;
}

function tell(
  run: StackRun,
  writer: Writer,
  event: Omit<Parameters<typeof addEvent>[1], 'stack_id' | 'token'>,
): Promise<void> {
  return addEvent(writer, { ...event, stack_id: run.stack.id, token: optionsIn(run.stack).token ?? null });
}
