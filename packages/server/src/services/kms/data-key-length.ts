import { AwsError } from '@coffer/wire';

/**
 * Bytes of a data key: by KeySpec or by NumberOfBytes, one of them.
 *
 * @throws AwsError ValidationException
 */
export function dataKeyLength(input: {
  readonly KeySpec?: string | undefined;
  readonly NumberOfBytes?: number | undefined;
}): number {
  if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined)) {
    throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  return input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32);
}
