/**
 * The condition keys of Secrets Manager by action. Source: AWS Service Authorization Reference, "Actions, resources, and
 * condition keys for AWS Secrets Manager", September 2026.
 */
import { ACCOUNT } from './world.ts';

/** Of every action on a secret that exists. */
export const ON_A_SECRET = [
  'aws:ResourceTag/${TagKey}',
  'secretsmanager:ResourceTag/tag-key',
  'secretsmanager:SecretId',
  'secretsmanager:SecretPrimaryRegion',
  'secretsmanager:resource/AllowRotationLambdaArn',
  'secretsmanager:resource/Type',
] as const;

/** Further keys of each action on a secret. */
export const FURTHER_KEYS: Readonly<Record<string, readonly string[]>> = {
  CancelRotateSecret: [],
  DeleteResourcePolicy: [],
  DeleteSecret: ['secretsmanager:ForceDeleteWithoutRecovery', 'secretsmanager:RecoveryWindowInDays'],
  DescribeSecret: [],
  GetResourcePolicy: [],
  GetSecretValue: ['secretsmanager:VersionId', 'secretsmanager:VersionStage'],
  ListSecretVersionIds: [],
  PutResourcePolicy: ['secretsmanager:BlockPublicPolicy'],
  PutSecretValue: [],
  RemoveRegionsFromReplication: [],
  ReplicateSecretToRegions: ['secretsmanager:AddReplicaRegions', 'secretsmanager:ForceOverwriteReplicaSecret'],
  RestoreSecret: [],
  RotateSecret: [
    'secretsmanager:ExternalSecretRotationRoleArn',
    'secretsmanager:ModifyRotationRules',
    'secretsmanager:RotateImmediately',
    'secretsmanager:RotationLambdaARN',
  ],
  StopReplicationToReplica: [],
  TagResource: ['aws:RequestTag/${TagKey}', 'aws:TagKeys'],
  UntagResource: ['aws:TagKeys'],
  UpdateSecret: [
    'secretsmanager:Description',
    'secretsmanager:KmsKeyArn',
    'secretsmanager:KmsKeyId',
    'secretsmanager:Type',
  ],
  UpdateSecretVersionStage: ['secretsmanager:VersionStage'],
  ValidateResourcePolicy: [],
};

/** Of CreateSecret, whose secret does not exist: the documented keys of its tags have no value. */
export const OF_A_NEW_SECRET = [
  'aws:RequestTag/${TagKey}',
  'aws:TagKeys',
  'secretsmanager:AddReplicaRegions',
  'secretsmanager:Description',
  'secretsmanager:ForceOverwriteReplicaSecret',
  'secretsmanager:KmsKeyArn',
  'secretsmanager:KmsKeyId',
  'secretsmanager:Name',
  'secretsmanager:Type',
];

/** Actions without a resource and without keys. */
export const WITHOUT_KEYS = ['BatchGetSecretValue', 'GetRandomPassword', 'ListSecrets'];

export const LAMBDA = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:rotate`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-4333-8444-555555555555`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/rotates`;
const VERSION = '22222222-3333-4444-8555-666666666666';

/** Members of requests that policies may ask about; a request has those that its operation has. */
export const MEMBERS: Readonly<Record<string, unknown>> = {
  Name: 'keyed',
  Description: 'a description',
  KmsKeyId: KEY,
  Type: 'Salesforce',
  Tags: [{ Key: 'team', Value: 'blue' }],
  TagKeys: ['team'],
  AddReplicaRegions: [{ Region: 'eu-west-1' }],
  ForceOverwriteReplicaSecret: true,
  VersionId: VERSION,
  VersionStage: 'AWSCURRENT',
  RecoveryWindowInDays: 7,
  ForceDeleteWithoutRecovery: true,
  BlockPublicPolicy: true,
  RotationLambdaARN: LAMBDA,
  RotateImmediately: true,
  RotationRules: { AutomaticallyAfterDays: 7 },
  ExternalSecretRotationRoleArn: ROLE,
};

/** For each key: a condition that these requests about this secret meet, and one that they do not. */
export const CONDITIONS: Readonly<
  Record<string, readonly [operator: string, value: string, other: string, key?: string]>
> = {
  'aws:RequestTag/${TagKey}': ['StringEquals', 'blue', 'red', 'aws:RequestTag/team'],
  'aws:ResourceTag/${TagKey}': ['StringEquals', 'green', 'red', 'aws:ResourceTag/owner'],
  'aws:TagKeys': ['ForAnyValue:StringEquals', 'team', 'owner'],
  'secretsmanager:AddReplicaRegions': ['ForAnyValue:StringEquals', 'eu-west-1', 'us-east-1'],
  'secretsmanager:BlockPublicPolicy': ['Bool', 'true', 'false'],
  'secretsmanager:Description': ['StringLike', 'a *', 'the *'],
  'secretsmanager:ExternalSecretRotationRoleArn': ['ArnEquals', ROLE, `${ROLE}-other`],
  'secretsmanager:ForceDeleteWithoutRecovery': ['Bool', 'true', 'false'],
  'secretsmanager:ForceOverwriteReplicaSecret': ['Bool', 'true', 'false'],
  'secretsmanager:KmsKeyArn': ['ArnEquals', KEY, KEY.replace(':key/1', ':key/2')],
  'secretsmanager:KmsKeyId': ['StringEquals', KEY, 'alias/other'],
  'secretsmanager:ModifyRotationRules': ['Bool', 'true', 'false'],
  'secretsmanager:Name': ['StringLike', 'key*', 'other*'],
  'secretsmanager:RecoveryWindowInDays': ['NumericLessThan', '8', '7'],
  'secretsmanager:resource/AllowRotationLambdaArn': ['ArnEquals', LAMBDA, `${LAMBDA}-other`],
  'secretsmanager:resource/Type': ['StringEquals', 'Salesforce', 'Other'],
  'secretsmanager:ResourceTag/tag-key': ['StringEquals', 'green', 'GREEN', 'secretsmanager:ResourceTag/owner'],
  'secretsmanager:RotateImmediately': ['Bool', 'true', 'false'],
  'secretsmanager:RotationLambdaARN': ['ArnEquals', LAMBDA, `${LAMBDA}-other`],
  'secretsmanager:SecretId': ['ArnLike', `arn:aws:secretsmanager:*:${ACCOUNT}:secret:keyed-??????`, 'keyed'],
  'secretsmanager:SecretPrimaryRegion': ['StringEquals', 'us-east-1', 'eu-west-1'],
  'secretsmanager:Type': ['StringEquals', 'Salesforce', 'Other'],
  'secretsmanager:VersionId': ['StringEquals', VERSION, VERSION.replace('2', '3')],
  'secretsmanager:VersionStage': ['StringEquals', 'AWSCURRENT', 'AWSPREVIOUS'],
};
