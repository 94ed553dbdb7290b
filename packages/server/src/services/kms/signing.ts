/** What Sign and Verify have in common. */
import { AwsError } from '@coffer/wire';
import type { Redacted } from '@coffer/wire';
import type { Scheme, Signed } from '../../keys/signature.ts';
import { DIGEST_BYTES } from '../../keys/signature.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { algorithmsOf, schemeOf } from './key-specs.ts';
import { assertAlgorithm, assertUsage } from './key-use.ts';
import type { KeyRow } from './store.ts';
import { checkSymmetricUse } from './symmetric-use.ts';

interface Input {
  readonly SigningAlgorithm: string;
  readonly MessageType?: string | undefined;
  readonly Message: Redacted<Uint8Array>;
  readonly DryRun?: boolean | undefined;
}

/**
 * How and what is signed. The sentences are recorded, but for the one about messages of ML-DSA.
 *
 * @throws AwsError InvalidKeyUsageException, ValidationException, DryRunOperationException
 */
export function readSigning(
  scope: Pick<Scope, 'partition'>,
  key: KeyRow,
  operation: 'Sign' | 'Verify',
  { SigningAlgorithm: algorithm, MessageType, Message, DryRun }: Input,
): { readonly scheme: Scheme; readonly signed: Signed } {
  assertUsage(scope, key, 'SIGN_VERIFY', operation);
  assertAlgorithm(key.key_spec, algorithm, algorithmsOf(key.key_spec, key.key_usage).SigningAlgorithms);
  const scheme = schemeOf(algorithm);
  if (scheme === undefined) throw new Error(`a key has ${algorithm}, which has no scheme`);
  if (MessageType === 'EXTERNAL_MU') {
    throw invalid(`MessageType EXTERNAL_MU is not valid for algorithm ${algorithm}.`);
  }
  const bytes = Message.unwrap();
  const isDigest = MessageType === 'DIGEST';
  if (isDigest && bytes.length !== DIGEST_BYTES[scheme.hash]) throw invalidDigest(algorithm);
  checkSymmetricUse({ DryRun });
  return { scheme, signed: { kind: isDigest ? 'digest' : 'message', bytes } };
}

export function invalidDigest(algorithm: string): AwsError {
  return invalid(`Digest is invalid length for algorithm ${algorithm}.`);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
