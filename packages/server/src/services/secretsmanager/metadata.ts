import type { Scope } from '../../pipeline/operation.ts';
import { arnOf } from './load-secret.ts';
import { rulesIn } from './rotation-row.ts';
import type { SecretRow } from './rows.ts';
import { stagesIn, tagsIn } from './rows.ts';
import { inJavaOrder } from '../../java-order.ts';

/** What DescribeSecret and an entry of ListSecrets have in common; what was never set is left out. */
export function metadataOf(scope: Pick<Scope, 'partition'>, secret: SecretRow) {
  return {
    ARN: arnOf(scope, secret),
    Name: secret.name,
    // An empty text is no value: AWS leaves it out (recorded for the description).
    Type: secret.type || undefined,
    Description: secret.description || undefined,
    KmsKeyId: secret.kms_key_id ?? undefined,
    RotationEnabled: secret.rotation_enabled === null ? undefined : secret.rotation_enabled === 1,
    RotationLambdaARN: secret.rotation_lambda_arn ?? undefined,
    RotationRules: rulesIn(secret),
    LastRotatedDate: secret.rotated_at ?? undefined,
    LastChangedDate: secret.changed_at,
    LastAccessedDate: secret.accessed_at ?? undefined,
    DeletedDate: secret.deleted_at ?? undefined,
    NextRotationDate: secret.next_rotation_date ?? undefined,
    Tags: tagsIn(secret),
    CreatedDate: secret.created_at,
    PrimaryRegion: secret.primary_region ?? undefined,
    OwningService: secret.owning_service ?? undefined,
  };
}

/** Labelled versions only; absent while there is none. */
export function versionsToStages(secret: SecretRow): Readonly<Record<string, readonly string[]>> | undefined {
  const staged = stagesIn(secret);
  if (staged.length === 0) return undefined;
  return Object.fromEntries(staged.map(version => [version.versionId, inJavaOrder(version.stages)]));
}
