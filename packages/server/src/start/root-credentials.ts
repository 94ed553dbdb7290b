/** Long-term key pairs as operators get them, and as they are stored. */
import { Redacted } from '@coffer/wire';
import type { AccessKeyRow } from '../accounts/store.ts';
import type { Random } from '../clock.ts';
import { accessKeyContext } from '../identities/access-key-context.ts';
import { newAccessKeyId } from '../identities/unique-id.ts';
import type { Keyring } from '../keys/keyring.ts';

/** A long-term key pair, of a root user or of an administrator. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: Redacted<string>;
}

/** Where new credentials lie; never what they are. */
export interface NewKey {
  /** Path of the credentials file. */
  readonly credentials: string;
  readonly accessKeyId: string;
}

/** A new key pair in AWS's forms: `AKIA` and 16 characters of base32; 40 characters of base64. */
export function newCredentials(random: Random): KeyPair {
  return {
    accessKeyId: newAccessKeyId('accessKey', random),
    secretAccessKey: new Redacted(random(30).toString('base64')),
  };
}

/** The key as it is stored. */
export function sealCredentials(
  { keyring }: { readonly keyring: Keyring },
  accountId: string,
  { accessKeyId, secretAccessKey }: KeyPair,
): AccessKeyRow {
  const secret = keyring.sealInternal(accessKeyContext(accessKeyId), Buffer.from(secretAccessKey.unwrap(), 'utf8'));
  return { access_key_id: accessKeyId, account_id: accountId, secret };
}
