import type { Scope } from '../../pipeline/operation.ts';
import { Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import type { SecretRow, Tag } from './rows.ts';
import { isUnchanged, updateSecret } from './store.ts';

/**
 * Stores a secret's tags; undefined: it never had any. A request that changes nothing leaves LastChangedDate alone.
 * Throws `Stale` when the secret is no longer what was authorized.
 */
export async function storeTags(
  { now }: Pick<Scope, 'now'>,
  writer: Writer,
  secret: SecretRow,
  tags: readonly Tag[] | undefined,
): Promise<void> {
  if (!(await isUnchanged(writer, secret))) throw new Stale();
  const text = tags === undefined ? null : JSON.stringify(tags);
  if (text !== secret.tags) await updateSecret(writer, { ...secret, tags: text, changed_at: now });
}
