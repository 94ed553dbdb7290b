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
  const entries: Entry[] = [];
  for (const [key, member] of PLAIN) {
    const value = input[member];
    if (value !== undefined) entries.push([key, value]);
  }
  const { KmsKeyId, Tags, TagKeys, AddReplicaRegions, RotationRules } = input;
  if (KmsKeyId?.startsWith('arn:') === true) entries.push(['secretsmanager:KmsKeyArn', KmsKeyId]);
  if (RotationRules !== undefined) entries.push(['secretsmanager:ModifyRotationRules', true]);
  if (AddReplicaRegions !== undefined) {
    entries.push(['secretsmanager:AddReplicaRegions', AddReplicaRegions.map(({ Region }) => Region ?? '')]);
  }
  const tagKeys = TagKeys ?? Tags?.map(({ Key }) => Key ?? '');
  if (tagKeys !== undefined) entries.push(['aws:TagKeys', tagKeys]);
  for (const { Key, Value } of Tags ?? []) entries.push([`aws:RequestTag/${Key ?? ''}`, Value ?? '']);
  return entries;
}

/** Keys that have the value of a member. */
const PLAIN = [
  ['secretsmanager:Name', 'Name'],
  ['secretsmanager:Description', 'Description'],
  ['secretsmanager:KmsKeyId', 'KmsKeyId'],
  ['secretsmanager:Type', 'Type'],
  ['secretsmanager:ForceOverwriteReplicaSecret', 'ForceOverwriteReplicaSecret'],
  ['secretsmanager:VersionId', 'VersionId'],
  ['secretsmanager:VersionStage', 'VersionStage'],
  ['secretsmanager:RecoveryWindowInDays', 'RecoveryWindowInDays'],
  ['secretsmanager:ForceDeleteWithoutRecovery', 'ForceDeleteWithoutRecovery'],
  ['secretsmanager:BlockPublicPolicy', 'BlockPublicPolicy'],
  ['secretsmanager:RotationLambdaARN', 'RotationLambdaARN'],
  ['secretsmanager:RotateImmediately', 'RotateImmediately'],
  ['secretsmanager:ExternalSecretRotationRoleArn', 'ExternalSecretRotationRoleArn'],
] as const satisfies readonly (readonly [key: string, member: keyof KeyMembers])[];

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
  const { primary_region, region, rotation_lambda_arn, type } = secret;
  entries.push(['secretsmanager:SecretPrimaryRegion', primary_region ?? region]);
  if (rotation_lambda_arn !== null)
    entries.push(['secretsmanager:resource/AllowRotationLambdaArn', rotation_lambda_arn]);
  if (type !== null) entries.push(['secretsmanager:resource/Type', type]);
  for (const { Key, Value } of tagsIn(secret) ?? []) {
    entries.push(
      [`secretsmanager:ResourceTag/${Key ?? ''}`, Value ?? ''],
      [`aws:ResourceTag/${Key ?? ''}`, Value ?? ''],
    );
  }
  return entries;
}
