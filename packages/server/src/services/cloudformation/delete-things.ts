import { AwsError } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { reasonOf } from './reason.ts';
import { deleteResource } from './resources.ts';
import type { ResourceRow } from '../../stacks/rows.ts';
import { optionsIn } from '../../stacks/rows.ts';
import type { StackRun } from './stack-run.ts';
import { endWith, tellResource } from './stack-run.ts';
import { countRotatedBy, listResources } from '../../stacks/store.ts';

/** Deletes what a stack has made, the last thing first; what cannot be deleted keeps the stack. */
export async function deleteStackThings(scope: Scope, run: StackRun): Promise<(writer: Writer) => Promise<void>> {
  const { retained = [], isForced = false } = optionsIn(run.stack);
  const rows = await listResources(scope.reader, run.stack.id);
  const shared = isForced ? undefined : await sharedFunction(scope, rows, retained);
  if (shared !== undefined) {
    await tellResource(run, shared.row, 'DELETE_FAILED', shared.reason);
    return writer => endWith(run, writer, 'DELETE_FAILED', summaryOf([shared.row.logical_id]));
  }
  const left: string[] = [];
  for (const row of rows.toReversed()) {
    if (isDone(row)) continue;
    if (retained.includes(row.logical_id)) {
      await tellResource(run, row, 'DELETE_SKIPPED');
      continue;
    }
    await tellResource(run, row, 'DELETE_IN_PROGRESS');
    try {
      await deleteResource(scope, row);
      await tellResource(run, row, 'DELETE_COMPLETE');
    } catch (error) {
      if (!(error instanceof AwsError) || error.fault === 'server') throw error;
      const reason = reasonOf(row, error);
      await tellResource(run, row, isForced ? 'DELETE_SKIPPED' : 'DELETE_FAILED', reason);
      if (isForced) continue;
      left.push(row.logical_id);
      // What it was made of stays as long as it does: a function without its role would be of no use.
      break;
    }
  }
  return writer =>
    left.length === 0
      ? endWith(run, writer, 'DELETE_COMPLETE')
      : endWith(run, writer, 'DELETE_FAILED', summaryOf(left));
}

/**
 * A function that more than one secret is rotated by. It is not deleted unnoticed: nothing of the stack is, until one
 * secret at most uses it, or it is retained, or the deletion forced.
 */
async function sharedFunction(
  { reader, partition, region, accountId }: Scope,
  rows: readonly ResourceRow[],
  retained: readonly string[],
): Promise<{ readonly row: ResourceRow; readonly reason: string } | undefined> {
  for (const row of rows) {
    if (row.type !== 'AWS::Lambda::Function' || isDone(row) || retained.includes(row.logical_id)) continue;
    const arn = `arn:${partition}:lambda:${region}:${accountId}:function:${row.physical_id}`;
    const secrets = await countRotatedBy(reader, { accountId, region }, arn);
    if (secrets < 2) continue;
    const reason =
      `The function ${row.physical_id} rotates ${secrets} secrets. Cancel their rotation or give them another function, ` +
      'or delete the stack again with RetainResources or with FORCE_DELETE_STACK.';
    return { row, reason };
  }
  return undefined;
}

function isDone({ status }: ResourceRow): boolean {
  return status === 'DELETE_COMPLETE' || status === 'CREATE_FAILED' || status === 'DELETE_SKIPPED';
}

function summaryOf(logicalIds: readonly string[]): string {
  return `The following resource(s) failed to delete: [${logicalIds.join(', ')}]. `;
}
