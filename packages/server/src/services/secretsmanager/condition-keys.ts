/**
 * The condition keys of Secrets Manager. Source: Service Authorization Reference, "Condition keys for AWS Secrets
 * Manager"; recorded: VersionId and VersionStage hold only what the request names, SecretId is always the full ARN.
 */
import type { ContextValue } from '@coffer/policy';
import type { ConditionKeys } from '../../pipeline/operation.ts';
import type { SecretRow, Tag } from './rows.ts';
import { tagsIn } from './rows.ts';

type Entry = readonly [key: string, value: ContextValue | undefined];

/**
 * What a request tells. Members that are keys have the same meaning in every operation, and an operation has the keys of
 * the members that it has. The input is not validated: whatever is not of its type was refused when it was decoded.
 */
export function requestKeys(input: KeyMembers): ConditionKeys {
  const { KmsKeyId, Tags, TagKeys, AddReplicaRegions, RotationRules } = input;
  const entries: Entry[] = [
    ['secretsmanager:Name', input.Name],
    ['secretsmanager:Description', input.Description],
    ['secretsmanager:KmsKeyId', KmsKeyId],
    ['secretsmanager:KmsKeyArn', KmsKeyId?.startsWith('arn:') === true ? KmsKeyId : undefined],
    ['secretsmanager:Type', input.Type],
    ['secretsmanager:AddReplicaRegions', AddReplicaRegions?.map(({ Region }) => Region ?? '')],
    ['secretsmanager:ForceOverwriteReplicaSecret', input.ForceOverwriteReplicaSecret],
    ['secretsmanager:VersionId', input.VersionId],
    ['secretsmanager:VersionStage', input.VersionStage],
    ['secretsmanager:RecoveryWindowInDays', input.RecoveryWindowInDays],
    ['secretsmanager:ForceDeleteWithoutRecovery', input.ForceDeleteWithoutRecovery],
    ['secretsmanager:BlockPublicPolicy', input.BlockPublicPolicy],
    ['secretsmanager:RotationLambdaARN', input.RotationLambdaARN],
    ['secretsmanager:RotateImmediately', input.RotateImmediately],
    ['secretsmanager:ModifyRotationRules', RotationRules === undefined ? undefined : true],
    ['secretsmanager:ExternalSecretRotationRoleArn', input.ExternalSecretRotationRoleArn],
    ['aws:TagKeys', TagKeys ?? Tags?.map(({ Key }) => Key ?? '')],
  ];
  for (const { Key, Value } of Tags ?? []) entries.push([`aws:RequestTag/${Key ?? ''}`, Value ?? '']);
  return entries;
}

/** The members of any request that policies may ask about. */
export interface KeyMembers {
  readonly SecretId?: string | undefined;
  readonly Name?: string | undefined;
  readonly Description?: string | undefined;
  readonly KmsKeyId?: string | undefined;
  readonly Type?: string | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly TagKeys?: readonly string[] | undefined;
  readonly AddReplicaRegions?: readonly { readonly Region?: string | undefined }[] | undefined;
  readonly ForceOverwriteReplicaSecret?: boolean | undefined;
  readonly VersionId?: string | undefined;
  readonly VersionStage?: string | undefined;
  readonly RecoveryWindowInDays?: number | undefined;
  readonly ForceDeleteWithoutRecovery?: boolean | undefined;
  readonly BlockPublicPolicy?: boolean | undefined;
  readonly RotationLambdaARN?: string | undefined;
  readonly RotateImmediately?: boolean | undefined;
  readonly RotationRules?: object | undefined;
  readonly ExternalSecretRotationRoleArn?: string | undefined;
}

/** What a secret tells, and its ARN alone when it does not exist. */
export function secretKeys(arn: string | undefined, secret: SecretRow | undefined): ConditionKeys {
  const entries: Entry[] = [['secretsmanager:SecretId', arn]];
  if (secret === undefined) return entries;
  entries.push(
    ['secretsmanager:SecretPrimaryRegion', secret.primary_region ?? secret.region],
    ['secretsmanager:resource/AllowRotationLambdaArn', secret.rotation_lambda_arn ?? undefined],
    ['secretsmanager:resource/Type', secret.type ?? undefined],
  );
  for (const { Key, Value } of tagsIn(secret) ?? []) {
    entries.push(
      [`secretsmanager:ResourceTag/${Key ?? ''}`, Value ?? ''],
      [`aws:ResourceTag/${Key ?? ''}`, Value ?? ''],
    );
  }
  return entries;
}
