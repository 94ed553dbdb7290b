import { secretsmanager } from '@coffer/wire/services';
import type { Service } from '../../pipeline/operation.ts';
import { createSecret } from './create-secret.ts';
import { deleteSecret } from './delete-secret.ts';
import { describeSecret } from './describe-secret.ts';
import { getSecretValue } from './get-secret-value.ts';
import { listSecretVersionIds } from './list-secret-version-ids.ts';
import { listSecrets } from './list-secrets.ts';
import { putSecretValue } from './put-secret-value.ts';
import { restoreSecret } from './restore-secret.ts';
import { updateSecretVersionStage } from './update-secret-version-stage.ts';
import { updateSecret } from './update-secret.ts';

/** AWS Secrets Manager: an operation a file. */
export const secretsManagerService: Service<typeof secretsmanager> = {
  contract: secretsmanager,
  operations: {
    CreateSecret: createSecret,
    DeleteSecret: deleteSecret,
    DescribeSecret: describeSecret,
    GetSecretValue: getSecretValue,
    ListSecrets: listSecrets,
    ListSecretVersionIds: listSecretVersionIds,
    PutSecretValue: putSecretValue,
    RestoreSecret: restoreSecret,
    UpdateSecret: updateSecret,
    UpdateSecretVersionStage: updateSecretVersionStage,
  },
};
