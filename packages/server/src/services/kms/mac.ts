/** What GenerateMac and VerifyMac have in common. */
import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Redacted } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import type { BackingKeys } from './backing-keys.ts';
import type { MacSpec } from './key-specs.ts';
import { MACS, algorithmsOf, isMacSpec } from './key-specs.ts';
import { assertAlgorithm, assertUsage } from './key-use.ts';
import type { KeyRow } from './store.ts';
import { checkSymmetricUse } from './symmetric-use.ts';

/**
 * The MAC of a message under a key.
 *
 * @throws AwsError InvalidKeyUsageException, DryRunOperationException
 */
export async function macOf(
  scope: Pick<Scope, 'partition' | 'reader'>,
  backingKeys: BackingKeys,
  key: KeyRow,
  operation: 'GenerateMac' | 'VerifyMac',
  input: {
    readonly Message: Redacted<Uint8Array>;
    readonly MacAlgorithm: string;
    readonly DryRun?: boolean | undefined;
  },
): Promise<Buffer> {
  const { key_spec: spec, key_usage: usage } = key;
  assertUsage(scope, key, 'GENERATE_VERIFY_MAC', operation);
  assertAlgorithm(spec, input.MacAlgorithm, algorithmsOf(spec, usage).MacAlgorithms);
  if (!isMacSpec(spec)) throw new Error(`a key of ${spec} is for MACs`);
  checkSymmetricUse({ DryRun: input.DryRun });
  const secret = await backingKeys.ofKey(scope.reader, key);
  return hmacOf(spec, secret, input.Message.unwrap());
}

/** FIPS 198-1. */
export function hmacOf(spec: MacSpec, secret: KeyObject, message: Uint8Array): Buffer {
  return createHmac(MACS[spec].hash, secret).update(message).digest();
}
