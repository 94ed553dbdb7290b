/** For tests: a customer managed key, as CreateKey makes one. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { TestServer } from '../../testing/test-server.ts';
import { insertAlias } from './alias-store.ts';
import { newBackingKey } from './backing-keys.ts';
import type { KindOfKey } from './key-material.ts';
import { materialOf } from './key-material.ts';
import { insertKey } from './store.ts';

/** A kind of key with its material: PKCS #8 in DER, or the bytes of HMAC. */
export interface FixedKey extends KindOfKey {
  readonly bytes: Uint8Array;
}

/** Makes a key with an alias in an account, for its account's identities to use; gives its ARN. */
export async function makeCustomerKey(
  { parts: { database, keyring }, clock }: TestServer,
  alias: string,
  options: {
    readonly accountId?: string;
    readonly region?: string;
    readonly keyId?: string;
    /** Absent: a symmetric key. */
    readonly kind?: FixedKey;
  } = {},
): Promise<string> {
  const { accountId = '123456789012', region = 'us-east-1', keyId = randomUUID(), kind } = options;
  const createdAt = clock.now();
  const material = kind && materialOf(kind, kind.bytes);
  const backing = await newBackingKey({ keyring, random: randomBytes }, { keyId, version: 1, createdAt, material });
  const place = { account_id: accountId, region, key_id: keyId, created_at: createdAt };
  await database.write(async writer => {
    await insertKey(writer, { ...place, manager: 'CUSTOMER', description: '', ...kindOf(kind) }, backing);
    await insertAlias(writer, { ...place, name: alias });
  });
  return `arn:aws:kms:${region}:${accountId}:key/${keyId}`;
}

function kindOf(kind: KindOfKey | undefined): Partial<KindOfKey> {
  return kind === undefined ? {} : { key_spec: kind.key_spec, key_usage: kind.key_usage };
}
