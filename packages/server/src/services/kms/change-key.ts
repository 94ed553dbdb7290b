import { Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import type { KeyRow } from './store.ts';
import { isUnchanged, updateKey } from './store.ts';

/**
 * Changes a key that is still as it was authorized.
 *
 * @throws Stale when it is not
 */
export async function changeKey(writer: Writer, key: KeyRow, change: Partial<KeyRow>): Promise<void> {
  if (!(await isUnchanged(writer, key))) throw new Stale();
  await updateKey(writer, { ...key, ...change });
}
