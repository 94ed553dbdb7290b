/** The KMS keys that a version's data key lies under: the one that it was made under, and those of later keys of the secret. */
import type { StoredVersion } from './rows.ts';

/** A data key under one KMS key. */
export interface Wrapping {
  /** The ARN of the KMS key; null: the account's default key. */
  readonly keyArn: string | null;
  readonly blob: Uint8Array;
}

/** How many keys a version's data key lies under at most: the first one and the newest ones. */
const MAX_WRAPPINGS = 10;

/** The wrappings of a version, the oldest first; none when it has no value. */
export function wrappingsOf(
  version: Pick<StoredVersion, 'data_key' | 'kms_key_arn' | 'more_data_keys'>,
): readonly Wrapping[] {
  const { data_key: blob, kms_key_arn: keyArn } = version;
  if (blob === null) return [];
  if (version.more_data_keys === null) return [{ keyArn, blob }];
  const more = stored(version).map(entry => ({ keyArn: entry.key, blob: Buffer.from(entry.blob, 'base64') }));
  return [{ keyArn, blob }, ...more];
}

/** The ARNs of the keys, the oldest first; null: the account's default key. */
export function keysOf(version: Pick<StoredVersion, 'kms_key_arn' | 'more_data_keys'>): readonly (string | null)[] {
  return [version.kms_key_arn, ...stored(version).map(({ key }) => key)];
}

/** A version's `more_data_keys` with one wrapping more. */
export function withWrapping(version: Pick<StoredVersion, 'more_data_keys'>, { keyArn, blob }: Wrapping): string {
  const added: StoredWrapping = { key: keyArn, blob: Buffer.from(blob).toString('base64') };
  return JSON.stringify([...stored(version), added].slice(1 - MAX_WRAPPINGS));
}

interface StoredWrapping {
  readonly key: string | null;
  readonly blob: string;
}

function stored({ more_data_keys: more }: Pick<StoredVersion, 'more_data_keys'>): readonly StoredWrapping[] {
  return more === null ? [] : (JSON.parse(more) as readonly StoredWrapping[]); // what this file wrote
}
