import type { SpawnClient } from '../support/spawn-client.ts';
import type { SecretState } from './model.ts';

/**
 * A secret as the API shows it, undefined when there is none. With `values` every version is decrypted, for which a
 * secret whose deletion is scheduled is restored; with `labels` the values are empty texts.
 */
export async function observe(
  client: SpawnClient,
  name: string,
  depth: 'values' | 'labels',
): Promise<SecretState | undefined> {
  const described = await client.call('secretsmanager', 'DescribeSecret', { SecretId: name });
  if (described.body['__type'] === 'ResourceNotFoundException') return undefined;
  if (described.status !== 200) throw new Error(`DescribeSecret of ${name}: ${JSON.stringify(described)}`);
  const { Description = '', DeletedDate, VersionIdsToStages = {} } = described.body;
  if (depth === 'values' && DeletedDate !== undefined) {
    await client.must('secretsmanager', 'RestoreSecret', { SecretId: name });
  }
  const versions = new Map<string, string>();
  for (const versionId of await versionIds(client, name)) {
    versions.set(versionId, depth === 'labels' ? '' : await value(client, name, versionId));
  }
  // The map of the API's documented answer.
  const staged = Object.entries(VersionIdsToStages as Readonly<Record<string, readonly string[]>>);
  return {
    versions,
    stages: staged.map(([versionId, stages]) => ({ versionId, stages })),
    description: String(Description),
    isDeleted: DeletedDate !== undefined,
  };
}

async function versionIds(client: SpawnClient, name: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let NextToken: unknown;
  do {
    const page = await client.must('secretsmanager', 'ListSecretVersionIds', {
      SecretId: name,
      IncludeDeprecated: true,
      NextToken,
    });
    // The API's documented answer.
    ids.push(...(page['Versions'] as readonly { VersionId: string }[]).map(version => version.VersionId));
    NextToken = page['NextToken'];
  } while (NextToken !== undefined);
  return ids;
}

async function value(client: SpawnClient, name: string, VersionId: string): Promise<string> {
  const { SecretString } = await client.must('secretsmanager', 'GetSecretValue', { SecretId: name, VersionId });
  return String(SecretString);
}
