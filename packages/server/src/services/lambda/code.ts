/** The code that a request brings: in itself, or by the name of an object in a bucket. */
import { hash, randomUUID } from 'node:crypto';
import type { Redacted } from '@coffer/wire';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { checkArchive } from './archive.ts';
import { BUILT_IN_BUCKET, builtInArchive } from './built-in.ts';
import { ELSEWHERE_BUCKET, elsewhereArchive, storedPlace } from './elsewhere.ts';
import { invalidParameter } from './errors.ts';
import type { LambdaParts } from './parts.ts';
import type { FunctionRow } from './rows.ts';
import { sealParts } from './sealing.ts';

/** What of a request names code. */
export interface NamesCode {
  readonly ZipFile?: Redacted<Uint8Array> | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
}

/** Code that may be stored. */
export interface NewCode {
  readonly row: Pick<FunctionRow, 'code_id' | 'code_sha256' | 'code_size' | 'built_in'>;
  /** Sealed. */
  readonly parts: readonly Uint8Array[];
}

/**
 * The right to read the object that a request names. It is the caller's that counts, as in AWS.
 * Source: Lambda Developer Guide, CreateFunction with S3Bucket.
 */
export function objectRequest(scope: Scope, { S3Bucket: bucket, S3Key: key }: NamesCode): readonly AccessRequest[] {
  if (bucket === undefined || key === undefined || bucket === BUILT_IN_BUCKET) return [];
  return [
    {
      action: 's3:GetObject',
      resource: `arn:${scope.partition}:s3:::${bucket}/${key}`,
      resourceAccountId: scope.accountId,
      denial:
        'Your access has been denied by S3, please make sure your request credentials have permission to GetObject ' +
        `for ${bucket}/${key}. S3 Error Code: AccessDenied. S3 Error Message: Access Denied`,
    },
  ];
}

/**
 * Fetches, checks and seals the code of a request.
 *
 * @throws AwsError InvalidParameterValueException, RequestEntityTooLargeException
 */
export async function readCode(
  parts: Pick<LambdaParts, 'keyring' | 'buckets' | 'builtIns' | 'elsewhere'>,
  functionArn: string,
  input: NamesCode,
): Promise<NewCode> {
  const archive = await fetchArchive(parts, functionArn, input);
  await checkArchive(archive);
  const id = randomUUID();
  return {
    row: {
      code_id: id,
      code_sha256: hash('sha256', archive, 'base64'),
      code_size: archive.byteLength,
      built_in: nameOfCode(input),
    },
    parts: sealParts(parts.keyring, { functionArn, id }, archive),
  };
}

/** What is stored of code that is not the archive itself; null: the archive is the code. */
function nameOfCode({ ZipFile, S3Bucket, S3Key = '' }: NamesCode): string | null {
  if (ZipFile !== undefined) return null;
  if (S3Bucket === ELSEWHERE_BUCKET) return storedPlace(S3Key);
  return S3Bucket === BUILT_IN_BUCKET ? S3Key : null;
}

async function fetchArchive(
  { buckets, builtIns, elsewhere }: Pick<LambdaParts, 'buckets' | 'builtIns' | 'elsewhere'>,
  functionArn: string,
  input: NamesCode,
): Promise<Uint8Array> {
  const { ZipFile: zip, S3Bucket: bucket, S3Key: key, S3ObjectVersion: version } = input;
  if (zip !== undefined) {
    if (bucket !== undefined || key !== undefined || version !== undefined) {
      throw invalidParameter('Please do not provide other FunctionCode parameters when providing a ZipFile.');
    }
    return zip.unwrap();
  }
  if (bucket === undefined || key === undefined) throw invalidParameter('Please provide a source for function code.');
  if (bucket === ELSEWHERE_BUCKET) return elsewhereArchive(elsewhere, functionArn, key);
  return bucket === BUILT_IN_BUCKET ? builtInArchive(builtIns, key) : buckets.read({ bucket, key, version });
}
