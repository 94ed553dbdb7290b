/**
 * AWS Key Management Service, API version 2014-11-01: the operations that Coffer has built.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/
 */
import { service } from '../contract.ts';
import { blob, boolean, integer, list, map, required, string, struct, timestamp } from '../shape.ts';

const KeyId = string({ min: 1, max: 2048 });
const Arn = string({ min: 20, max: 2048 });
const Plaintext = blob({ min: 1, max: 4096, sensitive: true });
const Ciphertext = blob({ min: 1, max: 6144 });
const EncryptionContext = map(string(), string());
const GrantTokens = list(string({ min: 1, max: 8192 }), { max: 10 });
const EncryptionAlgorithm = string({
  values: ['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE'],
});
const KeyMaterialId = string({ min: 64, max: 64, pattern: '^[a-f0-9]+$' });

const Recipient = struct({
  KeyEncryptionAlgorithm: string({ values: ['RSAES_OAEP_SHA_256'] }),
  AttestationDocument: blob({ min: 1, max: 262_144 }),
});

const MultiRegionKey = struct({
  Arn,
  Region: string({ min: 1, max: 32, pattern: '^([a-z]+-){2,3}\\d+$' }),
});

const keySpecsOfOld = [
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
  'ECC_SECG_P256K1',
  'SYMMETRIC_DEFAULT',
  'HMAC_224',
  'HMAC_256',
  'HMAC_384',
  'HMAC_512',
  'SM2',
] as const;

const keySpecs = [...keySpecsOfOld, 'ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87', 'ECC_NIST_EDWARDS25519'] as const;
const KeyUsage = string({ values: ['SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'] });
const Origin = string({ values: ['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'] });
const Description = string({ max: 8192 });
const CustomKeyStoreId = string({ min: 1, max: 64 });
const KeyState = string({
  values: [
    'Creating',
    'Enabled',
    'Disabled',
    'PendingDeletion',
    'PendingImport',
    'PendingReplicaDeletion',
    'Unavailable',
    'Updating',
  ],
});
const PendingWindowInDays = integer({ min: 1, max: 365 });
const PolicyName = string({ min: 1, max: 128, pattern: '[\\w]+' });
const Policy = string({ min: 1, max: 131_072, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' });
const AliasName = string({ min: 1, max: 256, pattern: '^[a-zA-Z0-9:/_-]+$' });
const TagKey = string({ min: 1, max: 128 });
const Tag = struct({ TagKey: required(TagKey), TagValue: required(string({ max: 256 })) });
const Limit = integer({ min: 1, max: 1000 });
const Marker = string({ min: 1, max: 1024, pattern: '[\\u0020-\\u00FF]*' });
const NumberOfBytes = integer({ min: 1, max: 1024 });
const DataKeySpec = string({ values: ['AES_256', 'AES_128'] });
const KeyPairSpec = string({
  values: [
    'RSA_2048',
    'RSA_3072',
    'RSA_4096',
    'ECC_NIST_P256',
    'ECC_NIST_P384',
    'ECC_NIST_P521',
    'ECC_SECG_P256K1',
    'SM2',
    'ECC_NIST_EDWARDS25519',
  ],
});
const SigningAlgorithm = string({
  values: [
    'RSASSA_PSS_SHA_256',
    'RSASSA_PSS_SHA_384',
    'RSASSA_PSS_SHA_512',
    'RSASSA_PKCS1_V1_5_SHA_256',
    'RSASSA_PKCS1_V1_5_SHA_384',
    'RSASSA_PKCS1_V1_5_SHA_512',
    'ECDSA_SHA_256',
    'ECDSA_SHA_384',
    'ECDSA_SHA_512',
    'SM2DSA',
    'ML_DSA_SHAKE_256',
    'ED25519_SHA_512',
    'ED25519_PH_SHA_512',
  ],
});
const MacAlgorithm = string({ values: ['HMAC_SHA_224', 'HMAC_SHA_256', 'HMAC_SHA_384', 'HMAC_SHA_512'] });
const KeyAgreementAlgorithms = list(string({ values: ['ECDH'] }));
const Message = blob({ min: 1, max: 4096, sensitive: true });
const MessageType = string({ values: ['RAW', 'DIGEST', 'EXTERNAL_MU'] });
const Signature = blob({ min: 1, max: 6144 });
const PublicKey = blob({ min: 1, max: 8192 });

const RotationPeriodInDays = integer({ min: 90, max: 2560 });
const PrincipalId = string({ min: 1, max: 256, pattern: '^[\\w+=,.@:/-]+$' });
const ServicePrincipal = string({
  min: 1,
  max: 128,
  pattern: '^([A-Za-z0-9\\-]+)\\.([A-Za-z0-9\\-]+)(\\.[A-Za-z0-9\\-]+)+$',
});
const GrantId = string({ min: 1, max: 128 });
const GrantToken = string({ min: 1, max: 8192 });
const GrantName = string({ min: 1, max: 256, pattern: '^[a-zA-Z0-9:/_-]+$' });
const GrantOperation = string({
  values: [
    'Decrypt',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'ReEncryptFrom',
    'ReEncryptTo',
    'Sign',
    'Verify',
    'GetPublicKey',
    'CreateGrant',
    'RetireGrant',
    'DescribeKey',
    'GenerateDataKeyPair',
    'GenerateDataKeyPairWithoutPlaintext',
    'GenerateMac',
    'VerifyMac',
    'DeriveSharedSecret',
  ],
});
const GrantConstraints = struct({
  EncryptionContextSubset: EncryptionContext,
  EncryptionContextEquals: EncryptionContext,
  SourceArn: string({ min: 20, max: 512, pattern: '^arn:aws[a-z0-9-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+$' }),
});

/** How lists say that there is more. */
const more = { NextMarker: Marker, Truncated: boolean() };

const KeyMetadata = struct({
  AWSAccountId: string(),
  KeyId: required(KeyId),
  Arn,
  CreationDate: timestamp(),
  Enabled: boolean(),
  Description,
  KeyUsage,
  KeyState,
  DeletionDate: timestamp(),
  ValidTo: timestamp(),
  Origin,
  CustomKeyStoreId,
  CloudHsmClusterId: string({ min: 19, max: 24, pattern: 'cluster-[2-7a-zA-Z]{11,16}' }),
  ExpirationModel: string({ values: ['KEY_MATERIAL_EXPIRES', 'KEY_MATERIAL_DOES_NOT_EXPIRE'] }),
  KeyManager: string({ values: ['AWS', 'CUSTOMER'] }),
  CustomerMasterKeySpec: string({ values: keySpecsOfOld }),
  KeySpec: string({ values: keySpecs }),
  EncryptionAlgorithms: list(EncryptionAlgorithm),
  SigningAlgorithms: list(SigningAlgorithm),
  KeyAgreementAlgorithms,
  MultiRegion: boolean(),
  MultiRegionConfiguration: struct({
    MultiRegionKeyType: string({ values: ['PRIMARY', 'REPLICA'] }),
    PrimaryKey: MultiRegionKey,
    ReplicaKeys: list(MultiRegionKey),
  }),
  PendingDeletionWindowInDays: PendingWindowInDays,
  MacAlgorithms: list(MacAlgorithm),
  XksKeyConfiguration: struct({ Id: string({ min: 1, max: 128, pattern: '^[a-zA-Z0-9-_.]+$' }) }),
  CurrentKeyMaterialId: KeyMaterialId,
  EncapsulationAlgorithms: list(string()),
});

const listedGrants = struct({
  Grants: list(
    struct({
      KeyId,
      GrantId,
      Name: GrantName,
      CreationDate: timestamp(),
      GranteePrincipal: PrincipalId,
      RetiringPrincipal: PrincipalId,
      IssuingAccount: PrincipalId,
      Operations: list(GrantOperation),
      Constraints: GrantConstraints,
      GranteeServicePrincipal: ServicePrincipal,
      RetiringServicePrincipal: ServicePrincipal,
    }),
  ),
  ...more,
});

/** What every use of a key for encryption can fail with. */
const keyUse = [
  'NotFoundException',
  'DisabledException',
  'KeyUnavailableException',
  'DependencyTimeoutException',
  'InvalidKeyUsageException',
  'InvalidGrantTokenException',
  'KMSInternalException',
  'KMSInvalidStateException',
  'DryRunOperationException',
] as const;

/** MACs have no DependencyTimeoutException. */
const macUse = [
  'NotFoundException',
  'DisabledException',
  'KeyUnavailableException',
  'InvalidKeyUsageException',
  'InvalidGrantTokenException',
  'KMSInternalException',
  'KMSInvalidStateException',
  'DryRunOperationException',
] as const;

/** What every operation on a key of the account can fail with. */
const onKey = [
  'NotFoundException',
  'InvalidArnException',
  'DependencyTimeoutException',
  'KMSInternalException',
] as const;
const onKeyInState = [...onKey, 'KMSInvalidStateException'] as const;
/** Tagging has no DependencyTimeoutException. */
const onTags = ['NotFoundException', 'InvalidArnException', 'KMSInternalException'] as const;

const Region = string({ min: 1, max: 32, pattern: '^([a-z]+-){2,3}\\d+$' });
const CustomKeyStoreName = string({ min: 1, max: 256 });
const CustomKeyStoreType = string({ values: ['AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'] });
const XksProxyConnectivity = string({ values: ['PUBLIC_ENDPOINT', 'VPC_ENDPOINT_SERVICE'] });
const KeyMaterialDescription = string({ max: 256, pattern: '^[a-zA-Z0-9:/_\\s.-]+$' });
const ofKeyStore = {
  CloudHsmClusterId: string({ min: 19, max: 24 }),
  KeyStorePassword: string({ min: 7, max: 32, sensitive: true }),
  XksProxyUriEndpoint: string({ min: 10, max: 128 }),
  XksProxyUriPath: string({ min: 10, max: 128 }),
  XksProxyVpcEndpointServiceName: string({ min: 20, max: 64 }),
  XksProxyVpcEndpointServiceOwner: string({ min: 12, max: 12 }),
  XksProxyAuthenticationCredential: struct({
    AccessKeyId: required(string({ min: 20, max: 30, sensitive: true })),
    RawSecretAccessKey: required(string({ min: 43, max: 64, sensitive: true })),
  }),
  XksProxyConnectivity,
};
const onKeyStore = ['CustomKeyStoreNotFoundException', 'KMSInternalException'] as const;
const onImport = [...onKeyInState, 'UnsupportedOperationException'] as const;

/** Operations on what Coffer does not have: material of other origins, stores of keys elsewhere, multi-Region keys. */
const refused = {
  ConnectCustomKeyStore: {
    doc: 'There are no custom key stores: none is found.',
    readOnly: false,
    input: struct({ CustomKeyStoreId: required(CustomKeyStoreId) }),
    output: struct({}),
    errors: onKeyStore,
  },
  CreateCustomKeyStore: {
    doc: 'There are no custom key stores: none is made.',
    readOnly: false,
    input: struct({
      CustomKeyStoreName: required(CustomKeyStoreName),
      TrustAnchorCertificate: string({ min: 1, max: 5000 }),
      CustomKeyStoreType,
      ...ofKeyStore,
    }),
    output: struct({ CustomKeyStoreId }),
    errors: ['KMSInternalException', 'UnsupportedOperationException'],
  },
  DeleteCustomKeyStore: {
    doc: 'There are no custom key stores: none is found.',
    readOnly: false,
    input: struct({ CustomKeyStoreId: required(CustomKeyStoreId) }),
    output: struct({}),
    errors: onKeyStore,
  },
  DeleteImportedKeyMaterial: {
    doc: 'No KMS key has imported material: each is refused.',
    readOnly: false,
    input: struct({ KeyId: required(KeyId), KeyMaterialId }),
    output: struct({ KeyId, KeyMaterialId }),
    errors: onImport,
  },
  DescribeCustomKeyStores: {
    doc: 'Lists the custom key stores of the account: there are none.',
    readOnly: true,
    input: struct({ CustomKeyStoreId, CustomKeyStoreName, Limit, Marker }),
    output: struct({
      CustomKeyStores: list(
        struct({
          CustomKeyStoreId,
          CustomKeyStoreName,
          CloudHsmClusterId: ofKeyStore.CloudHsmClusterId,
          TrustAnchorCertificate: string({ min: 1, max: 5000 }),
          ConnectionState: string(),
          ConnectionErrorCode: string(),
          CreationDate: timestamp(),
          CustomKeyStoreType,
          XksProxyConfiguration: struct({
            Connectivity: XksProxyConnectivity,
            AccessKeyId: string({ sensitive: true }),
            UriEndpoint: ofKeyStore.XksProxyUriEndpoint,
            UriPath: ofKeyStore.XksProxyUriPath,
            VpcEndpointServiceName: ofKeyStore.XksProxyVpcEndpointServiceName,
            VpcEndpointServiceOwner: ofKeyStore.XksProxyVpcEndpointServiceOwner,
          }),
        }),
      ),
      ...more,
    }),
    errors: onKeyStore,
  },
  DisconnectCustomKeyStore: {
    doc: 'There are no custom key stores: none is found.',
    readOnly: false,
    input: struct({ CustomKeyStoreId: required(CustomKeyStoreId) }),
    output: struct({}),
    errors: onKeyStore,
  },
  GetParametersForImport: {
    doc: 'No KMS key takes imported material: each is refused.',
    readOnly: true,
    input: struct({
      KeyId: required(KeyId),
      WrappingAlgorithm: required(
        string({
          values: [
            'RSAES_PKCS1_V1_5',
            'RSAES_OAEP_SHA_1',
            'RSAES_OAEP_SHA_256',
            'RSA_AES_KEY_WRAP_SHA_1',
            'RSA_AES_KEY_WRAP_SHA_256',
            'SM2PKE',
          ],
        }),
      ),
      WrappingKeySpec: required(string({ values: ['RSA_2048', 'RSA_3072', 'RSA_4096', 'SM2'] })),
    }),
    output: struct({ KeyId, ImportToken: Ciphertext, PublicKey: Plaintext, ParametersValidTo: timestamp() }),
    errors: onImport,
  },
  ImportKeyMaterial: {
    doc: 'No KMS key takes imported material: each is refused.',
    readOnly: false,
    input: struct({
      KeyId: required(KeyId),
      ImportToken: required(Ciphertext),
      EncryptedKeyMaterial: required(Ciphertext),
      ValidTo: timestamp(),
      ExpirationModel: string({ values: ['KEY_MATERIAL_EXPIRES', 'KEY_MATERIAL_DOES_NOT_EXPIRE'] }),
      ImportType: string({ values: ['NEW_KEY_MATERIAL', 'EXISTING_KEY_MATERIAL'] }),
      KeyMaterialDescription,
      KeyMaterialId,
    }),
    output: struct({ KeyId, KeyMaterialId }),
    errors: onImport,
  },
  ReplicateKey: {
    doc: 'No KMS key is a multi-Region key: each is refused.',
    readOnly: false,
    input: struct({
      KeyId: required(KeyId),
      ReplicaRegion: required(Region),
      Policy,
      BypassPolicyLockoutSafetyCheck: boolean(),
      Description,
      Tags: list(Tag),
    }),
    output: struct({ ReplicaKeyMetadata: KeyMetadata, ReplicaPolicy: Policy, ReplicaTags: list(Tag) }),
    errors: onImport,
  },
  UpdateCustomKeyStore: {
    doc: 'There are no custom key stores: none is found.',
    readOnly: false,
    input: struct({
      CustomKeyStoreId: required(CustomKeyStoreId),
      NewCustomKeyStoreName: CustomKeyStoreName,
      ...ofKeyStore,
    }),
    output: struct({}),
    errors: onKeyStore,
  },
  UpdatePrimaryRegion: {
    doc: 'No KMS key is a multi-Region key: each is refused.',
    readOnly: false,
    input: struct({ KeyId: required(KeyId), PrimaryRegion: required(Region) }),
    output: struct({}),
    errors: onImport,
  },
} as const;

/** The contract of AWS KMS. */
export const kms = service({
  service: 'kms',
  title: 'AWS Key Management Service',
  apiVersion: '2014-11-01',
  protocols: ['json-1.1'],
  targetPrefixes: ['TrentService'],
  endpointPrefix: 'kms',
  xmlNamespace: 'https://trent.amazonaws.com/doc/2014-11-01/',
  messageKey: 'message',
  // Statuses as AWS sends them over JSON: 400 and 500 alone, whatever number its published model names.
  errors: {
    AlreadyExistsException: { status: 400 },
    CloudHsmClusterInvalidConfigurationException: { status: 400 },
    ConflictException: { status: 400 },
    CustomKeyStoreInvalidStateException: { status: 400 },
    CustomKeyStoreNotFoundException: { status: 400 },
    DependencyTimeoutException: { status: 500 },
    DisabledException: { status: 400 },
    DryRunOperationException: { status: 400 },
    IncorrectKeyException: { status: 400 },
    InvalidAliasNameException: { status: 400 },
    InvalidArnException: { status: 400 },
    InvalidCiphertextException: { status: 400 },
    InvalidGrantIdException: { status: 400 },
    InvalidGrantTokenException: { status: 400 },
    InvalidKeyUsageException: { status: 400 },
    InvalidMarkerException: { status: 400 },
    KMSInternalException: { status: 500 },
    KMSInvalidMacException: { status: 400 },
    KMSInvalidSignatureException: { status: 400 },
    KMSInvalidStateException: { status: 400 },
    KeyUnavailableException: { status: 500 },
    LimitExceededException: { status: 400 },
    MalformedPolicyDocumentException: { status: 400 },
    NotFoundException: { status: 400 },
    TagException: { status: 400 },
    UnsupportedOperationException: { status: 400 },
    XksKeyAlreadyInUseException: { status: 400 },
    XksKeyInvalidConfigurationException: { status: 400 },
    XksKeyNotFoundException: { status: 400 },
  },
  operations: {
    ...refused,
    CancelKeyDeletion: {
      doc: 'Keeps a KMS key whose deletion was scheduled.',
      readOnly: false,
      input: struct({ KeyId: required(KeyId) }),
      output: struct({ KeyId }),
      errors: onKeyInState,
    },
    CreateAlias: {
      doc: 'Gives a KMS key another name.',
      readOnly: false,
      input: struct({ AliasName: required(AliasName), TargetKeyId: required(KeyId) }),
      output: struct({}),
      errors: [
        'DependencyTimeoutException',
        'AlreadyExistsException',
        'NotFoundException',
        'InvalidAliasNameException',
        'KMSInternalException',
        'LimitExceededException',
        'KMSInvalidStateException',
      ],
    },
    CreateGrant: {
      doc: 'Lets a principal use a KMS key, without a change of its policy.',
      readOnly: false,
      input: struct({
        KeyId: required(KeyId),
        GranteePrincipal: PrincipalId,
        RetiringPrincipal: PrincipalId,
        Operations: required(list(GrantOperation)),
        Constraints: GrantConstraints,
        GrantTokens,
        Name: GrantName,
        DryRun: boolean(),
        GranteeServicePrincipal: ServicePrincipal,
        RetiringServicePrincipal: ServicePrincipal,
      }),
      output: struct({ GrantToken, GrantId }),
      errors: [
        'NotFoundException',
        'DisabledException',
        'DependencyTimeoutException',
        'InvalidArnException',
        'KMSInternalException',
        'InvalidGrantTokenException',
        'LimitExceededException',
        'KMSInvalidStateException',
        'DryRunOperationException',
      ],
    },
    CreateKey: {
      doc: 'Makes a KMS key.',
      readOnly: false,
      input: struct({
        Policy,
        Description,
        KeyUsage,
        CustomerMasterKeySpec: string({ values: keySpecsOfOld }),
        KeySpec: string({ values: keySpecs }),
        Origin,
        CustomKeyStoreId,
        BypassPolicyLockoutSafetyCheck: boolean(),
        Tags: list(Tag),
        MultiRegion: boolean(),
        XksKeyId: string({ min: 1, max: 128, pattern: '^[a-zA-Z0-9-_.]+$' }),
      }),
      output: struct({ KeyMetadata }),
      errors: [
        'MalformedPolicyDocumentException',
        'DependencyTimeoutException',
        'InvalidArnException',
        'UnsupportedOperationException',
        'KMSInternalException',
        'LimitExceededException',
        'TagException',
        'CustomKeyStoreNotFoundException',
        'CustomKeyStoreInvalidStateException',
        'CloudHsmClusterInvalidConfigurationException',
        'XksKeyInvalidConfigurationException',
        'XksKeyAlreadyInUseException',
        'XksKeyNotFoundException',
      ],
    },
    Decrypt: {
      doc: 'Decrypts what was encrypted under a KMS key.',
      readOnly: true,
      input: struct({
        CiphertextBlob: Ciphertext,
        EncryptionContext,
        GrantTokens,
        KeyId,
        EncryptionAlgorithm,
        Recipient,
        DryRun: boolean(),
        DryRunModifiers: list(string({ values: ['IGNORE_CIPHERTEXT'] })),
      }),
      output: struct({ KeyId, Plaintext, EncryptionAlgorithm, CiphertextForRecipient: Ciphertext, KeyMaterialId }),
      errors: [...keyUse, 'InvalidCiphertextException', 'IncorrectKeyException'],
    },
    DeleteAlias: {
      doc: 'Deletes an alias; its key stays.',
      readOnly: false,
      input: struct({ AliasName: required(AliasName) }),
      output: struct({}),
      errors: ['DependencyTimeoutException', 'NotFoundException', 'KMSInternalException', 'KMSInvalidStateException'],
    },
    DescribeKey: {
      doc: 'Shows what is known of a KMS key.',
      readOnly: true,
      input: struct({ KeyId: required(KeyId), GrantTokens }),
      output: struct({ KeyMetadata }),
      errors: onKey,
    },
    DisableKey: {
      doc: 'Lets nothing be done with a KMS key until it is enabled.',
      readOnly: false,
      input: struct({ KeyId: required(KeyId) }),
      output: struct({}),
      errors: onKeyInState,
    },
    DisableKeyRotation: {
      doc: 'Ends the automatic rotation of a KMS key.',
      readOnly: false,
      input: struct({ KeyId: required(KeyId) }),
      output: struct({}),
      errors: [...onKeyInState, 'DisabledException', 'UnsupportedOperationException'],
    },
    EnableKey: {
      doc: 'Lets a disabled KMS key be used again.',
      readOnly: false,
      input: struct({ KeyId: required(KeyId) }),
      output: struct({}),
      errors: [...onKeyInState, 'LimitExceededException'],
    },
    EnableKeyRotation: {
      doc: 'Gives a KMS key new material from time to time; what is under the old one stays readable.',
      readOnly: false,
      input: struct({ KeyId: required(KeyId), RotationPeriodInDays }),
      output: struct({}),
      errors: [...onKeyInState, 'DisabledException', 'UnsupportedOperationException'],
    },
    Encrypt: {
      doc: 'Encrypts up to 4096 bytes under a KMS key.',
      readOnly: true,
      input: struct({
        KeyId: required(KeyId),
        Plaintext: required(Plaintext),
        EncryptionContext,
        GrantTokens,
        EncryptionAlgorithm,
        DryRun: boolean(),
      }),
      output: struct({ CiphertextBlob: Ciphertext, KeyId, EncryptionAlgorithm }),
      errors: keyUse,
    },
    GenerateDataKey: {
      doc: 'Makes a data key: in plaintext, and encrypted under a KMS key.',
      readOnly: true,
      input: struct({
        KeyId: required(KeyId),
        EncryptionContext,
        NumberOfBytes,
        KeySpec: DataKeySpec,
        GrantTokens,
        Recipient,
        DryRun: boolean(),
      }),
      output: struct({
        CiphertextBlob: Ciphertext,
        Plaintext,
        KeyId,
        CiphertextForRecipient: Ciphertext,
        KeyMaterialId,
      }),
      errors: keyUse,
    },
    GenerateDataKeyPair: {
      doc: 'Makes a key pair: its public key, its private key in plaintext, and that encrypted under a KMS key.',
      readOnly: true,
      input: struct({
        EncryptionContext,
        KeyId: required(KeyId),
        KeyPairSpec: required(KeyPairSpec),
        GrantTokens,
        Recipient,
        DryRun: boolean(),
      }),
      output: struct({
        PrivateKeyCiphertextBlob: Ciphertext,
        PrivateKeyPlaintext: Plaintext,
        PublicKey,
        KeyId,
        KeyPairSpec,
        CiphertextForRecipient: Ciphertext,
        KeyMaterialId,
      }),
      errors: [...keyUse, 'UnsupportedOperationException'],
    },
    GenerateDataKeyPairWithoutPlaintext: {
      doc: 'Makes a key pair and gives its private key encrypted under a KMS key only.',
      readOnly: true,
      input: struct({
        EncryptionContext,
        KeyId: required(KeyId),
        KeyPairSpec: required(KeyPairSpec),
        GrantTokens,
        DryRun: boolean(),
      }),
      output: struct({ PrivateKeyCiphertextBlob: Ciphertext, PublicKey, KeyId, KeyPairSpec, KeyMaterialId }),
      errors: [...keyUse, 'UnsupportedOperationException'],
    },
    GenerateDataKeyWithoutPlaintext: {
      doc: 'Makes a data key and gives it encrypted under a KMS key only.',
      readOnly: true,
      input: struct({
        KeyId: required(KeyId),
        EncryptionContext,
        KeySpec: DataKeySpec,
        NumberOfBytes,
        GrantTokens,
        DryRun: boolean(),
      }),
      output: struct({ CiphertextBlob: Ciphertext, KeyId, KeyMaterialId }),
      errors: keyUse,
    },
    GenerateMac: {
      doc: 'Makes the HMAC of a message under a KMS key.',
      readOnly: true,
      input: struct({
        Message: required(Message),
        KeyId: required(KeyId),
        MacAlgorithm: required(MacAlgorithm),
        GrantTokens,
        DryRun: boolean(),
      }),
      output: struct({ Mac: Signature, MacAlgorithm, KeyId }),
      errors: macUse,
    },
    GenerateRandom: {
      doc: 'Makes random bytes.',
      readOnly: true,
      input: struct({ NumberOfBytes, CustomKeyStoreId, Recipient }),
      output: struct({ Plaintext, CiphertextForRecipient: Ciphertext }),
      errors: [
        'DependencyTimeoutException',
        'KMSInternalException',
        'UnsupportedOperationException',
        'CustomKeyStoreNotFoundException',
        'CustomKeyStoreInvalidStateException',
      ],
    },
    GetKeyPolicy: {
      doc: 'Shows the policy of a KMS key.',
      readOnly: true,
      input: struct({ KeyId: required(KeyId), PolicyName }),
      output: struct({ Policy, PolicyName }),
      errors: onKeyInState,
    },
    GetKeyRotationStatus: {
      doc: 'Shows whether and when a KMS key is rotated automatically.',
      readOnly: true,
      input: struct({ KeyId: required(KeyId) }),
      output: struct({
        KeyRotationEnabled: boolean(),
        KeyId,
        RotationPeriodInDays,
        NextRotationDate: timestamp(),
        OnDemandRotationStartDate: timestamp(),
      }),
      errors: [...onKeyInState, 'UnsupportedOperationException'],
    },
    GetPublicKey: {
      doc: 'Shows the public key of an asymmetric KMS key.',
      readOnly: true,
      input: struct({ KeyId: required(KeyId), GrantTokens }),
      output: struct({
        KeyId,
        PublicKey,
        CustomerMasterKeySpec: string({ values: keySpecsOfOld }),
        KeySpec: string({ values: keySpecs }),
        KeyUsage,
        EncryptionAlgorithms: list(EncryptionAlgorithm),
        SigningAlgorithms: list(SigningAlgorithm),
        KeyAgreementAlgorithms,
        EncapsulationAlgorithms: list(string()),
      }),
      errors: [
        'NotFoundException',
        'DisabledException',
        'KeyUnavailableException',
        'DependencyTimeoutException',
        'UnsupportedOperationException',
        'InvalidArnException',
        'InvalidGrantTokenException',
        'InvalidKeyUsageException',
        'KMSInternalException',
        'KMSInvalidStateException',
      ],
    },
    ListAliases: {
      doc: 'Lists the aliases of the account in this region, or of one KMS key.',
      readOnly: true,
      input: struct({ KeyId, Limit, Marker }),
      output: struct({
        Aliases: list(
          struct({
            AliasName,
            AliasArn: Arn,
            TargetKeyId: KeyId,
            CreationDate: timestamp(),
            LastUpdatedDate: timestamp(),
          }),
        ),
        ...more,
      }),
      errors: [...onKey, 'InvalidMarkerException'],
      pages: { token: 'Marker', limit: 'Limit', result: 'Aliases', more: 'Truncated' },
    },
    ListGrants: {
      doc: 'Lists the grants on a KMS key.',
      readOnly: true,
      input: struct({
        Limit,
        Marker,
        KeyId: required(KeyId),
        GrantId,
        GranteePrincipal: PrincipalId,
        GranteeServicePrincipal: ServicePrincipal,
      }),
      output: listedGrants,
      errors: [...onKeyInState, 'InvalidMarkerException', 'InvalidGrantIdException'],
      pages: { token: 'Marker', limit: 'Limit', result: 'Grants', more: 'Truncated' },
    },
    ListKeyPolicies: {
      doc: 'Lists the names of the policies of a KMS key: there is one, `default`.',
      readOnly: true,
      input: struct({ KeyId: required(KeyId), Limit, Marker }),
      output: struct({ PolicyNames: list(PolicyName), ...more }),
      errors: onKeyInState,
      pages: { token: 'Marker', limit: 'Limit', result: 'PolicyNames', more: 'Truncated' },
    },
    ListKeyRotations: {
      doc: 'Lists the rotations of a KMS key, the oldest first.',
      readOnly: true,
      input: struct({
        KeyId: required(KeyId),
        IncludeKeyMaterial: string({ values: ['ALL_KEY_MATERIAL', 'ROTATIONS_ONLY'] }),
        Limit,
        Marker,
      }),
      output: struct({
        Rotations: list(
          struct({
            KeyId,
            KeyMaterialId,
            KeyMaterialDescription: string({ max: 256, pattern: '^[a-zA-Z0-9:/_\\s.-]+$' }),
            ImportState: string({ values: ['IMPORTED', 'PENDING_IMPORT'] }),
            KeyMaterialState: string({
              values: ['NON_CURRENT', 'CURRENT', 'PENDING_ROTATION', 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION'],
            }),
            ExpirationModel: string({ values: ['KEY_MATERIAL_EXPIRES', 'KEY_MATERIAL_DOES_NOT_EXPIRE'] }),
            ValidTo: timestamp(),
            RotationDate: timestamp(),
            RotationType: string({ values: ['AUTOMATIC', 'ON_DEMAND'] }),
          }),
        ),
        ...more,
      }),
      errors: [
        'NotFoundException',
        'InvalidArnException',
        'InvalidMarkerException',
        'KMSInternalException',
        'KMSInvalidStateException',
        'UnsupportedOperationException',
      ],
      pages: { token: 'Marker', limit: 'Limit', result: 'Rotations', more: 'Truncated' },
    },
    ListKeys: {
      doc: 'Lists the KMS keys of the account in this region.',
      readOnly: true,
      input: struct({ Limit, Marker }),
      output: struct({ Keys: list(struct({ KeyId, KeyArn: Arn })), ...more }),
      errors: ['DependencyTimeoutException', 'KMSInternalException', 'InvalidMarkerException'],
      pages: { token: 'Marker', limit: 'Limit', result: 'Keys', more: 'Truncated' },
    },
    ListResourceTags: {
      doc: 'Lists the tags of a KMS key.',
      readOnly: true,
      input: struct({ KeyId: required(KeyId), Limit, Marker }),
      output: struct({ Tags: list(Tag), ...more }),
      errors: [...onTags, 'InvalidMarkerException'],
      pages: { token: 'Marker', limit: 'Limit', result: 'Tags', more: 'Truncated' },
    },
    ListRetirableGrants: {
      doc: 'Lists the grants of this region that a principal may retire.',
      readOnly: true,
      input: struct({ Limit, Marker, RetiringPrincipal: PrincipalId, RetiringServicePrincipal: ServicePrincipal }),
      output: listedGrants,
      errors: [
        'DependencyTimeoutException',
        'InvalidMarkerException',
        'InvalidArnException',
        'NotFoundException',
        'KMSInternalException',
      ],
      pages: { token: 'Marker', limit: 'Limit', result: 'Grants', more: 'Truncated' },
    },
    PutKeyPolicy: {
      doc: 'Puts a policy on a KMS key in the place of the one that it has.',
      readOnly: false,
      input: struct({
        KeyId: required(KeyId),
        PolicyName,
        Policy: required(Policy),
        BypassPolicyLockoutSafetyCheck: boolean(),
      }),
      output: struct({}),
      errors: [
        ...onKeyInState,
        'MalformedPolicyDocumentException',
        'UnsupportedOperationException',
        'LimitExceededException',
      ],
    },
    ReEncrypt: {
      doc: 'Encrypts a ciphertext under another KMS key, or another context, without showing the plaintext.',
      readOnly: true,
      input: struct({
        CiphertextBlob: Ciphertext,
        SourceEncryptionContext: EncryptionContext,
        SourceKeyId: KeyId,
        DestinationKeyId: required(KeyId),
        DestinationEncryptionContext: EncryptionContext,
        SourceEncryptionAlgorithm: EncryptionAlgorithm,
        DestinationEncryptionAlgorithm: EncryptionAlgorithm,
        GrantTokens,
        DryRun: boolean(),
        DryRunModifiers: list(string({ values: ['IGNORE_CIPHERTEXT'] })),
      }),
      output: struct({
        CiphertextBlob: Ciphertext,
        SourceKeyId: KeyId,
        KeyId,
        SourceEncryptionAlgorithm: EncryptionAlgorithm,
        DestinationEncryptionAlgorithm: EncryptionAlgorithm,
        SourceKeyMaterialId: KeyMaterialId,
        DestinationKeyMaterialId: KeyMaterialId,
      }),
      errors: [...keyUse, 'InvalidCiphertextException', 'IncorrectKeyException'],
    },
    RetireGrant: {
      doc: 'Ends a grant that its grantee needs no more.',
      readOnly: false,
      input: struct({ GrantToken, KeyId, GrantId, DryRun: boolean() }),
      output: struct({}),
      errors: [...onKeyInState, 'InvalidGrantTokenException', 'InvalidGrantIdException', 'DryRunOperationException'],
    },
    RevokeGrant: {
      doc: 'Ends a grant: who had the key by it has it no more.',
      readOnly: false,
      input: struct({ KeyId: required(KeyId), GrantId: required(GrantId), DryRun: boolean() }),
      output: struct({}),
      errors: [...onKeyInState, 'InvalidGrantIdException', 'DryRunOperationException'],
    },
    RotateKeyOnDemand: {
      doc: 'Gives a KMS key new material at once; what is under the old one stays readable.',
      readOnly: false,
      input: struct({ KeyId: required(KeyId) }),
      output: struct({ KeyId }),
      errors: [
        ...onKeyInState,
        'DisabledException',
        'UnsupportedOperationException',
        'LimitExceededException',
        'ConflictException',
      ],
    },
    ScheduleKeyDeletion: {
      doc: 'Deletes a KMS key after a waiting period of 7 to 30 days.',
      readOnly: false,
      input: struct({ KeyId: required(KeyId), PendingWindowInDays }),
      output: struct({ KeyId, DeletionDate: timestamp(), KeyState, PendingWindowInDays }),
      errors: onKeyInState,
    },
    Sign: {
      doc: 'Signs a message or its digest under an asymmetric KMS key.',
      readOnly: true,
      input: struct({
        KeyId: required(KeyId),
        Message: required(Message),
        MessageType,
        GrantTokens,
        SigningAlgorithm: required(SigningAlgorithm),
        DryRun: boolean(),
      }),
      output: struct({ KeyId, Signature, SigningAlgorithm }),
      errors: keyUse,
    },
    TagResource: {
      doc: 'Attaches tags to a KMS key; a tag key that it has already gets the new value.',
      readOnly: false,
      input: struct({ KeyId: required(KeyId), Tags: required(list(Tag)) }),
      output: struct({}),
      errors: [...onTags, 'KMSInvalidStateException', 'LimitExceededException', 'TagException'],
    },
    UntagResource: {
      doc: 'Removes tags from a KMS key.',
      readOnly: false,
      input: struct({ KeyId: required(KeyId), TagKeys: required(list(TagKey)) }),
      output: struct({}),
      errors: [...onTags, 'KMSInvalidStateException', 'TagException'],
    },
    UpdateAlias: {
      doc: 'Gives an alias to another KMS key.',
      readOnly: false,
      input: struct({ AliasName: required(AliasName), TargetKeyId: required(KeyId) }),
      output: struct({}),
      errors: [
        'DependencyTimeoutException',
        'NotFoundException',
        'KMSInternalException',
        'LimitExceededException',
        'KMSInvalidStateException',
      ],
    },
    UpdateKeyDescription: {
      doc: 'Changes the description of a KMS key.',
      readOnly: false,
      input: struct({ KeyId: required(KeyId), Description: required(Description) }),
      output: struct({}),
      errors: onKeyInState,
    },
    Verify: {
      doc: 'Checks a signature of a message or its digest with an asymmetric KMS key.',
      readOnly: true,
      input: struct({
        KeyId: required(KeyId),
        Message: required(Message),
        MessageType,
        Signature: required(Signature),
        SigningAlgorithm: required(SigningAlgorithm),
        GrantTokens,
        DryRun: boolean(),
      }),
      output: struct({ KeyId, SignatureValid: boolean(), SigningAlgorithm }),
      errors: [...keyUse, 'KMSInvalidSignatureException'],
    },
    VerifyMac: {
      doc: 'Checks the HMAC of a message with a KMS key.',
      readOnly: true,
      input: struct({
        Message: required(Message),
        KeyId: required(KeyId),
        MacAlgorithm: required(MacAlgorithm),
        Mac: required(Signature),
        GrantTokens,
        DryRun: boolean(),
      }),
      output: struct({ KeyId, MacValid: boolean(), MacAlgorithm }),
      errors: [...macUse, 'KMSInvalidMacException'],
    },
  },
});
