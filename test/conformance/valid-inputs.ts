/** For each operation an input that it takes, and the state in which it takes it: what generated requests vary. */

import type { FixedKey } from '../../packages/server/src/services/kms/testing.ts';

/** What an input names: things that are there for it alone. */
export interface Fixture {
  /** The name of a secret or parameter. */
  readonly name: string;
  /** A ciphertext of `CUSTOMER_KEY` with the encryption context `k=v`, in base64; for KMS alone. */
  readonly ciphertext: string;
}

/** An input that an operation takes. */
export interface ValidInput {
  readonly input: Readonly<Record<string, unknown>>;
  /** Calls that make the state, in order; absent: the usual ones of the service (`fixtureCalls`). */
  readonly before?: readonly Call[];
  /** Members that another one cannot stand beside: they go when that one is varied. */
  readonly without?: Readonly<Record<string, readonly string[]>>;
}

/** An operation of the same service and its input. */
export type Call = readonly [operation: string, input: Readonly<Record<string, unknown>>];

/** Versions that every fixture secret has: the first is AWSPREVIOUS, the second AWSCURRENT. */
export const FIRST_VERSION = '11111111-2222-4333-8444-555555555555';
export const SECOND_VERSION = '22222222-3333-4444-8555-666666666666';
const NEW_VERSION = '33333333-4444-4555-8666-777777777777';

/** The key that inputs of KMS name. */
export const CUSTOMER_KEY = 'alias/customer';

/** The time of log events: that of the tests' clock. */
const EVENT_AT = Date.UTC(2026, 8, 26, 19, 29, 54);

const SIGNING_KEY = 'alias/signing';
const MAC_KEY = 'alias/mac';

/** Keys of other kinds that inputs of KMS name, with fixed material: what they sign is the same each time. */
export const KEYS_OF_KINDS = new Map<string, FixedKey>([
  [
    SIGNING_KEY,
    {
      key_spec: 'ECC_NIST_P256',
      key_usage: 'SIGN_VERIFY',
      // Of RFC 6979, A.2.5, whose signature of `sample` is below.
      bytes: Buffer.from(
        'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFXZ7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ',
        'base64',
      ),
    },
  ],
  [MAC_KEY, { key_spec: 'HMAC_256', key_usage: 'GENERATE_VERIFY_MAC', bytes: Buffer.alloc(32, 7) }],
]);
const MESSAGE = 'c2FtcGxl';
const SIGNATURE = 'MEYCIQDv1IsqrLao/RFA3ZzUXoHWnSyHe1aq+ZHDTQ6oTq83FgIhAPfLHJQtZXxB1DbHobbin2Xz6QDbua/0Bk3Eqy+EOs2o';
const MAC = 'CU31/xNAzFId3dbrxuqDFTsqvzzTKtUyi6PplTccChM=';

/** The id of a key that is there for a fixture alone: for what changes keys, where no alias is a name. */
export function ownKeyId({ name }: Fixture): string {
  return `00000000-0000-4000-8000-00000000${name.slice(-4)}`;
}

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
    },
  ],
});

/** What is there for an operation's input unless it says otherwise. */
export function fixtureCalls(service: string, { name }: Fixture): readonly Call[] {
  if (service === 'secretsmanager') {
    return [
      ['CreateSecret', { Name: name, ClientRequestToken: FIRST_VERSION, SecretString: 'v1' }],
      ['PutSecretValue', { SecretId: name, ClientRequestToken: SECOND_VERSION, SecretString: 'v2' }],
    ];
  }
  if (service === 'logs') {
    const place = { logGroupName: name, logStreamName: 'stream' };
    return [
      ['CreateLogGroup', { logGroupName: name, tags: { k: 'v' } }],
      ['CreateLogStream', place],
      ['PutLogEvents', { ...place, logEvents: [{ timestamp: EVENT_AT, message: 'm' }] }],
    ];
  }
  if (service !== 'ssm') return [];
  return [
    ['PutParameter', { Name: name, Value: 'v', Type: 'String', Tags: [{ Key: 'k', Value: 'v' }] }],
    ['LabelParameterVersion', { Name: name, ParameterVersion: 1, Labels: ['label'] }],
  ];
}

/** Inputs by service and operation: `secretsmanager.CreateSecret`. */
export function validInputs(fixture: Fixture): ReadonlyMap<string, ValidInput> {
  return new Map([
    ...inputsOf('secretsmanager', secrets(fixture)),
    ...inputsOf('ssm', parameters(fixture)),
    ...inputsOf('kms', keys(fixture)),
    ...inputsOf('logs', logGroups(fixture)),
    ...inputsOf('cloudtrail', { LookupEvents: { input: { MaxResults: 50 } } }),
  ]);
}

function inputsOf(service: string, inputs: Readonly<Record<string, ValidInput>>): (readonly [string, ValidInput])[] {
  return Object.entries(inputs).map(([operation, input]) => [`${service}.${operation}`, input]);
}

/** Of two kinds of value a request has one. */
const oneValue = { SecretBinary: ['SecretString'] };

function secrets({ name }: Fixture): Readonly<Record<string, ValidInput>> {
  const SecretId = name;
  const onlyId: ValidInput = { input: { SecretId } };
  return {
    BatchGetSecretValue: {
      input: { SecretIdList: [SecretId] },
      without: { Filters: ['SecretIdList'], MaxResults: ['SecretIdList'], NextToken: ['SecretIdList'] },
    },
    CancelRotateSecret: onlyId,
    CreateSecret: {
      before: [],
      input: {
        Name: name,
        ClientRequestToken: FIRST_VERSION,
        SecretString: 'v',
        Description: 'd',
        Tags: [{ Key: 'k', Value: 'v' }],
      },
      without: oneValue,
    },
    DeleteResourcePolicy: onlyId,
    DeleteSecret: {
      input: { SecretId, RecoveryWindowInDays: 7 },
      without: { ForceDeleteWithoutRecovery: ['RecoveryWindowInDays'] },
    },
    DescribeSecret: onlyId,
    GetRandomPassword: { before: [], input: { PasswordLength: 20, IncludeSpace: true, ExcludeCharacters: 'x' } },
    GetResourcePolicy: onlyId,
    GetSecretValue: {
      input: { SecretId, VersionId: SECOND_VERSION, VersionStage: 'AWSCURRENT' },
      without: { VersionId: ['VersionStage'], VersionStage: ['VersionId'] },
    },
    ListSecrets: {
      input: { MaxResults: 2, SortOrder: 'asc', SortBy: 'name', Filters: [{ Key: 'name', Values: ['c'] }] },
    },
    ListSecretVersionIds: { input: { SecretId, MaxResults: 10, IncludeDeprecated: true } },
    PutResourcePolicy: { input: { SecretId, ResourcePolicy: POLICY } },
    PutSecretValue: {
      input: { SecretId, ClientRequestToken: NEW_VERSION, SecretString: 'v', VersionStages: ['a', 'b'] },
      without: oneValue,
    },
    RemoveRegionsFromReplication: { input: { SecretId, RemoveReplicaRegions: ['eu-west-1'] } },
    ReplicateSecretToRegions: { input: { SecretId, AddReplicaRegions: [{ Region: 'eu-west-1' }] } },
    RestoreSecret: {
      input: { SecretId },
      before: [
        ['CreateSecret', { Name: name, ClientRequestToken: FIRST_VERSION, SecretString: 'v' }],
        ['DeleteSecret', { SecretId, RecoveryWindowInDays: 7 }],
      ],
    },
    RotateSecret: {
      input: {
        SecretId,
        ClientRequestToken: NEW_VERSION,
        RotationLambdaARN: 'arn:aws:lambda:us-east-1:123456789012:function:rotate',
        RotationRules: { ScheduleExpression: 'rate(10 days)', Duration: '2h' },
      },
    },
    StopReplicationToReplica: onlyId,
    TagResource: { input: { SecretId, Tags: [{ Key: 'k', Value: 'v' }] } },
    UntagResource: { input: { SecretId, TagKeys: ['k'] } },
    UpdateSecret: {
      input: { SecretId, ClientRequestToken: NEW_VERSION, SecretString: 'v', Description: 'd' },
      without: oneValue,
    },
    UpdateSecretVersionStage: {
      input: {
        SecretId,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: SECOND_VERSION,
        MoveToVersionId: FIRST_VERSION,
      },
    },
    ValidateResourcePolicy: { input: { SecretId, ResourcePolicy: POLICY } },
  };
}

function parameters({ name }: Fixture): Readonly<Record<string, ValidInput>> {
  const resource = { ResourceType: 'Parameter', ResourceId: name };
  const Tags = [{ Key: 'k', Value: 'v' }];
  const onlyName: ValidInput = { input: { Name: name } };
  return {
    AddTagsToResource: { input: { ...resource, Tags } },
    DeleteParameter: onlyName,
    DeleteParameters: { input: { Names: [name] } },
    DescribeParameters: {
      input: { MaxResults: 2, ParameterFilters: [{ Key: 'Name', Option: 'BeginsWith', Values: ['c'] }] },
      without: { Filters: ['ParameterFilters'] },
    },
    GetParameter: { input: { Name: name, WithDecryption: true } },
    GetParameterHistory: { input: { Name: name, WithDecryption: true, MaxResults: 10 } },
    GetParameters: { input: { Names: [name, 'absent'], WithDecryption: true } },
    GetParametersByPath: {
      input: {
        Path: '/',
        Recursive: true,
        WithDecryption: true,
        MaxResults: 2,
        ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['String'] }],
      },
    },
    LabelParameterVersion: { input: { Name: name, ParameterVersion: 1, Labels: ['other'] } },
    ListTagsForResource: { input: resource },
    PutParameter: {
      before: [],
      input: { Name: name, Value: 'v', Type: 'String', Description: 'd', Tier: 'Standard', DataType: 'text', Tags },
    },
    RemoveTagsFromResource: { input: { ...resource, TagKeys: ['k'] } },
    UnlabelParameterVersion: { input: { Name: name, ParameterVersion: 1, Labels: ['label'] } },
  };
}

function logGroups({ name }: Fixture): Readonly<Record<string, ValidInput>> {
  const group = { logGroupName: name };
  const stream = { ...group, logStreamName: 'stream' };
  const resourceArn = `arn:aws:logs:us-east-1:123456789012:log-group:${name}`;
  const tags = { k: 'v' };
  const onlyGroup: ValidInput = { input: group };
  const oneName = { logGroupIdentifier: ['logGroupName'] };
  return {
    CreateLogGroup: { before: [], input: { ...group, tags, logGroupClass: 'STANDARD' } },
    CreateLogStream: { input: { ...group, logStreamName: 'new' } },
    DeleteLogGroup: onlyGroup,
    DeleteLogStream: { input: stream },
    DeleteRetentionPolicy: onlyGroup,
    DescribeLogGroups: {
      input: { logGroupNamePrefix: 'c', limit: 2 },
      without: { logGroupNamePattern: ['logGroupNamePrefix'] },
    },
    DescribeLogStreams: {
      input: { ...group, orderBy: 'LogStreamName', descending: true, limit: 2 },
      without: oneName,
    },
    FilterLogEvents: { input: { ...group, startTime: 0, filterPattern: 'm', limit: 2 }, without: oneName },
    GetLogEvents: { input: { ...stream, startTime: 0, limit: 2, startFromHead: true }, without: oneName },
    ListTagsForResource: { input: { resourceArn } },
    PutLogEvents: { input: { ...stream, logEvents: [{ timestamp: EVENT_AT, message: 'm' }], sequenceToken: 't' } },
    PutRetentionPolicy: { input: { ...group, retentionInDays: 7 } },
    TagResource: { input: { resourceArn, tags } },
    UntagResource: { input: { resourceArn, tagKeys: ['k'] } },
  };
}

function keys(fixture: Fixture): Readonly<Record<string, ValidInput>> {
  const { ciphertext } = fixture;
  const KeyId = CUSTOMER_KEY;
  const EncryptionContext = { k: 'v' };
  const AliasName = `alias/${fixture.name}`;
  const changed = ownKeyId(fixture);
  const onlyKey: ValidInput = { input: { KeyId: changed } };
  const aliased: readonly Call[] = [['CreateAlias', { AliasName, TargetKeyId: changed }]];
  const GranteePrincipal = 'arn:aws:iam::123456789012:root';
  const Constraints = { EncryptionContextSubset: EncryptionContext };
  const CustomKeyStoreId = 'cks-1234567890abcdef0';
  const granted: readonly Call[] = [['CreateGrant', { KeyId: changed, Operations: ['Decrypt'], GranteePrincipal }]];
  // Nobody knows the id of a grant before it is made.
  const GrantId = '0'.repeat(64);
  const signing = { KeyId: SIGNING_KEY, Message: MESSAGE, SigningAlgorithm: 'ECDSA_SHA_256' };
  const mac = { KeyId: MAC_KEY, Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' };
  return {
    CancelKeyDeletion: { before: [['ScheduleKeyDeletion', { KeyId: changed }]], input: { KeyId: changed } },
    CreateAlias: { input: { AliasName, TargetKeyId: changed } },
    ConnectCustomKeyStore: { input: { CustomKeyStoreId } },
    CreateCustomKeyStore: { input: { CustomKeyStoreName: 'store', CustomKeyStoreType: 'AWS_CLOUDHSM' } },
    DeleteCustomKeyStore: { input: { CustomKeyStoreId } },
    DeleteImportedKeyMaterial: onlyKey,
    DescribeCustomKeyStores: { input: { Limit: 10 } },
    DisconnectCustomKeyStore: { input: { CustomKeyStoreId } },
    GetParametersForImport: {
      input: { KeyId: changed, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_3072' },
    },
    ImportKeyMaterial: { input: { KeyId: changed, ImportToken: 'eA==', EncryptedKeyMaterial: 'eA==' } },
    ReplicateKey: { input: { KeyId: changed, ReplicaRegion: 'eu-west-1' } },
    UpdateCustomKeyStore: { input: { CustomKeyStoreId, NewCustomKeyStoreName: 'other' } },
    UpdatePrimaryRegion: { input: { KeyId: changed, PrimaryRegion: 'eu-west-1' } },
    CreateGrant: { input: { KeyId: changed, Operations: ['Decrypt'], GranteePrincipal, Name: 'n', Constraints } },
    CreateKey: {
      input: { Description: 'd', KeyUsage: 'ENCRYPT_DECRYPT', Tags: [{ TagKey: 'k', TagValue: 'v' }] },
    },
    Decrypt: { input: { CiphertextBlob: ciphertext, KeyId, EncryptionContext } },
    DeleteAlias: { before: aliased, input: { AliasName } },
    DescribeKey: { input: { KeyId } },
    DisableKey: onlyKey,
    DisableKeyRotation: onlyKey,
    EnableKey: { before: [['DisableKey', { KeyId: changed }]], input: { KeyId: changed } },
    EnableKeyRotation: { input: { KeyId: changed, RotationPeriodInDays: 90 } },
    Encrypt: { input: { KeyId, Plaintext: 'dmFsdWU=', EncryptionContext } },
    GenerateDataKey: {
      input: { KeyId, KeySpec: 'AES_256', EncryptionContext },
      without: { NumberOfBytes: ['KeySpec'] },
    },
    GenerateDataKeyPair: { input: { KeyId, KeyPairSpec: 'ECC_NIST_P256', EncryptionContext } },
    GenerateDataKeyPairWithoutPlaintext: { input: { KeyId, KeyPairSpec: 'ECC_NIST_P256', EncryptionContext } },
    GenerateDataKeyWithoutPlaintext: {
      input: { KeyId, KeySpec: 'AES_256', EncryptionContext },
      without: { NumberOfBytes: ['KeySpec'] },
    },
    GenerateMac: { input: mac },
    GenerateRandom: { input: { NumberOfBytes: 32 } },
    GetKeyPolicy: { input: { KeyId: changed, PolicyName: 'default' } },
    GetKeyRotationStatus: onlyKey,
    GetPublicKey: { input: { KeyId: SIGNING_KEY } },
    ListAliases: { input: { Limit: 2 } },
    ListGrants: { before: granted, input: { KeyId: changed, GranteePrincipal, Limit: 10 } },
    ListKeyPolicies: { input: { KeyId: changed, Limit: 10 } },
    ListKeyRotations: {
      before: [['RotateKeyOnDemand', { KeyId: changed }]],
      input: { KeyId: changed, IncludeKeyMaterial: 'ALL_KEY_MATERIAL', Limit: 10 },
    },
    ListKeys: { input: { Limit: 2 } },
    ListResourceTags: { input: { KeyId: changed, Limit: 10 } },
    ListRetirableGrants: { input: { RetiringPrincipal: GranteePrincipal, Limit: 10 } },
    PutKeyPolicy: {
      input: {
        KeyId: changed,
        PolicyName: 'default',
        Policy: POLICY.replace('secretsmanager:GetSecretValue', 'kms:*'),
      },
    },
    ReEncrypt: {
      input: {
        CiphertextBlob: ciphertext,
        SourceEncryptionContext: EncryptionContext,
        SourceKeyId: KeyId,
        DestinationKeyId: KeyId,
        DestinationEncryptionContext: EncryptionContext,
      },
    },
    RetireGrant: { input: { KeyId: changed, GrantId }, without: { GrantToken: ['KeyId', 'GrantId'] } },
    RevokeGrant: { input: { KeyId: changed, GrantId } },
    RotateKeyOnDemand: onlyKey,
    Sign: { input: signing },
    ScheduleKeyDeletion: { input: { KeyId: changed, PendingWindowInDays: 7 } },
    TagResource: { input: { KeyId: changed, Tags: [{ TagKey: 'k', TagValue: 'v' }] } },
    UntagResource: { input: { KeyId: changed, TagKeys: ['k'] } },
    UpdateAlias: { before: aliased, input: { AliasName, TargetKeyId: changed } },
    UpdateKeyDescription: { input: { KeyId: changed, Description: 'd' } },
    Verify: { input: { ...signing, Signature: SIGNATURE } },
    VerifyMac: { input: { ...mac, Mac: MAC } },
  };
}
