import { Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import type { GroupRow } from './rows.ts';
import { isUnchanged, updateGroup } from './store.ts';

/** Stores what changes of a group; throws `Stale` when it is not what was authorized any more. */
export async function changeGroup(
  writer: Writer,
  group: GroupRow,
  change: Partial<Pick<GroupRow, 'retention_days' | 'tags'>>,
): Promise<Record<string, never>> {
  if (!(await isUnchanged(writer, group))) throw new Stale();
  await updateGroup(writer, { ...group, ...change });
  return {};
}
