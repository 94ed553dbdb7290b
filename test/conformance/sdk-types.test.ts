/**
 * The types that handlers see against the types of the AWS SDK for JavaScript: the same members with the same types, at
 * any depth. The compiler does the comparing (`npm run types`); what runs only sees that no operation was left out.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as trail from '@aws-sdk/client-cloudtrail';
import type * as keys from '@aws-sdk/client-kms';
import type * as secrets from '@aws-sdk/client-secrets-manager';
import type * as parameters from '@aws-sdk/client-ssm';
import type * as tokens from '@aws-sdk/client-sts';
import type { InputOf, OperationContract, OutputOf, Redacted } from '@coffer/wire';
import { services, type Services } from '@coffer/wire/services';

/**
 * What both sides have in common: every member there, wrappers off, instants as numbers. Enums of answers count as any
 * text (`Text` is string): a newer SDK knows more of them than the service's model.
 */
type Plain<T, Text = never> = T extends undefined
  ? never
  : T extends Redacted<infer V>
    ? Plain<V, Text>
    : T extends Date
      ? number
      : T extends string
        ? T | Text
        : T extends number | boolean
          ? T
          : T extends Uint8Array
            ? Uint8Array
            : T extends readonly (infer E)[]
              ? Plain<E, Text>[]
              : { [K in keyof T as K extends '$metadata' ? never : K]-?: Plain<T[K], Text> };

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** For each operation whether input and output are the SDK's: a `true` below stops compiling where one is not. */
export type Verdicts<
  Ops extends Readonly<Record<string, OperationContract>>,
  Sdk extends { readonly [K in keyof Ops]: readonly [input: object, output: object] },
> = {
  readonly [K in keyof Ops]: Same<
    [Plain<InputOf<Ops[K]>>, Plain<OutputOf<Ops[K]>, string>],
    [Plain<Sdk[K][0]>, Plain<Sdk[K][1], string>]
  >;
};

const secretsmanager: Verdicts<
  Services['secretsmanager']['operations'],
  {
    BatchGetSecretValue: [secrets.BatchGetSecretValueCommandInput, secrets.BatchGetSecretValueCommandOutput];
    CancelRotateSecret: [secrets.CancelRotateSecretCommandInput, secrets.CancelRotateSecretCommandOutput];
    CreateSecret: [secrets.CreateSecretCommandInput, secrets.CreateSecretCommandOutput];
    DeleteResourcePolicy: [secrets.DeleteResourcePolicyCommandInput, secrets.DeleteResourcePolicyCommandOutput];
    DeleteSecret: [secrets.DeleteSecretCommandInput, secrets.DeleteSecretCommandOutput];
    DescribeSecret: [secrets.DescribeSecretCommandInput, secrets.DescribeSecretCommandOutput];
    GetRandomPassword: [secrets.GetRandomPasswordCommandInput, secrets.GetRandomPasswordCommandOutput];
    GetResourcePolicy: [secrets.GetResourcePolicyCommandInput, secrets.GetResourcePolicyCommandOutput];
    GetSecretValue: [secrets.GetSecretValueCommandInput, secrets.GetSecretValueCommandOutput];
    ListSecrets: [secrets.ListSecretsCommandInput, secrets.ListSecretsCommandOutput];
    ListSecretVersionIds: [secrets.ListSecretVersionIdsCommandInput, secrets.ListSecretVersionIdsCommandOutput];
    PutResourcePolicy: [secrets.PutResourcePolicyCommandInput, secrets.PutResourcePolicyCommandOutput];
    PutSecretValue: [secrets.PutSecretValueCommandInput, secrets.PutSecretValueCommandOutput];
    RemoveRegionsFromReplication: [
      secrets.RemoveRegionsFromReplicationCommandInput,
      secrets.RemoveRegionsFromReplicationCommandOutput,
    ];
    ReplicateSecretToRegions: [
      secrets.ReplicateSecretToRegionsCommandInput,
      secrets.ReplicateSecretToRegionsCommandOutput,
    ];
    RestoreSecret: [secrets.RestoreSecretCommandInput, secrets.RestoreSecretCommandOutput];
    RotateSecret: [secrets.RotateSecretCommandInput, secrets.RotateSecretCommandOutput];
    StopReplicationToReplica: [
      secrets.StopReplicationToReplicaCommandInput,
      secrets.StopReplicationToReplicaCommandOutput,
    ];
    TagResource: [secrets.TagResourceCommandInput, secrets.TagResourceCommandOutput];
    UntagResource: [secrets.UntagResourceCommandInput, secrets.UntagResourceCommandOutput];
    UpdateSecret: [secrets.UpdateSecretCommandInput, secrets.UpdateSecretCommandOutput];
    UpdateSecretVersionStage: [
      secrets.UpdateSecretVersionStageCommandInput,
      secrets.UpdateSecretVersionStageCommandOutput,
    ];
    ValidateResourcePolicy: [secrets.ValidateResourcePolicyCommandInput, secrets.ValidateResourcePolicyCommandOutput];
  }
> = {
  BatchGetSecretValue: true,
  CancelRotateSecret: true,
  CreateSecret: true,
  DeleteResourcePolicy: true,
  DeleteSecret: true,
  DescribeSecret: true,
  GetRandomPassword: true,
  GetResourcePolicy: true,
  GetSecretValue: true,
  ListSecrets: true,
  ListSecretVersionIds: true,
  PutResourcePolicy: true,
  PutSecretValue: true,
  RemoveRegionsFromReplication: true,
  ReplicateSecretToRegions: true,
  RestoreSecret: true,
  RotateSecret: true,
  StopReplicationToReplica: true,
  TagResource: true,
  UntagResource: true,
  UpdateSecret: true,
  UpdateSecretVersionStage: true,
  ValidateResourcePolicy: true,
};

/** The SDK knows kinds of keys that the service's model does not have yet. */
type ModelledNewKey = Omit<keys.CreateKeyCommandInput, 'KeySpec' | 'KeyUsage'> & {
  readonly KeySpec?: Exclude<keys.KeySpec, `ML_KEM_${string}`> | undefined;
  readonly KeyUsage?: Exclude<keys.KeyUsageType, 'ENCAPSULATE_DECAPSULATE'> | undefined;
};

type ModelledGrant = Omit<keys.CreateGrantCommandInput, 'Operations'> & {
  readonly Operations: Exclude<keys.GrantOperation, 'Encapsulate' | 'Decapsulate'>[] | undefined;
};

type ModelledPair<T extends { readonly KeyPairSpec?: keys.DataKeyPairSpec | undefined }> = {
  [K in keyof T]: K extends 'KeyPairSpec' ? Exclude<T[K], `ML_KEM_${string}`> : T[K];
};

const kms: Verdicts<
  Services['kms']['operations'],
  {
    ConnectCustomKeyStore: [keys.ConnectCustomKeyStoreCommandInput, keys.ConnectCustomKeyStoreCommandOutput];
    CreateCustomKeyStore: [keys.CreateCustomKeyStoreCommandInput, keys.CreateCustomKeyStoreCommandOutput];
    DeleteCustomKeyStore: [keys.DeleteCustomKeyStoreCommandInput, keys.DeleteCustomKeyStoreCommandOutput];
    DeleteImportedKeyMaterial: [
      keys.DeleteImportedKeyMaterialCommandInput,
      keys.DeleteImportedKeyMaterialCommandOutput,
    ];
    DescribeCustomKeyStores: [keys.DescribeCustomKeyStoresCommandInput, keys.DescribeCustomKeyStoresCommandOutput];
    DisconnectCustomKeyStore: [keys.DisconnectCustomKeyStoreCommandInput, keys.DisconnectCustomKeyStoreCommandOutput];
    GetParametersForImport: [keys.GetParametersForImportCommandInput, keys.GetParametersForImportCommandOutput];
    ImportKeyMaterial: [keys.ImportKeyMaterialCommandInput, keys.ImportKeyMaterialCommandOutput];
    ReplicateKey: [keys.ReplicateKeyCommandInput, keys.ReplicateKeyCommandOutput];
    UpdateCustomKeyStore: [keys.UpdateCustomKeyStoreCommandInput, keys.UpdateCustomKeyStoreCommandOutput];
    UpdatePrimaryRegion: [keys.UpdatePrimaryRegionCommandInput, keys.UpdatePrimaryRegionCommandOutput];
    CancelKeyDeletion: [keys.CancelKeyDeletionCommandInput, keys.CancelKeyDeletionCommandOutput];
    CreateAlias: [keys.CreateAliasCommandInput, keys.CreateAliasCommandOutput];
    CreateGrant: [ModelledGrant, keys.CreateGrantCommandOutput];
    CreateKey: [ModelledNewKey, keys.CreateKeyCommandOutput];
    Decrypt: [keys.DecryptCommandInput, keys.DecryptCommandOutput];
    DeleteAlias: [keys.DeleteAliasCommandInput, keys.DeleteAliasCommandOutput];
    DescribeKey: [keys.DescribeKeyCommandInput, keys.DescribeKeyCommandOutput];
    DisableKey: [keys.DisableKeyCommandInput, keys.DisableKeyCommandOutput];
    DisableKeyRotation: [keys.DisableKeyRotationCommandInput, keys.DisableKeyRotationCommandOutput];
    EnableKey: [keys.EnableKeyCommandInput, keys.EnableKeyCommandOutput];
    EnableKeyRotation: [keys.EnableKeyRotationCommandInput, keys.EnableKeyRotationCommandOutput];
    Encrypt: [keys.EncryptCommandInput, keys.EncryptCommandOutput];
    GenerateDataKey: [keys.GenerateDataKeyCommandInput, keys.GenerateDataKeyCommandOutput];
    GenerateDataKeyPair: [
      ModelledPair<keys.GenerateDataKeyPairCommandInput>,
      ModelledPair<keys.GenerateDataKeyPairCommandOutput>,
    ];
    GenerateDataKeyPairWithoutPlaintext: [
      ModelledPair<keys.GenerateDataKeyPairWithoutPlaintextCommandInput>,
      ModelledPair<keys.GenerateDataKeyPairWithoutPlaintextCommandOutput>,
    ];
    GenerateDataKeyWithoutPlaintext: [
      keys.GenerateDataKeyWithoutPlaintextCommandInput,
      keys.GenerateDataKeyWithoutPlaintextCommandOutput,
    ];
    GenerateMac: [keys.GenerateMacCommandInput, keys.GenerateMacCommandOutput];
    GenerateRandom: [keys.GenerateRandomCommandInput, keys.GenerateRandomCommandOutput];
    GetKeyPolicy: [keys.GetKeyPolicyCommandInput, keys.GetKeyPolicyCommandOutput];
    GetKeyRotationStatus: [keys.GetKeyRotationStatusCommandInput, keys.GetKeyRotationStatusCommandOutput];
    GetPublicKey: [keys.GetPublicKeyCommandInput, keys.GetPublicKeyCommandOutput];
    ListAliases: [keys.ListAliasesCommandInput, keys.ListAliasesCommandOutput];
    ListGrants: [keys.ListGrantsCommandInput, keys.ListGrantsCommandOutput];
    ListKeyPolicies: [keys.ListKeyPoliciesCommandInput, keys.ListKeyPoliciesCommandOutput];
    ListKeyRotations: [keys.ListKeyRotationsCommandInput, keys.ListKeyRotationsCommandOutput];
    ListKeys: [keys.ListKeysCommandInput, keys.ListKeysCommandOutput];
    ListResourceTags: [keys.ListResourceTagsCommandInput, keys.ListResourceTagsCommandOutput];
    ListRetirableGrants: [keys.ListRetirableGrantsCommandInput, keys.ListRetirableGrantsCommandOutput];
    PutKeyPolicy: [keys.PutKeyPolicyCommandInput, keys.PutKeyPolicyCommandOutput];
    ReEncrypt: [keys.ReEncryptCommandInput, keys.ReEncryptCommandOutput];
    RetireGrant: [keys.RetireGrantCommandInput, keys.RetireGrantCommandOutput];
    RevokeGrant: [keys.RevokeGrantCommandInput, keys.RevokeGrantCommandOutput];
    RotateKeyOnDemand: [keys.RotateKeyOnDemandCommandInput, keys.RotateKeyOnDemandCommandOutput];
    ScheduleKeyDeletion: [keys.ScheduleKeyDeletionCommandInput, keys.ScheduleKeyDeletionCommandOutput];
    Sign: [keys.SignCommandInput, keys.SignCommandOutput];
    TagResource: [keys.TagResourceCommandInput, keys.TagResourceCommandOutput];
    UntagResource: [keys.UntagResourceCommandInput, keys.UntagResourceCommandOutput];
    UpdateAlias: [keys.UpdateAliasCommandInput, keys.UpdateAliasCommandOutput];
    UpdateKeyDescription: [keys.UpdateKeyDescriptionCommandInput, keys.UpdateKeyDescriptionCommandOutput];
    Verify: [keys.VerifyCommandInput, keys.VerifyCommandOutput];
    VerifyMac: [keys.VerifyMacCommandInput, keys.VerifyMacCommandOutput];
  }
> = {
  ConnectCustomKeyStore: true,
  CreateCustomKeyStore: true,
  DeleteCustomKeyStore: true,
  DeleteImportedKeyMaterial: true,
  DescribeCustomKeyStores: true,
  DisconnectCustomKeyStore: true,
  GetParametersForImport: true,
  ImportKeyMaterial: true,
  ReplicateKey: true,
  UpdateCustomKeyStore: true,
  UpdatePrimaryRegion: true,
  CancelKeyDeletion: true,
  CreateAlias: true,
  CreateGrant: true,
  CreateKey: true,
  Decrypt: true,
  DeleteAlias: true,
  DescribeKey: true,
  DisableKey: true,
  DisableKeyRotation: true,
  EnableKey: true,
  EnableKeyRotation: true,
  Encrypt: true,
  GenerateDataKey: true,
  GenerateDataKeyPair: true,
  GenerateDataKeyPairWithoutPlaintext: true,
  GenerateDataKeyWithoutPlaintext: true,
  GenerateMac: true,
  GenerateRandom: true,
  GetKeyPolicy: true,
  GetKeyRotationStatus: true,
  GetPublicKey: true,
  ListAliases: true,
  ListGrants: true,
  ListKeyPolicies: true,
  ListKeyRotations: true,
  ListKeys: true,
  ListResourceTags: true,
  ListRetirableGrants: true,
  PutKeyPolicy: true,
  ReEncrypt: true,
  RetireGrant: true,
  RevokeGrant: true,
  RotateKeyOnDemand: true,
  ScheduleKeyDeletion: true,
  Sign: true,
  TagResource: true,
  UntagResource: true,
  UpdateAlias: true,
  UpdateKeyDescription: true,
  Verify: true,
  VerifyMac: true,
};

const ssm: Verdicts<
  Services['ssm']['operations'],
  {
    AddTagsToResource: [parameters.AddTagsToResourceCommandInput, parameters.AddTagsToResourceCommandOutput];
    DeleteParameter: [parameters.DeleteParameterCommandInput, parameters.DeleteParameterCommandOutput];
    DeleteParameters: [parameters.DeleteParametersCommandInput, parameters.DeleteParametersCommandOutput];
    DescribeParameters: [parameters.DescribeParametersCommandInput, parameters.DescribeParametersCommandOutput];
    GetParameter: [parameters.GetParameterCommandInput, parameters.GetParameterCommandOutput];
    GetParameterHistory: [parameters.GetParameterHistoryCommandInput, parameters.GetParameterHistoryCommandOutput];
    GetParameters: [parameters.GetParametersCommandInput, parameters.GetParametersCommandOutput];
    GetParametersByPath: [parameters.GetParametersByPathCommandInput, parameters.GetParametersByPathCommandOutput];
    LabelParameterVersion: [
      parameters.LabelParameterVersionCommandInput,
      parameters.LabelParameterVersionCommandOutput,
    ];
    ListTagsForResource: [parameters.ListTagsForResourceCommandInput, parameters.ListTagsForResourceCommandOutput];
    PutParameter: [parameters.PutParameterCommandInput, parameters.PutParameterCommandOutput];
    RemoveTagsFromResource: [
      parameters.RemoveTagsFromResourceCommandInput,
      parameters.RemoveTagsFromResourceCommandOutput,
    ];
    UnlabelParameterVersion: [
      parameters.UnlabelParameterVersionCommandInput,
      parameters.UnlabelParameterVersionCommandOutput,
    ];
  }
> = {
  AddTagsToResource: true,
  DeleteParameter: true,
  DeleteParameters: true,
  DescribeParameters: true,
  GetParameter: true,
  GetParameterHistory: true,
  GetParameters: true,
  GetParametersByPath: true,
  LabelParameterVersion: true,
  ListTagsForResource: true,
  PutParameter: true,
  RemoveTagsFromResource: true,
  UnlabelParameterVersion: true,
};

const cloudtrail: Verdicts<
  Services['cloudtrail']['operations'],
  { LookupEvents: [trail.LookupEventsCommandInput, trail.LookupEventsCommandOutput] }
> = { LookupEvents: true };

const sts: Verdicts<
  Services['sts']['operations'],
  {
    AssumeRole: [tokens.AssumeRoleCommandInput, tokens.AssumeRoleCommandOutput];
    AssumeRoleWithSAML: [tokens.AssumeRoleWithSAMLCommandInput, tokens.AssumeRoleWithSAMLCommandOutput];
    AssumeRoleWithWebIdentity: [
      tokens.AssumeRoleWithWebIdentityCommandInput,
      tokens.AssumeRoleWithWebIdentityCommandOutput,
    ];
    GetAccessKeyInfo: [tokens.GetAccessKeyInfoCommandInput, tokens.GetAccessKeyInfoCommandOutput];
    GetCallerIdentity: [tokens.GetCallerIdentityCommandInput, tokens.GetCallerIdentityCommandOutput];
    GetFederationToken: [tokens.GetFederationTokenCommandInput, tokens.GetFederationTokenCommandOutput];
    GetSessionToken: [tokens.GetSessionTokenCommandInput, tokens.GetSessionTokenCommandOutput];
  }
> = {
  AssumeRole: true,
  AssumeRoleWithSAML: true,
  AssumeRoleWithWebIdentity: true,
  GetAccessKeyInfo: true,
  GetCallerIdentity: true,
  GetFederationToken: true,
  GetSessionToken: true,
};

test('every operation is compared with the SDK’s types', () => {
  const compared = { cloudtrail, kms, secretsmanager, ssm, sts };

  for (const [name, contract] of Object.entries(services)) {
    if (ELSEWHERE.has(name)) continue;
    const verdicts = new Map(Object.entries(compared)).get(name) ?? {};
    assert.deepEqual(Object.keys(verdicts).toSorted(), Object.keys(contract.operations).toSorted(), name);
  }
});

/** In files of their own; the clients of the last two are no dependency: `contracts.test.ts` compares them with the model. */
const ELSEWHERE: ReadonlySet<string> = new Set(['iam', 'lambda', 'logs', 'cloudformation', 'serverlessrepo']);
