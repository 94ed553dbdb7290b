import { randomUUID } from 'node:crypto';
import type { Clock, Random } from '../../clock.ts';
import type { Keyring } from '../../keys/keyring.ts';
import type { Database } from '../../storage/database.ts';
import { findAlias, insertAlias } from './alias-store.ts';
import { newBackingKey } from './backing-keys.ts';
import { planRotation, rotationAfter, USUAL_PERIOD } from './rotation.ts';
import { insertKey } from './store.ts';

/** A key that every account has, for what one service stores. */
export interface DefaultKey {
  readonly alias: string;
  /** The service that the key is for, as in its endpoint. */
  readonly service: string;
  /** AWS's own description of it. */
  readonly description: string;
}

/** The default keys of the services that encrypt. */
export const DEFAULT_KEYS: readonly DefaultKey[] = [
  {
    alias: 'alias/aws/secretsmanager',
    service: 'secretsmanager',
    description: 'Default key that protects my Secrets Manager data when no other key is defined',
  },
  {
    alias: 'alias/aws/ssm',
    service: 'ssm',
    description: 'Default key that protects my SSM parameters when no other key is defined',
  },
];

/**
 * Makes a default key of an account in a region, unless it is there. AWS makes it when it is first used, Coffer with the
 * account, so that no read has to write. Nodes that do it at once end with the same.
 */
export async function ensureDefaultKey(
  parts: { readonly database: Database; readonly keyring: Keyring; readonly clock: Clock; readonly random: Random },
  accountId: string,
  region: string,
  { alias: name, description }: DefaultKey,
): Promise<void> {
  const { database, keyring, clock, random } = parts;
  const alias = { account_id: accountId, region, name };
  if ((await database.read(reader => findAlias(reader, alias))) !== undefined) return;
  const keyId = randomUUID();
  const createdAt = clock.now();
  const backing = await newBackingKey({ keyring, random }, { keyId, version: 1, createdAt });
  const nextRotation = rotationAfter(createdAt, USUAL_PERIOD);
  const key = {
    key_id: keyId,
    account_id: accountId,
    region,
    manager: 'AWS',
    description,
    created_at: createdAt,
    rotation_period: USUAL_PERIOD,
    next_rotation_at: nextRotation,
  } as const;
  try {
    await database.write(async writer => {
      await insertKey(writer, key, backing);
      if (!(await insertAlias(writer, { ...alias, key_id: keyId, created_at: createdAt }))) throw new Taken();
      await planRotation(writer, keyId, nextRotation);
    });
  } catch (error) {
    // Another node was faster; its key is as good.
    if (!(error instanceof Taken)) throw error;
  }
}

class Taken extends Error {}
