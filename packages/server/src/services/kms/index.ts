import { kms } from '@coffer/wire/services';
import type { Keyring } from '../../keys/keyring.ts';
import type { Service } from '../../pipeline/operation.ts';
import { BackingKeys } from './backing-keys.ts';
import { makeDecrypt } from './decrypt.ts';
import { makeDescribeKey } from './describe-key.ts';
import { makeEncrypt } from './encrypt.ts';
import { makeGenerateDataKey } from './generate-data-key.ts';
import { Keys } from './keys.ts';
import { OpenedDataKeys } from './opened-data-keys.ts';

/** AWS Key Management Service: what Secrets Manager needs of it, for the account's `aws/secretsmanager` key. */
export function kmsService(keyring: Keyring): Service<typeof kms> {
  const parts = { keys: new Keys(), backingKeys: new BackingKeys(keyring), openedDataKeys: new OpenedDataKeys() };
  return {
    contract: kms,
    operations: {
      Decrypt: makeDecrypt(parts),
      DescribeKey: makeDescribeKey(parts),
      Encrypt: makeEncrypt(parts),
      GenerateDataKey: makeGenerateDataKey(parts),
    },
  };
}
