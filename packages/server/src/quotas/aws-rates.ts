import type { RateGroup } from './rate-limiter.ts';

/**
 * AWS's request rates of Secrets Manager, for each account and region; none of them can be raised there. From the
 * guide's page of quotas; those of GetSecretValue and DescribeSecret from AWS's announcement of 2025-03-04, that of
 * ListSecrets from the one of 2022-11-11.
 */
export const AWS_RATES: readonly RateGroup[] = [
  group(10_000, ['GetSecretValue']),
  group(40_000, ['DescribeSecret']),
  group(100, ['BatchGetSecretValue']),
  group(100, ['ListSecrets']),
  group(50, ['ListSecretVersionIds']),
  group(50, ['CreateSecret']),
  group(50, ['DeleteSecret']),
  group(50, ['RestoreSecret']),
  group(50, ['GetRandomPassword']),
  group(50, ['DeleteResourcePolicy', 'GetResourcePolicy', 'PutResourcePolicy', 'ValidateResourcePolicy']),
  group(50, [
    'PutSecretValue',
    'RemoveRegionsFromReplication',
    'ReplicateSecretToRegions',
    'StopReplicationToReplica',
    'UpdateSecret',
    'UpdateSecretVersionStage',
  ]),
  group(50, ['CancelRotateSecret', 'RotateSecret']),
  group(50, ['TagResource', 'UntagResource']),
];

function group(perSecond: number, operations: readonly string[]): RateGroup {
  return { service: 'secretsmanager', operations, perSecond };
}
