import type { RateGroup } from './rate-limiter.ts';

/**
 * AWS's request rates of KMS, for each account and region. Cryptography shares one rate by the kind of key, which a
 * request does not tell before it is read: symmetric keys and those of RSA for encryption are counted together, as in
 * most regions of AWS. Source: KMS Developer Guide, "Request quotas".
 */
export const KMS_RATES: readonly RateGroup[] = [
  group(10_000, [
    'Decrypt',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'GenerateMac',
    'GenerateRandom',
    'ReEncrypt',
    'VerifyMac',
  ]),
  group(1_000, ['Sign', 'Verify']),
  group(25, ['GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext']),
  ...each(2_000, ['DescribeKey', 'GetPublicKey', 'ListResourceTags']),
  ...each(1_000, ['GetKeyPolicy', 'GetKeyRotationStatus']),
  ...each(500, ['ListAliases', 'ListKeys']),
  ...each(100, ['ListGrants', 'ListKeyPolicies', 'ListKeyRotations', 'ListRetirableGrants']),
  group(50, ['CreateGrant']),
  ...each(30, ['RetireGrant', 'RevokeGrant']),
  ...each(15, [
    'DeleteAlias',
    'DeleteImportedKeyMaterial',
    'EnableKeyRotation',
    'ImportKeyMaterial',
    'PutKeyPolicy',
    'ScheduleKeyDeletion',
  ]),
  group(10, ['TagResource']),
  // AWS: one in four seconds.
  group(1, ['GetParametersForImport']),
  ...each(5, [
    'CancelKeyDeletion',
    'ConnectCustomKeyStore',
    'CreateAlias',
    'CreateCustomKeyStore',
    'CreateKey',
    'DeleteCustomKeyStore',
    'DescribeCustomKeyStores',
    'DisableKey',
    'DisableKeyRotation',
    'DisconnectCustomKeyStore',
    'EnableKey',
    'ReplicateKey',
    'RotateKeyOnDemand',
    'UntagResource',
    'UpdateAlias',
    'UpdateCustomKeyStore',
    'UpdateKeyDescription',
    'UpdatePrimaryRegion',
  ]),
];

/** A rate for each of these operations. */
function each(perSecond: number, operations: readonly string[]): readonly RateGroup[] {
  return operations.map(operation => group(perSecond, [operation]));
}

function group(perSecond: number, operations: readonly string[]): RateGroup {
  return { service: 'kms', operations, perSecond };
}
