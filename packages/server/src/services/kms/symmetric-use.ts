import { AwsError } from '@coffer/wire';

interface SymmetricInput {
  readonly EncryptionAlgorithm?: string | undefined;
  readonly DryRun?: boolean | undefined;
  readonly DryRunModifiers?: readonly string[] | undefined;
  readonly Recipient?: object | undefined;
}

/**
 * What every use of a symmetric key refuses.
 *
 * @throws AwsError InvalidKeyUsageException for an algorithm of asymmetric keys; DryRunOperationException, because the
 * caller has been authorized by now; UnsupportedOperationException for Nitro enclaves, which are not there
 */
export function checkSymmetricUse({ EncryptionAlgorithm, DryRun, DryRunModifiers, Recipient }: SymmetricInput): void {
  if (EncryptionAlgorithm !== undefined && EncryptionAlgorithm !== 'SYMMETRIC_DEFAULT') {
    throw new AwsError(
      'InvalidKeyUsageException',
      `Algorithm ${EncryptionAlgorithm} is incompatible with key spec SYMMETRIC_DEFAULT.`,
    );
  }
  if (Recipient !== undefined || DryRunModifiers !== undefined) throw unsupported();
  assertNotDry({ DryRun });
}

/** @throws AwsError DryRunOperationException: all else of the request was checked by now */
export function assertNotDry({ DryRun }: { readonly DryRun?: boolean | undefined }): void {
  if (DryRun === true) {
    throw new AwsError('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.');
  }
}

/** What Coffer does not have, or AWS not for this key. AWS sends no message with it. */
export function unsupported(): AwsError {
  return new AwsError('UnsupportedOperationException', '');
}

/** Whether an algorithm is one of asymmetric keys, whose ciphertexts do not say which key they are under. */
export function isAsymmetric(algorithm: string | undefined): boolean {
  return algorithm !== undefined && algorithm !== 'SYMMETRIC_DEFAULT';
}
