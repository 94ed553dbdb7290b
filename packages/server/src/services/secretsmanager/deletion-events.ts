import type { Scope } from '../../pipeline/operation.ts';
import { arnOf } from './load-secret.ts';
import type { SecretRow } from './rows.ts';
import { secretResource } from './trail.ts';

/** Records a service event for each version of a secret, as CloudTrail shows them. */
export function eachVersionEvent(
  scope: Pick<Scope, 'event' | 'partition'>,
  secret: SecretRow,
  versions: readonly { readonly version_id: string }[],
  name: 'StartSecretVersionDelete' | 'EndSecretVersionDelete' | 'CancelSecretVersionDelete',
): void {
  const arn = arnOf(scope, secret);
  // A secret without versions leaves a record too.
  const versionIds = versions.length === 0 ? [undefined] : versions.map(version => version.version_id);
  for (const versionId of versionIds) {
    scope.event({
      name,
      accountId: secret.account_id,
      region: secret.region,
      resources: secretResource(arn),
      additional: versionId === undefined ? { SecretId: arn } : { SecretId: arn, SecretVersionId: versionId },
    });
  }
}
