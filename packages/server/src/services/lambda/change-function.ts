import { randomUUID } from 'node:crypto';
import { Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { otherRevision } from './errors.ts';
import type { FunctionRow } from './rows.ts';
import { isUnchanged, updateFunction } from './store.ts';

/**
 * Stores what changes of a function, unless somebody else has changed it since it was authorized: then `Stale`. Gives
 * the row as it is from now on.
 */
export async function changeFunction(
  writer: Writer,
  before: FunctionRow,
  change: Partial<FunctionRow>,
): Promise<FunctionRow> {
  if (!(await isUnchanged(writer, before))) throw new Stale();
  const row = { ...before, ...change };
  await updateFunction(writer, row);
  return { ...row, revision: before.revision + 1 };
}

/** A new revision, as clients see it. */
export function newRevision(): Pick<FunctionRow, 'revision_id'> {
  return { revision_id: randomUUID() };
}

/** A new revision of what runs: processes of the one before are retired. */
export function newRunRevision(now: number): Pick<FunctionRow, 'revision_id' | 'run_revision_id' | 'modified_at'> {
  return { revision_id: randomUUID(), run_revision_id: randomUUID(), modified_at: now };
}

/**
 * Refuses a change of another revision than the function has.
 *
 * @param api where clients find the newest
 * @throws AwsError PreconditionFailedException
 */
export function checkRevision(row: FunctionRow, wanted: string | undefined, api: string): void {
  if (wanted !== undefined && wanted !== row.revision_id) throw otherRevision(api);
}
