import type { Redacted } from '@coffer/wire';
import { valueError } from '../skeleton/rotation-error.ts';
import type { Rotation, RotationSteps } from '../skeleton/rotation.ts';
import { withMembers } from '../skeleton/secret-members.ts';
import type { KeySecret } from './key-secret.ts';
import { readKeySecret } from './key-secret.ts';

/** A service whose users have two keys at most, which it makes itself. */
export interface KeyService {
  /** Uses a key; rejects unless it is one of the user's. */
  use(secret: KeySecret): Promise<void>;
  /** Ids of the user's keys. */
  list(secret: KeySecret): Promise<readonly string[]>;
  create(secret: KeySecret): Promise<{ readonly id: string; readonly key: Redacted<string> }>;
  remove(secret: KeySecret, id: string): Promise<void>;
}

/**
 * One user with two keys, of which the secret holds one. The other one is removed and made anew, and both are valid until
 * the next rotation, so that no application is ever without a working key.
 */
export function twoSlots(service: KeyService): RotationSteps {
  return {
    createSecret: rotation => createSecret(rotation, service),
    // The key was made where it is valid.
    setSecret: () => Promise.resolve(),
    async testSecret({ secrets, secretId, token, log }) {
      const pending = await secrets.get({ secretId, stage: 'AWSPENDING', versionId: token });
      await service.use(readKeySecret(pending));
      log(`testSecret: Successfully used key of version ${token} of secret ${secretId}.`);
    },
  };
}

/**
 * When the new key was made and could not be stored, nobody knows it: the next attempt removes it as the one that is not
 * in use.
 */
async function createSecret(rotation: Rotation, service: KeyService): Promise<void> {
  const { secrets, secretId, token, rotationToken, log } = rotation;
  const current = readKeySecret(await secrets.get({ secretId, stage: 'AWSCURRENT' }));
  const found = await secrets.find({ secretId, stage: 'AWSPENDING', versionId: token });
  if (found !== undefined) return log(`createSecret: Successfully retrieved secret for ${secretId}.`);
  // A function that may change the keys of many users must change those of this secret's user only.
  await service.use(current);
  const ids = await service.list(current);
  if (!ids.includes(current.id))
    throw valueError(`Key ${current.id} of secret ${secretId} is not one of user ${current.userName}`);
  for (const id of ids) if (id !== current.id) await service.remove(current, id);
  const { id, key } = await service.create(current);
  const value = withMembers(current.members, { APIKey: key.unwrap(), APIKeyId: id });
  await secrets.putPending(secretId, token, value, rotationToken);
  log(`createSecret: Successfully put key ${id} for ARN ${secretId} and version ${token}.`);
}
