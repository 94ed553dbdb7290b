import { AwsError } from '@coffer/wire';

/** Says KMS's errors in the words of Secrets Manager, as recorded from AWS; the cause is KMS's own. */
export async function withKmsFailures<T>(attempt: 'encrypt' | 'decrypt' | 'validate', call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof AwsError) || error.fault === 'server') throw error;
    const cause = { cause: error };
    if (error.code === 'AccessDeniedException') {
      throw new AwsError('AccessDeniedException', 'Access to KMS is not allowed', cause);
    }
    const detail = kmsFailure(error);
    if (attempt === 'validate' || error.code === 'NotFoundException') {
      const isDisabled = error.code === 'DisabledException';
      const reason = isDisabled ? 'the specified KMS key is disabled.' : `of an invalid KMS key: ${detail}`;
      throw new AwsError('InvalidParameterException', `The operation failed because ${reason}`, cause);
    }
    throw attempt === 'encrypt'
      ? new AwsError('EncryptionFailure', `Secrets Manager can't encrypt the secret value: ${detail}`, cause)
      : new AwsError('DecryptionFailure', `Secrets Manager can't decrypt the secret value: ${detail}`, cause);
  }
}

/** An error of KMS as Secrets Manager repeats it (recorded). One without a message is a null to the Java that words this. */
export function kmsFailure({ message, status, code, requestId }: AwsError): string {
  return (
    `${message || 'null'} ` +
    `(Service: AWSKMS; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`
  );
}
