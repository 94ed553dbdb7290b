/**
 * AWS Secrets Manager, API version 2017-10-17: the operations that Coffer has built.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/
 */
import { service } from '../contract.ts';
import { blob, boolean, integer, list, long, map, required, string, struct, timestamp } from '../shape.ts';

const Arn = string({ min: 20, max: 2048 });
const Name = string({ min: 1, max: 256 });
const SecretId = string({ min: 1, max: 2048 });
const ClientRequestToken = string({ min: 32, max: 64, idempotencyToken: true });
const Description = string({ max: 2048 });
const KmsKeyId = string({ max: 2048 });
const SecretBinary = blob({ min: 1, max: 65_536, sensitive: true });
const SecretString = string({ min: 1, max: 65_536, sensitive: true });
const Type = string({ max: 256 });
const VersionId = string({ min: 32, max: 64 });
const VersionStage = string({ min: 1, max: 256 });
const VersionStages = list(VersionStage, { min: 1, max: 20 });
const NextToken = string({ min: 1, max: 4096 });
const ResourcePolicy = string({ min: 1, max: 20_480 });
/** What the model calls NameType: also of checks. */
const NameType = string({ min: 1, max: 512 });
const Region = string({ min: 1, max: 128, pattern: '^([a-z]+-)+\\d+$' });

const Tag = struct({ Key: string({ min: 1, max: 128 }), Value: string({ max: 256 }) });
const Tags = list(Tag);
const ReplicaRegion = struct({ Region, KmsKeyId });
const ReplicationStatus = list(
  struct({
    Region,
    KmsKeyId,
    Status: string({ values: ['InSync', 'Failed', 'InProgress'] }),
    StatusMessage: string({ min: 1, max: 4096 }),
    LastAccessedDate: timestamp(),
  }),
);
const RotationLambdaARN = string({ max: 2048 });
const RotationRules = struct({
  AutomaticallyAfterDays: long({ min: 1, max: 1000 }),
  Duration: string({ min: 2, max: 3, pattern: '[0-9]+h' }),
  ScheduleExpression: string({ min: 1, max: 256, pattern: '[0-9A-Za-z\\(\\)#\\?\\*\\-\\/, ]+' }),
});
const ExternalSecretRotationMetadata = list(
  struct({ Key: string({ min: 1, max: 256 }), Value: string({ min: 1, max: 2048 }) }),
);
const Filter = struct({
  Key: string({ values: ['description', 'name', 'tag-key', 'tag-value', 'primary-region', 'owning-service', 'all'] }),
  Values: list(string({ max: 512, pattern: '^\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*$' }), { min: 1, max: 10 }),
});
const VersionsToStages = map(VersionId, VersionStages);

/** What DescribeSecret and an entry of ListSecrets have in common. */
const secretMetadata = {
  ARN: Arn,
  Name,
  Type,
  Description,
  KmsKeyId,
  RotationEnabled: boolean(),
  RotationLambdaARN,
  RotationRules,
  ExternalSecretRotationMetadata,
  ExternalSecretRotationRoleArn: Arn,
  LastRotatedDate: timestamp(),
  LastChangedDate: timestamp(),
  LastAccessedDate: timestamp(),
  DeletedDate: timestamp(),
  NextRotationDate: timestamp(),
  Tags,
  OwningService: string({ min: 1, max: 128 }),
  CreatedDate: timestamp(),
  PrimaryRegion: Region,
} as const;

/** What GetSecretValue answers, and an entry of BatchGetSecretValue. */
const secretValue = {
  ARN: Arn,
  Name,
  VersionId,
  SecretBinary,
  SecretString,
  VersionStages,
  CreatedDate: timestamp(),
} as const;

const SecretListEntry = struct({ ...secretMetadata, SecretVersionsToStages: VersionsToStages });

const noSuchSecret = ['ResourceNotFoundException', 'InternalServiceError', 'InvalidParameterException'] as const;
const writes = [
  'InvalidParameterException',
  'InvalidRequestException',
  'LimitExceededException',
  'EncryptionFailure',
  'ResourceExistsException',
  'ResourceNotFoundException',
  'InternalServiceError',
  'DecryptionFailure',
] as const;

export const secretsmanager = service({
  service: 'secretsmanager',
  title: 'AWS Secrets Manager',
  apiVersion: '2017-10-17',
  protocols: ['json-1.1', 'query'],
  targetPrefixes: ['secretsmanager'],
  endpointPrefix: 'secretsmanager',
  xmlNamespace: 'https://secretsmanager.amazonaws.com/doc/2017-10-17/',
  messageKey: 'Message',
  errors: {
    DecryptionFailure: { status: 400 },
    EncryptionFailure: { status: 400 },
    InternalServiceError: { status: 500 },
    InvalidNextTokenException: { status: 400 },
    InvalidParameterException: { status: 400 },
    InvalidRequestException: { status: 400 },
    LimitExceededException: { status: 400 },
    MalformedPolicyDocumentException: { status: 400 },
    PreconditionNotMetException: { status: 400 },
    PublicPolicyException: { status: 400 },
    ResourceExistsException: { status: 400 },
    ResourceNotFoundException: { status: 400 },
  },
  operations: {
    BatchGetSecretValue: {
      doc: 'Reads the current values of up to 20 secrets, chosen by a list or by filters.',
      readOnly: true,
      input: struct({
        SecretIdList: list(SecretId, { min: 1, max: 20 }),
        Filters: list(Filter, { max: 10 }),
        MaxResults: integer({ min: 1, max: 20 }),
        NextToken,
      }),
      output: struct({
        SecretValues: list(struct(secretValue)),
        NextToken,
        Errors: list(struct({ SecretId, ErrorCode: string(), Message: string() })),
      }),
      errors: [...noSuchSecret, 'InvalidRequestException', 'DecryptionFailure', 'InvalidNextTokenException'],
    },
    CancelRotateSecret: {
      doc: 'Turns off the rotation of a secret.',
      readOnly: false,
      input: struct({ SecretId: required(SecretId) }),
      output: struct({ ARN: Arn, Name, VersionId }),
      errors: [...noSuchSecret, 'InvalidRequestException'],
    },
    CreateSecret: {
      doc: 'Creates a new secret, with or without a first value.',
      readOnly: false,
      input: struct({
        Name: required(string({ min: 1, max: 512 })),
        ClientRequestToken,
        Description,
        KmsKeyId,
        SecretBinary,
        SecretString,
        Tags,
        AddReplicaRegions: list(ReplicaRegion, { min: 1 }),
        ForceOverwriteReplicaSecret: boolean(),
        Type,
      }),
      output: struct({ ARN: Arn, Name, VersionId, ReplicationStatus }),
      errors: [...writes, 'MalformedPolicyDocumentException', 'PreconditionNotMetException'],
    },
    DeleteResourcePolicy: {
      doc: 'Takes the resource policy off a secret.',
      readOnly: false,
      input: struct({ SecretId: required(SecretId) }),
      output: struct({ ARN: Arn, Name: NameType }),
      errors: [...noSuchSecret, 'InvalidRequestException'],
    },
    DeleteSecret: {
      doc: 'Deletes a secret after a recovery window, or at once when forced.',
      readOnly: false,
      input: struct({
        SecretId: required(SecretId),
        RecoveryWindowInDays: long(),
        ForceDeleteWithoutRecovery: boolean(),
      }),
      output: struct({ ARN: Arn, Name, DeletionDate: timestamp() }),
      errors: [...noSuchSecret, 'InvalidRequestException'],
    },
    DescribeSecret: {
      doc: 'Shows what is known of a secret, except its value.',
      readOnly: true,
      input: struct({ SecretId: required(SecretId) }),
      output: struct({ ...secretMetadata, VersionIdsToStages: VersionsToStages, ReplicationStatus }),
      errors: noSuchSecret,
    },
    GetRandomPassword: {
      doc: 'Makes a random password.',
      readOnly: true,
      input: struct({
        PasswordLength: long({ min: 1, max: 4096 }),
        ExcludeCharacters: string({ max: 4096 }),
        ExcludeNumbers: boolean(),
        ExcludePunctuation: boolean(),
        ExcludeUppercase: boolean(),
        ExcludeLowercase: boolean(),
        IncludeSpace: boolean(),
        RequireEachIncludedType: boolean(),
      }),
      output: struct({ RandomPassword: string({ max: 4096, sensitive: true }) }),
      errors: ['InvalidParameterException', 'InvalidRequestException', 'InternalServiceError'],
    },
    GetResourcePolicy: {
      doc: 'Shows the resource policy of a secret.',
      readOnly: true,
      input: struct({ SecretId: required(SecretId) }),
      output: struct({ ARN: Arn, Name: NameType, ResourcePolicy }),
      errors: [...noSuchSecret, 'InvalidRequestException'],
    },
    GetSecretValue: {
      doc: "Reads a secret's value: the current one, or the one of a version or staging label.",
      readOnly: true,
      input: struct({ SecretId: required(SecretId), VersionId, VersionStage }),
      output: struct(secretValue),
      errors: [...noSuchSecret, 'InvalidRequestException', 'DecryptionFailure'],
    },
    ListSecrets: {
      doc: 'Lists the secrets of this account and region, without their values.',
      readOnly: true,
      input: struct({
        IncludePlannedDeletion: boolean(),
        MaxResults: integer({ min: 1, max: 100 }),
        NextToken,
        Filters: list(Filter, { max: 10 }),
        SortOrder: string({ values: ['asc', 'desc'] }),
        SortBy: string({ values: ['created-date', 'last-accessed-date', 'last-changed-date', 'name'] }),
      }),
      output: struct({
        SecretList: list(SecretListEntry),
        NextToken,
      }),
      errors: [
        'InvalidParameterException',
        'InvalidRequestException',
        'InvalidNextTokenException',
        'InternalServiceError',
      ],
      pages: { limit: 'MaxResults', result: 'SecretList' },
    },
    ListSecretVersionIds: {
      doc: 'Lists the versions of a secret.',
      readOnly: true,
      input: struct({
        SecretId: required(SecretId),
        MaxResults: integer({ min: 1, max: 100 }),
        NextToken,
        IncludeDeprecated: boolean(),
      }),
      output: struct({
        Versions: list(
          struct({
            VersionId,
            VersionStages,
            LastAccessedDate: timestamp(),
            CreatedDate: timestamp(),
            KmsKeyIds: list(KmsKeyId),
          }),
        ),
        NextToken,
        ARN: Arn,
        Name,
      }),
      errors: ['InvalidNextTokenException', ...noSuchSecret],
    },
    PutResourcePolicy: {
      doc: 'Attaches a resource policy to a secret: who may do what with it.',
      readOnly: false,
      input: struct({
        SecretId: required(SecretId),
        ResourcePolicy: required(ResourcePolicy),
        BlockPublicPolicy: boolean(),
      }),
      output: struct({ ARN: Arn, Name: NameType }),
      errors: [...noSuchSecret, 'InvalidRequestException', 'MalformedPolicyDocumentException', 'PublicPolicyException'],
    },
    PutSecretValue: {
      doc: 'Stores a new version of a secret and moves staging labels to it.',
      readOnly: false,
      input: struct({
        SecretId: required(SecretId),
        ClientRequestToken,
        SecretBinary,
        SecretString,
        VersionStages,
        RotationToken: string({ min: 36, max: 256, pattern: '^[a-zA-Z0-9\\-]+$', sensitive: true }),
      }),
      output: struct({ ARN: Arn, Name, VersionId, VersionStages }),
      errors: writes,
    },
    RemoveRegionsFromReplication: {
      doc: "Deletes a secret's replicas in other regions.",
      readOnly: false,
      input: struct({ SecretId: required(SecretId), RemoveReplicaRegions: required(list(Region, { min: 1 })) }),
      output: struct({ ARN: Arn, ReplicationStatus }),
      errors: [...noSuchSecret, 'InvalidRequestException'],
    },
    ReplicateSecretToRegions: {
      doc: 'Replicates a secret to other regions.',
      readOnly: false,
      input: struct({
        SecretId: required(SecretId),
        AddReplicaRegions: required(list(ReplicaRegion, { min: 1 })),
        ForceOverwriteReplicaSecret: boolean(),
      }),
      output: struct({ ARN: Arn, ReplicationStatus }),
      errors: [...noSuchSecret, 'InvalidRequestException'],
    },
    RestoreSecret: {
      doc: 'Takes a secret back from its scheduled deletion.',
      readOnly: false,
      input: struct({ SecretId: required(SecretId) }),
      output: struct({ ARN: Arn, Name }),
      errors: [...noSuchSecret, 'InvalidRequestException'],
    },
    RotateSecret: {
      doc: 'Configures the rotation of a secret and begins one.',
      readOnly: false,
      input: struct({
        SecretId: required(SecretId),
        ClientRequestToken,
        RotationLambdaARN,
        RotationRules,
        ExternalSecretRotationMetadata,
        ExternalSecretRotationRoleArn: Arn,
        RotateImmediately: boolean(),
      }),
      output: struct({ ARN: Arn, Name, VersionId }),
      errors: [...noSuchSecret, 'InvalidRequestException'],
    },
    StopReplicationToReplica: {
      doc: 'Makes a replica a secret of its own; called in the region of the replica.',
      readOnly: false,
      input: struct({ SecretId: required(SecretId) }),
      output: struct({ ARN: Arn }),
      errors: [...noSuchSecret, 'InvalidRequestException'],
    },
    TagResource: {
      doc: 'Attaches tags to a secret; a key that it has already gets the new value.',
      readOnly: false,
      input: struct({ SecretId: required(SecretId), Tags: required(Tags) }),
      output: struct({}),
      errors: [...noSuchSecret, 'InvalidRequestException'],
    },
    UntagResource: {
      doc: 'Removes tags from a secret.',
      readOnly: false,
      input: struct({ SecretId: required(SecretId), TagKeys: required(list(string({ min: 1, max: 128 }))) }),
      output: struct({}),
      errors: [...noSuchSecret, 'InvalidRequestException'],
    },
    UpdateSecret: {
      doc: "Changes a secret's description, key or current value.",
      readOnly: false,
      input: struct({
        SecretId: required(SecretId),
        ClientRequestToken,
        Description,
        KmsKeyId,
        SecretBinary,
        SecretString,
        Type,
      }),
      output: struct({ ARN: Arn, Name, VersionId }),
      errors: [...writes, 'MalformedPolicyDocumentException', 'PreconditionNotMetException'],
    },
    UpdateSecretVersionStage: {
      doc: 'Moves, attaches or removes a staging label.',
      readOnly: false,
      input: struct({
        SecretId: required(SecretId),
        VersionStage: required(VersionStage),
        RemoveFromVersionId: VersionId,
        MoveToVersionId: VersionId,
      }),
      output: struct({ ARN: Arn, Name }),
      errors: [...noSuchSecret, 'InvalidRequestException', 'LimitExceededException'],
    },
    ValidateResourcePolicy: {
      doc: 'Tells whether a resource policy would let everybody in or lock the caller out.',
      readOnly: true,
      input: struct({ SecretId, ResourcePolicy: required(ResourcePolicy) }),
      output: struct({
        PolicyValidationPassed: boolean(),
        ValidationErrors: list(struct({ CheckName: NameType, ErrorMessage: string() })),
      }),
      errors: [...noSuchSecret, 'InvalidRequestException', 'MalformedPolicyDocumentException'],
    },
  },
});
