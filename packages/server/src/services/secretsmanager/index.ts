import { secretsmanager } from '@coffer/wire/services';
import type { Service } from '../../pipeline/operation.ts';
import { batchGetSecretValue } from './batch-get-secret-value.ts';
import type { RotationFunctions } from './can-invoke.ts';
import { cancelRotateSecret } from './cancel-rotate-secret.ts';
import { createSecret } from './create-secret.ts';
import { deleteResourcePolicy } from './delete-resource-policy.ts';
import { deleteSecret } from './delete-secret.ts';
import { describeSecret } from './describe-secret.ts';
import { getRandomPassword } from './get-random-password.ts';
import { getResourcePolicy } from './get-resource-policy.ts';
import { getSecretValue } from './get-secret-value.ts';
import { listSecretVersionIds } from './list-secret-version-ids.ts';
import { listSecrets } from './list-secrets.ts';
import { putResourcePolicy } from './put-resource-policy.ts';
import { putSecretValue } from './put-secret-value.ts';
import { removeRegionsFromReplication } from './remove-regions-from-replication.ts';
import { replicateSecretToRegions } from './replicate-secret-to-regions.ts';
import { restoreSecret } from './restore-secret.ts';
import { makeRotateSecret } from './rotate-secret.ts';
import { stopReplicationToReplica } from './stop-replication-to-replica.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';
import { updateSecretVersionStage } from './update-secret-version-stage.ts';
import { updateSecret } from './update-secret.ts';
import { validateResourcePolicy } from './validate-resource-policy.ts';

/** AWS Secrets Manager: an operation a file. */
export function secretsManagerService(functions: RotationFunctions): Service<typeof secretsmanager> {
  return {
    contract: secretsmanager,
    operations: {
      BatchGetSecretValue: batchGetSecretValue,
      CancelRotateSecret: cancelRotateSecret,
      CreateSecret: createSecret,
      DeleteResourcePolicy: deleteResourcePolicy,
      DeleteSecret: deleteSecret,
      DescribeSecret: describeSecret,
      GetRandomPassword: getRandomPassword,
      GetResourcePolicy: getResourcePolicy,
      GetSecretValue: getSecretValue,
      ListSecrets: listSecrets,
      ListSecretVersionIds: listSecretVersionIds,
      PutResourcePolicy: putResourcePolicy,
      PutSecretValue: putSecretValue,
      RemoveRegionsFromReplication: removeRegionsFromReplication,
      ReplicateSecretToRegions: replicateSecretToRegions,
      RestoreSecret: restoreSecret,
      RotateSecret: makeRotateSecret(functions),
      StopReplicationToReplica: stopReplicationToReplica,
      TagResource: tagResource,
      UntagResource: untagResource,
      UpdateSecret: updateSecret,
      UpdateSecretVersionStage: updateSecretVersionStage,
      ValidateResourcePolicy: validateResourcePolicy,
    },
  };
}
