import { kms } from '@coffer/wire/services';
import type { Keyring } from '../../keys/keyring.ts';
import type { Service } from '../../pipeline/operation.ts';
import { BackingKeys } from './backing-keys.ts';
import { cancelKeyDeletion } from './cancel-key-deletion.ts';
import { createAlias } from './create-alias.ts';
import { makeCreateKey } from './create-key.ts';
import { makeDecrypt } from './decrypt.ts';
import { deleteAlias } from './delete-alias.ts';
import { describeKey } from './describe-key.ts';
import { disableKey } from './disable-key.ts';
import { enableKey } from './enable-key.ts';
import { makeEncrypt } from './encrypt.ts';
import { makeGenerateDataKeyWithoutPlaintext } from './generate-data-key-without-plaintext.ts';
import { makeGenerateDataKey } from './generate-data-key.ts';
import { generateRandom } from './generate-random.ts';
import { getKeyPolicy } from './get-key-policy.ts';
import { listAliases } from './list-aliases.ts';
import { listKeyPolicies } from './list-key-policies.ts';
import { listKeys } from './list-keys.ts';
import { listResourceTags } from './list-resource-tags.ts';
import { OpenedDataKeys } from './opened-data-keys.ts';
import { putKeyPolicy } from './put-key-policy.ts';
import { makeReEncrypt } from './re-encrypt.ts';
import { scheduleKeyDeletion } from './schedule-key-deletion.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';
import { updateAlias } from './update-alias.ts';
import { updateKeyDescription } from './update-key-description.ts';

/** AWS Key Management Service: symmetric keys of AWS and of customers. */
export function kmsService(keyring: Keyring): Service<typeof kms> {
  const parts = { keyring, backingKeys: new BackingKeys(keyring), openedDataKeys: new OpenedDataKeys() };
  return {
    contract: kms,
    operations: {
      CancelKeyDeletion: cancelKeyDeletion,
      CreateAlias: createAlias,
      CreateKey: makeCreateKey(parts),
      Decrypt: makeDecrypt(parts),
      DeleteAlias: deleteAlias,
      DescribeKey: describeKey,
      DisableKey: disableKey,
      EnableKey: enableKey,
      Encrypt: makeEncrypt(parts),
      GenerateDataKey: makeGenerateDataKey(parts),
      GenerateDataKeyWithoutPlaintext: makeGenerateDataKeyWithoutPlaintext(parts),
      GenerateRandom: generateRandom,
      GetKeyPolicy: getKeyPolicy,
      ListAliases: listAliases,
      ListKeyPolicies: listKeyPolicies,
      ListKeys: listKeys,
      ListResourceTags: listResourceTags,
      PutKeyPolicy: putKeyPolicy,
      ReEncrypt: makeReEncrypt(parts),
      ScheduleKeyDeletion: scheduleKeyDeletion,
      TagResource: tagResource,
      UntagResource: untagResource,
      UpdateAlias: updateAlias,
      UpdateKeyDescription: updateKeyDescription,
    },
  };
}
