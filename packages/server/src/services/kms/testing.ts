/** For tests: a customer managed key, as CreateKey makes one. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { TestServer } from '../../testing/test-server.ts';
import { insertAlias } from './alias-store.ts';
import { newBackingKey } from './backing-keys.ts';
import { insertKey } from './store.ts';

/** Makes a key with an alias in an account, for its account's identities to use; gives its ARN. */
export async function makeCustomerKey(
  { parts: { database, keyring }, clock }: TestServer,
  alias: string,
  { accountId = '123456789012', region = 'us-east-1', keyId = randomUUID() as string } = {},
): Promise<string> {
  const createdAt = clock.now();
  const backing = await newBackingKey({ keyring, random: randomBytes }, { keyId, version: 1, createdAt });
  const place = { account_id: accountId, region, key_id: keyId, created_at: createdAt };
  await database.write(async writer => {
    await insertKey(writer, { ...place, manager: 'CUSTOMER', description: '' }, backing);
    await insertAlias(writer, { ...place, name: alias });
  });
  return `arn:aws:kms:${region}:${accountId}:key/${keyId}`;
}
