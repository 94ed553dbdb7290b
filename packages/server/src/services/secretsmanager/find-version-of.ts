import type { CommittedReader } from '../../storage/database.ts';
import { Stale } from '../../pipeline/operation.ts';
import type { SecretRow, StoredVersion } from './rows.ts';
import { stagesIn } from './rows.ts';
import type { VersionSummary } from './store.ts';
import { findSecret, findVersion, listVersions } from './store.ts';

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
  await expectSame(reader, secret);
  return undefined;
}

async function expectSame(reader: CommittedReader, secret: SecretRow): Promise<void> {
  const { id, revision, account_id: accountId, region, name } = secret;
  const now = await findSecret(reader, { accountId, region, name });
  if (now?.id !== id || now.revision !== revision) throw new Stale();
}

/**
 * The versions of a secret that was loaded before.
 *
 * @throws Stale when they may have gone with it, which was changed meanwhile
 */
export async function listVersionsOf(reader: CommittedReader, secret: SecretRow): Promise<readonly VersionSummary[]> {
  const versions = await listVersions(reader, secret.id);
  // Labels without any version are there, too: of a replica that stands for itself, whose primary had reserved one.
  if (versions.length === 0 && stagesIn(secret).length > 0) await expectSame(reader, secret);
  return versions;
}
