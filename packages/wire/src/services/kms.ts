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

const KeyMetadata = struct({
  AWSAccountId: string(),
  KeyId: required(KeyId),
  Arn,
  CreationDate: timestamp(),
  Enabled: boolean(),
  Description: string({ max: 8192 }),
  KeyUsage: string({ values: ['SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'] }),
  KeyState: string({
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
  }),
  DeletionDate: timestamp(),
  ValidTo: timestamp(),
  Origin: string({ values: ['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'] }),
  CustomKeyStoreId: string({ min: 1, max: 64 }),
  CloudHsmClusterId: string({ min: 19, max: 24, pattern: 'cluster-[2-7a-zA-Z]{11,16}' }),
  ExpirationModel: string({ values: ['KEY_MATERIAL_EXPIRES', 'KEY_MATERIAL_DOES_NOT_EXPIRE'] }),
  KeyManager: string({ values: ['AWS', 'CUSTOMER'] }),
  CustomerMasterKeySpec: string({ values: keySpecsOfOld }),
  KeySpec: string({ values: [...keySpecsOfOld, 'ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87', 'ECC_NIST_EDWARDS25519'] }),
  EncryptionAlgorithms: list(EncryptionAlgorithm),
  SigningAlgorithms: list(
    string({
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
    }),
  ),
  KeyAgreementAlgorithms: list(string({ values: ['ECDH'] })),
  MultiRegion: boolean(),
  MultiRegionConfiguration: struct({
    MultiRegionKeyType: string({ values: ['PRIMARY', 'REPLICA'] }),
    PrimaryKey: MultiRegionKey,
    ReplicaKeys: list(MultiRegionKey),
  }),
  PendingDeletionWindowInDays: integer({ min: 1, max: 365 }),
  MacAlgorithms: list(string({ values: ['HMAC_SHA_224', 'HMAC_SHA_256', 'HMAC_SHA_384', 'HMAC_SHA_512'] })),
  XksKeyConfiguration: struct({ Id: string({ min: 1, max: 128, pattern: '^[a-zA-Z0-9-_.]+$' }) }),
  CurrentKeyMaterialId: KeyMaterialId,
  EncapsulationAlgorithms: list(string()),
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
    DependencyTimeoutException: { status: 500 },
    DisabledException: { status: 400 },
    DryRunOperationException: { status: 400 },
    IncorrectKeyException: { status: 400 },
    InvalidArnException: { status: 400 },
    InvalidCiphertextException: { status: 400 },
    InvalidGrantTokenException: { status: 400 },
    InvalidKeyUsageException: { status: 400 },
    KMSInternalException: { status: 500 },
    KMSInvalidStateException: { status: 400 },
    KeyUnavailableException: { status: 500 },
    NotFoundException: { status: 400 },
  },
  operations: {
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
    DescribeKey: {
      doc: 'Shows what is known of a KMS key.',
      readOnly: true,
      input: struct({ KeyId: required(KeyId), GrantTokens }),
      output: struct({ KeyMetadata }),
      errors: ['NotFoundException', 'InvalidArnException', 'DependencyTimeoutException', 'KMSInternalException'],
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
        NumberOfBytes: integer({ min: 1, max: 1024 }),
        KeySpec: string({ values: ['AES_256', 'AES_128'] }),
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
  },
});
