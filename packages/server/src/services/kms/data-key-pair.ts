import type { EncryptionContext } from '../../keys/encryption-context.ts';
import type { NewPair } from '../../keys/new-pair.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { encrypt } from './cipher.ts';
import { newPair } from './key-material.ts';
import { isPairSpec } from './key-specs.ts';
import { checkDataKeyUse } from './key-use.ts';
import type { KmsParts } from './parts.ts';
import type { KeyRow } from './store.ts';
import { unsupported } from './symmetric-use.ts';

/**
 * A new key pair, with its private key also under a symmetric key; the caller owns and zeroes the private key.
 *
 * @throws AwsError InvalidKeyUsageException, DryRunOperationException, ThrottlingException; UnsupportedOperationException
 * for specs that Coffer has not
 */
export async function newDataKeyPair(
  scope: Scope,
  { backingKeys, pairs }: KmsParts,
  key: KeyRow,
  operation: string,
  input: {
    readonly KeyPairSpec: string;
    readonly EncryptionContext?: EncryptionContext | undefined;
    readonly DryRun?: boolean | undefined;
    readonly Recipient?: object | undefined;
  },
): Promise<NewPair & { readonly sealed: Buffer }> {
  const { KeyPairSpec: spec, EncryptionContext: context, DryRun, Recipient } = input;
  if (!isPairSpec(spec)) throw unsupported();
  checkDataKeyUse(scope, key, operation, { DryRun, Recipient });
  const pair = await newPair(pairs, spec);
  try {
    const sealed = await encrypt({ ...scope, backingKeys }, key, context, pair.privateKey);
    return { ...pair, sealed };
  } catch (error) {
    pair.privateKey.fill(0);
    throw error;
  }
}
