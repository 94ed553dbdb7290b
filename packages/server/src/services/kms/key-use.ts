import { AwsError } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import type { KeySpec, KeyUsage } from './key-specs.ts';
import { keyArn } from './keys.ts';
import type { KeyRow } from './store.ts';
import { checkSymmetricUse } from './symmetric-use.ts';

/**
 * Checks that a key is for this operation. The sentence is recorded.
 *
 * @throws AwsError InvalidKeyUsageException
 */
export function assertUsage(scope: Pick<Scope, 'partition'>, key: KeyRow, usage: KeyUsage, operation: string): void {
  if (key.key_usage === usage) return;
  throw new AwsError(
    'InvalidKeyUsageException',
    `${keyArn(scope, key)} key usage is ${key.key_usage} which is not valid for ${operation}.`,
  );
}

/**
 * Checks that keys of a spec have an algorithm. The sentence is recorded.
 *
 * @throws AwsError InvalidKeyUsageException
 */
export function assertAlgorithm(spec: KeySpec, algorithm: string, ofKey: readonly string[] = []): void {
  if (ofKey.includes(algorithm)) return;
  throw new AwsError('InvalidKeyUsageException', `Algorithm ${algorithm} is incompatible with key spec ${spec}.`);
}

/**
 * What the generation of data keys refuses: keys that are not symmetric, and what every use of a symmetric key refuses.
 * The sentence about asymmetric keys is the one that users report.
 *
 * @throws AwsError InvalidKeyUsageException, and what `checkSymmetricUse` throws
 */
export function checkDataKeyUse(
  scope: Pick<Scope, 'partition'>,
  key: KeyRow,
  operation: string,
  input: Parameters<typeof checkSymmetricUse>[0],
): void {
  assertUsage(scope, key, 'ENCRYPT_DECRYPT', operation);
  if (key.key_spec !== 'SYMMETRIC_DEFAULT') {
    throw new AwsError('InvalidKeyUsageException', 'You cannot generate a data key with an asymmetric CMK');
  }
  checkSymmetricUse(input);
}
