import type { Scope } from '../../pipeline/operation.ts';
import { Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { storeChange } from './replica-changes.ts';
import type { SecretRow, Tag } from './rows.ts';
import { isUnchanged } from './store.ts';

/** Stores a secret's tags. Throws `Stale` when the secret is no longer what was authorized. */
export async function storeTags(
  by: Pick<Scope, 'caller' | 'now'>,
  writer: Writer,
  secret: SecretRow,
  tags: readonly Tag[],
): Promise<void> {
  if (!(await isUnchanged(writer, secret))) throw new Stale();
  await storeChange(by, writer, { ...secret, tags: JSON.stringify(tags), changed_at: by.now });
}
