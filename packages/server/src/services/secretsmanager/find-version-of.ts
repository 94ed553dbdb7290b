import type { CommittedReader } from '../../storage/database.ts';
import { Stale } from '../../pipeline/operation.ts';
import type { SecretRow, StoredVersion } from './rows.ts';
import { findSecret, findVersion } from './store.ts';

/**
 * A version of a secret that was loaded before; undefined when that has none of this id.
 *
 * @throws Stale when the version may have gone with its secret, which was changed meanwhile
 */
export async function findVersionOf(
  reader: CommittedReader,
  secret: SecretRow,
  versionId: string,
): Promise<StoredVersion | undefined> {
  const version = await findVersion(reader, secret.id, versionId);
  if (version !== undefined) return version;
  const { id, revision, account_id: accountId, region, name } = secret;
  const now = await findSecret(reader, { accountId, region, name });
  if (now?.id !== id || now.revision !== revision) throw new Stale();
  return undefined;
}
