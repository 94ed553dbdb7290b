import { AwsError } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import { hasSecrets } from './store.ts';

/**
 * Refuses a new secret where the account's region is full. Secrets that wait for their deletion count. It is asked
 * outside the transaction, so that requests at the same moment may together go a little over the quota.
 *
 * @throws AwsError LimitExceededException
 */
export async function assertRoomForSecret(
  scope: Pick<Scope, 'reader' | 'accountId' | 'region' | 'quotas'>,
): Promise<void> {
  const { secretsPerRegion } = scope.quotas;
  if (secretsPerRegion === undefined) return;
  if (await hasSecrets(scope.reader, scope, secretsPerRegion)) {
    throw new AwsError('LimitExceededException', 'You exceeded the maximum number of secrets allowed in a Region.');
  }
}
