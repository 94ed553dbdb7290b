/** Data keys of versions: KMS makes them, and opens them again. Who gets one zeroes it. */
import { AwsError } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import { withKmsFailures } from './kms-failure.ts';
import { foreignDefaultKey, isForeign, keyAskedFor } from './kms-key.ts';
import type { StoredVersion } from './rows.ts';
import { wrappingsOf } from './wrappings.ts';

/** A new data key; the caller's own rights at KMS decide. */
export async function dataKeyFor(
  scope: Scope,
  place: { readonly arn: string; readonly versionId: string; readonly kmsKeyId: string | null },
): Promise<{ readonly dataKey: Uint8Array; readonly blob: Uint8Array; readonly keyArn: string | null }> {
  const key = await withKmsFailures(
    'encrypt',
    scope.call('kms', 'GenerateDataKey', {
      KeyId: keyAskedFor(scope, place.arn, place.kmsKeyId),
      KeySpec: 'AES_256',
      EncryptionContext: contextOf(place.arn, place.versionId),
    }),
  );
  if (key.Plaintext === undefined || key.CiphertextBlob === undefined) throw new Error('KMS gave no data key');
  return { dataKey: key.Plaintext.unwrap(), blob: key.CiphertextBlob, keyArn: key.KeyId ?? null };
}

/**
 * The data key of a version that has a value. Whoever may use one of the keys that it lies under can open it (recorded);
 * the newest is asked first, and the others only where the caller is denied.
 *
 * @throws AwsError InvalidRequestException for the default key of another account
 */
export async function openDataKey(
  scope: Scope,
  arn: string,
  version: StoredVersion,
): Promise<{ readonly dataKey: Uint8Array; readonly keyArn: string | undefined }> {
  const all = wrappingsOf(version);
  const wrappings = isForeign(scope, arn) ? all.filter(({ keyArn }) => keyArn !== null) : all;
  let denial: AwsError | undefined;
  for (const { blob } of wrappings.toReversed()) {
    try {
      const EncryptionContext = contextOf(arn, version.version_id);
      const key = await withKmsFailures(
        'decrypt',
        scope.call('kms', 'Decrypt', { CiphertextBlob: blob, EncryptionContext }),
      );
      if (key.Plaintext === undefined) throw new Error('KMS gave no plaintext');
      return { dataKey: key.Plaintext.unwrap(), keyArn: key.KeyId };
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'AccessDeniedException') throw error;
      denial = error;
    }
  }
  throw denial ?? foreignDefaultKey();
}

/** What a data key is bound to, as in AWS (recorded). */
export function contextOf(arn: string, versionId: string): Readonly<Record<string, string>> {
  return { SecretARN: arn, SecretVersionId: versionId };
}
