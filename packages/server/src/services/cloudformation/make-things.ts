import { AwsError } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { reasonOf } from './reason.ts';
import { deleteResource, HalfMade, isOwnFunction, makeResource } from './resources.ts';
import type { ResourceRow } from '../../stacks/rows.ts';
import { optionsIn, templateIn } from '../../stacks/rows.ts';
import type { StackRun } from './stack-run.ts';
import { endWith, tellResource, tellStack, tellSteps } from './stack-run.ts';
import { findChangeSet, listResources, setExecution } from '../../stacks/store.ts';

type End = (writer: Writer) => Promise<void>;

/** Makes what a change set says, one thing after the other; when one fails, those before it are deleted again. */
export async function makeStackThings(scope: Scope, run: StackRun): Promise<End> {
  const changeSetId = run.stack.change_set_id ?? '';
  const changeSet = await findChangeSet(scope.reader, changeSetId);
  if (changeSet === undefined) throw new Error(`stack ${run.stack.id} has no change set`);
  const { resources, tags } = templateIn(changeSet);
  const begun = await listResources(scope.reader, run.stack.id);
  if (begun.length > 0) return rollBack(scope, run, 'The creation was interrupted.', begun);
  const rows = resources.map(({ logicalId, physicalId, properties }, position): ResourceRow => ({
    stack_id: run.stack.id,
    logical_id: logicalId,
    position,
    account_id: run.stack.account_id,
    region: run.stack.region,
    physical_id: physicalId,
    type: properties.type,
    status: 'CREATE_IN_PROGRESS',
    status_reason: null,
    changed_at: run.now(),
    properties: JSON.stringify(properties),
  }));
  // Tags of the stack itself begin so; they are no tags of what it makes.
  const handedOn = tags.filter(([key]) => !key.startsWith('serverlessrepo:'));
  for (const row of rows) {
    await tellResource(run, row, 'CREATE_IN_PROGRESS');
    try {
      await makeResource(scope, row, rows, handedOn);
    } catch (error) {
      const isHalfMade = error instanceof HalfMade;
      return failed(scope, run, row, refusalIn(isHalfMade ? error.cause : error), isHalfMade);
    }
    await tellResource(run, row, 'CREATE_COMPLETE');
  }
  return async writer => {
    await setExecution(writer, changeSetId, 'EXECUTE_COMPLETE');
    await endWith(run, writer, 'CREATE_COMPLETE');
  };
}

async function failed(
  scope: Scope,
  run: StackRun,
  row: ResourceRow,
  error: AwsError,
  isHalfMade: boolean,
): Promise<End> {
  const refusal = isHalfMade ? await deleteHalfMade(scope, row) : undefined;
  await tellSteps(run, row, [
    ['CREATE_FAILED', reasonOf(row, error)],
    // It is there, and the stack goes on owning it.
    ...(refusal === undefined ? [] : [['DELETE_FAILED', reasonOf(row, refusal)] as const]),
  ]);
  const summary = `The following resource(s) failed to create: [${row.logical_id}].`;
  if (optionsIn(run.stack).disableRollback === true) {
    return async writer => {
      await setExecution(writer, run.stack.change_set_id ?? '', 'EXECUTE_FAILED');
      await endWith(run, writer, 'CREATE_FAILED', summary);
    };
  }
  return rollBack(scope, run, summary, await listResources(scope.reader, run.stack.id));
}

/** Deletes what was made, the last thing first. */
async function rollBack(scope: Scope, run: StackRun, why: string, rows: readonly ResourceRow[]): Promise<End> {
  await tellStack(run, 'ROLLBACK_IN_PROGRESS', `${why} Rollback requested by user.`);
  const left: string[] = [];
  for (const row of rows.toReversed()) {
    if (row.status === 'CREATE_FAILED' || row.status === 'DELETE_COMPLETE') continue;
    try {
      // Whether this stack made it, nobody knows when it was interrupted: a function of that name may be another one.
      if (row.status === 'CREATE_COMPLETE' || (await isOwnFunction(scope, row, rows))) {
        await tellResource(run, row, 'DELETE_IN_PROGRESS');
        await deleteResource(scope, row);
      }
      await tellResource(run, row, 'DELETE_COMPLETE');
    } catch (error) {
      await tellResource(run, row, 'DELETE_FAILED', reasonOf(row, refusalIn(error)));
      left.push(row.logical_id);
      // What it was made of stays as long as it does: a function without its role would be of no use.
      break;
    }
  }
  return async writer => {
    await setExecution(writer, run.stack.change_set_id ?? '', 'EXECUTE_FAILED');
    if (left.length === 0) return endWith(run, writer, 'ROLLBACK_COMPLETE');
    const reason = `The following resource(s) failed to delete: [${left.join(', ')}].`;
    return endWith(run, writer, 'ROLLBACK_FAILED', reason);
  };
}

/** What a service has refused, and would again; anything else is thrown: the job is tried again. */
function refusalIn(error: unknown): AwsError {
  if (!(error instanceof AwsError) || error.fault === 'server') throw error;
  return error;
}

/** The refusal, if it could not be deleted. */
async function deleteHalfMade(scope: Scope, row: ResourceRow): Promise<AwsError | undefined> {
  try {
    await deleteResource(scope, row);
    return undefined;
  } catch (error) {
    return refusalIn(error);
  }
}
