/** What may be done with a key in which state. Source: KMS Developer Guide, "Key states of AWS KMS keys". */
import { AwsError } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import type { LoadedKey } from './keys.ts';
import { existingKey, keyArn } from './keys.ts';
import type { KeyRow } from './store.ts';

/**
 * The key, for cryptography and rotation.
 *
 * @throws AwsError NotFoundException, DisabledException, KMSInvalidStateException
 */
export function usableKey(scope: Pick<Scope, 'partition'>, loaded: LoadedKey): KeyRow {
  const key = keptKey(scope, loaded);
  if (key.state === 'Disabled') throw new AwsError('DisabledException', `${keyArn(scope, key)} is disabled.`);
  return key;
}

/**
 * The key, for what is not done any more to one that waits for its deletion.
 *
 * @throws AwsError NotFoundException, KMSInvalidStateException
 */
export function keptKey(scope: Pick<Scope, 'partition'>, loaded: LoadedKey): KeyRow {
  const key = existingKey(loaded);
  if (key.state === 'PendingDeletion') throw invalidState(`${keyArn(scope, key)} is pending deletion.`);
  return key;
}

/** The key is in a state in which this is not done. */
export function invalidState(message: string): AwsError {
  return new AwsError('KMSInvalidStateException', message);
}
