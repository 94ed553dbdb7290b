import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { existingKey, keyArn } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { accessTo, keyTrail } from './parts.ts';

/** DescribeKey: what is known of a key, except its material. */
export function makeDescribeKey({ keys }: KmsParts) {
  return defineRead(kms.operations.DescribeKey, {
    load: (scope, { KeyId }) => keys.load(scope, KeyId),
    access: accessTo('DescribeKey'),
    async handle(scope, _input, loaded) {
      const key = existingKey(loaded);
      return {
        KeyMetadata: {
          AWSAccountId: key.account_id,
          KeyId: key.key_id,
          Arn: keyArn(scope, key),
          CreationDate: key.created_at,
          Enabled: true,
          Description: key.description,
          KeyUsage: 'ENCRYPT_DECRYPT',
          KeyState: 'Enabled',
          Origin: 'AWS_KMS',
          KeyManager: key.manager,
          CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
          KeySpec: 'SYMMETRIC_DEFAULT',
          EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
          MultiRegion: false,
        },
      } as const;
    },
    trail: keyTrail,
  });
}
