import { kms } from '@coffer/wire/services';
import type { Keyring } from '../../keys/keyring.ts';
import { PairMaker } from '../../keys/new-pair.ts';
import { lazyService } from '../../pipeline/lazy-service.ts';
import type { Service } from '../../pipeline/operation.ts';
import { BackingKeys } from './backing-keys.ts';
import { cancelKeyDeletion } from './cancel-key-deletion.ts';
import { createAlias } from './create-alias.ts';
import { makeDecrypt } from './decrypt.ts';
import { deleteAlias } from './delete-alias.ts';
import { disableKey } from './disable-key.ts';
import { enableKey } from './enable-key.ts';
import { makeGenerateDataKeyWithoutPlaintext } from './generate-data-key-without-plaintext.ts';
import { makeGenerateDataKey } from './generate-data-key.ts';
import { generateRandom } from './generate-random.ts';
import { getKeyPolicy } from './get-key-policy.ts';
import { withGrantTokens } from './grant-tokens.ts';
import { listAliases } from './list-aliases.ts';
import { listKeyPolicies } from './list-key-policies.ts';
import { listKeys } from './list-keys.ts';
import { listResourceTags } from './list-resource-tags.ts';
import { OpenedDataKeys } from './opened-data-keys.ts';
import { putKeyPolicy } from './put-key-policy.ts';
import { scheduleKeyDeletion } from './schedule-key-deletion.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';
import { updateAlias } from './update-alias.ts';
import { updateKeyDescription } from './update-key-description.ts';

/** AWS Key Management Service: keys of AWS and of customers. */
export function kmsService(keyring: Keyring): Service<typeof kms> {
  const backingKeys = new BackingKeys(keyring);
  const parts = { keyring, backingKeys, openedDataKeys: new OpenedDataKeys(), pairs: new PairMaker() };
  const asymmetric = lazyService(ASYMMETRIC, async () => {
    const { asymmetricOperations } = await import('./asymmetric-operations.ts');
    return { contract: ASYMMETRIC, operations: asymmetricOperations(parts) };
  });
  const grantsAndRotation = lazyService(GRANTS_AND_ROTATION, async () => {
    const { grantAndRotationOperations } = await import('./grant-and-rotation-operations.ts');
    return { contract: GRANTS_AND_ROTATION, operations: grantAndRotationOperations(parts) };
  });
  return {
    contract: kms,
    operations: withGrantTokens(keyring, {
      ...asymmetric.operations,
      ...grantsAndRotation.operations,
      CancelKeyDeletion: cancelKeyDeletion,
      CreateAlias: createAlias,
      Decrypt: makeDecrypt(parts),
      DeleteAlias: deleteAlias,
      DisableKey: disableKey,
      EnableKey: enableKey,
      GenerateDataKey: makeGenerateDataKey(parts),
      GenerateDataKeyWithoutPlaintext: makeGenerateDataKeyWithoutPlaintext(parts),
      GenerateRandom: generateRandom,
      GetKeyPolicy: getKeyPolicy,
      ListAliases: listAliases,
      ListKeyPolicies: listKeyPolicies,
      ListKeys: listKeys,
      ListResourceTags: listResourceTags,
      PutKeyPolicy: putKeyPolicy,
      ScheduleKeyDeletion: scheduleKeyDeletion,
      TagResource: tagResource,
      UntagResource: untagResource,
      UpdateAlias: updateAlias,
      UpdateKeyDescription: updateKeyDescription,
    }),
  };
}

/** What few clients ask for is loaded when it is asked for. */
const { CreateKey, DescribeKey, Encrypt, ReEncrypt } = kms.operations;
const { GenerateDataKeyPair, GenerateDataKeyPairWithoutPlaintext, GenerateMac, GetPublicKey, Sign, Verify, VerifyMac } =
  kms.operations;
const ASYMMETRIC = {
  ...kms,
  operations: {
    CreateKey,
    DescribeKey,
    Encrypt,
    GenerateDataKeyPair,
    GenerateDataKeyPairWithoutPlaintext,
    GenerateMac,
    GetPublicKey,
    ReEncrypt,
    Sign,
    Verify,
    VerifyMac,
  },
};

const { CreateGrant, ListGrants, ListRetirableGrants, RetireGrant, RevokeGrant } = kms.operations;
const { DisableKeyRotation, EnableKeyRotation, GetKeyRotationStatus, ListKeyRotations, RotateKeyOnDemand } =
  kms.operations;
const {
  ConnectCustomKeyStore,
  CreateCustomKeyStore,
  DeleteCustomKeyStore,
  DeleteImportedKeyMaterial,
  DescribeCustomKeyStores,
  DisconnectCustomKeyStore,
  GetParametersForImport,
  ImportKeyMaterial,
  ReplicateKey,
  UpdateCustomKeyStore,
  UpdatePrimaryRegion,
} = kms.operations;
const REFUSED = {
  ConnectCustomKeyStore,
  CreateCustomKeyStore,
  DeleteCustomKeyStore,
  DeleteImportedKeyMaterial,
  DescribeCustomKeyStores,
  DisconnectCustomKeyStore,
  GetParametersForImport,
  ImportKeyMaterial,
  ReplicateKey,
  UpdateCustomKeyStore,
  UpdatePrimaryRegion,
};
const GRANTS_AND_ROTATION = {
  ...kms,
  operations: {
    ...REFUSED,
    CreateGrant,
    DisableKeyRotation,
    EnableKeyRotation,
    GetKeyRotationStatus,
    ListGrants,
    ListKeyRotations,
    ListRetirableGrants,
    RetireGrant,
    RevokeGrant,
    RotateKeyOnDemand,
  },
};
