import type { Scope } from '../../pipeline/operation.ts';
import { algorithmsOf } from './key-specs.ts';
import { keyArn } from './keys.ts';
import type { KeyRow } from './store.ts';

/** A key as DescribeKey and CreateKey show it. */
export function keyMetadata(scope: Pick<Scope, 'partition'>, key: KeyRow) {
  return {
    AWSAccountId: key.account_id,
    KeyId: key.key_id,
    Arn: keyArn(scope, key),
    CreationDate: key.created_at,
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.key_usage,
    KeyState: key.state,
    DeletionDate: key.deletion_at ?? undefined,
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.key_spec,
    KeySpec: key.key_spec,
    ...algorithmsOf(key.key_spec, key.key_usage),
    MultiRegion: false,
  } as const;
}
