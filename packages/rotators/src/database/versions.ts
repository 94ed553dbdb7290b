import type { Redacted } from '@coffer/wire';
import { passwordRules } from '../skeleton/password-rules.ts';
import type { Rotation } from '../skeleton/rotation.ts';
import { withMembers } from '../skeleton/secret-members.ts';
import type { DatabaseSecret } from './database-secret.ts';
import { readDatabaseSecret } from './database-secret.ts';
import type { DatabaseEngine } from './engine.ts';

/** The version that is in use. */
export async function currentSecret(rotation: Rotation, engine: DatabaseEngine): Promise<DatabaseSecret> {
  const { secrets, secretId } = rotation;
  return readDatabaseSecret(engine, await secrets.get({ secretId, stage: 'AWSCURRENT' }));
}

/** The version that this rotation makes. */
export async function pendingSecret(rotation: Rotation, engine: DatabaseEngine): Promise<DatabaseSecret> {
  const { secrets, secretId, token } = rotation;
  return readDatabaseSecret(engine, await secrets.get({ secretId, stage: 'AWSPENDING', versionId: token }));
}

/** Stores the new version, with a new password, unless an earlier attempt has: a password that may be set is never lost. */
export async function createPending(
  rotation: Rotation,
  engine: DatabaseEngine,
  usernameAfter: (current: string) => string,
): Promise<void> {
  const { secrets, secretId, token, rotationToken, log } = rotation;
  const current = await currentSecret(rotation, engine);
  const found: Redacted<string> | undefined = await secrets.find({ secretId, stage: 'AWSPENDING', versionId: token });
  if (found !== undefined) {
    readDatabaseSecret(engine, found);
    return log(`createSecret: Successfully retrieved secret for ${secretId}.`);
  }
  const username = usernameAfter(current.username);
  const password = await secrets.randomPassword(passwordRules(rotation.environment, engine.password));
  const value = withMembers(current.members, { username, password: password.unwrap() });
  await secrets.putPending(secretId, token, value, rotationToken);
  log(`createSecret: Successfully put secret for ARN ${secretId} and version ${token}.`);
}
