import { valueError, RotationError } from '../skeleton/rotation-error.ts';
import type { Rotation, RotationSteps } from '../skeleton/rotation.ts';
import { changing } from './changing.ts';
import type { DatabaseSecret } from './database-secret.ts';
import { readDatabaseSecret } from './database-secret.ts';
import type { DatabaseEngine, DatabaseSession } from './engine.ts';
import { logIn } from './log-in.ts';
import { testPending } from './test-pending.ts';
import { createPending, currentSecret, pendingSecret } from './versions.ts';

/** One user changes its own password: for a moment applications hold one that is no longer valid. */
export function singleUser(engine: DatabaseEngine): RotationSteps {
  return {
    createSecret: rotation => createPending(rotation, engine, username => username),
    setSecret: rotation => setSecret(rotation, engine),
    testSecret: rotation => testPending(rotation, engine),
  };
}

async function setSecret(rotation: Rotation, engine: DatabaseEngine): Promise<void> {
  const { secretId, log } = rotation;
  const previous = await previousSecret(rotation, engine);
  const current = await currentSecret(rotation, engine);
  const pending = await pendingSecret(rotation, engine);

  await using already = await logIn(rotation, engine, pending, 'AWSPENDING');
  if (already !== undefined)
    return log(`setSecret: AWSPENDING secret is already set as password in database for secret arn ${secretId}.`);
  guard(pending, current, 'current');

  const used = await logInWithEither(rotation, engine, { previous, current, pending });
  if (used === undefined)
    throw valueError(`Unable to log into database with previous, current, or pending secret of secret arn ${secretId}`);
  await using session = used.session;
  const passwords = [pending.password, used.secret.password];
  await changing(passwords, () => session.changeOwnPassword(pending.password, used.secret.password));
  log(`setSecret: Successfully set password for user ${pending.username} for secret arn ${secretId}.`);
}

/** The version before: what is valid when an earlier rotation was interrupted and its labels were moved by hand. */
async function previousSecret(rotation: Rotation, engine: DatabaseEngine): Promise<DatabaseSecret | undefined> {
  try {
    const text = await rotation.secrets.find({ secretId: rotation.secretId, stage: 'AWSPREVIOUS' });
    return text === undefined ? undefined : readDatabaseSecret(engine, text);
  } catch (error) {
    // It may be from before the secret had its present form.
    if (error instanceof RotationError) return undefined;
    throw error;
  }
}

/** A function that is told to rotate one user must not change another one, nor talk to another host. */
function guard(pending: DatabaseSecret, valid: DatabaseSecret, which: 'current' | 'previous valid'): void {
  if (pending.username !== valid.username)
    throw valueError(`Attempting to modify user ${pending.username} other than ${which} user ${valid.username}`);
  if (pending.host !== valid.host)
    throw valueError(`Attempting to modify user for host ${pending.host} other than ${which} host ${valid.host}`);
}

interface Versions {
  readonly previous: DatabaseSecret | undefined;
  readonly current: DatabaseSecret;
  readonly pending: DatabaseSecret;
}

async function logInWithEither(
  rotation: Rotation,
  engine: DatabaseEngine,
  { previous, current, pending }: Versions,
): Promise<{ readonly session: DatabaseSession; readonly secret: DatabaseSecret } | undefined> {
  const session = await logIn(rotation, engine, current, 'AWSCURRENT');
  if (session !== undefined) return { session, secret: current };
  if (previous === undefined) return undefined;
  guard(pending, previous, 'previous valid');
  // How to connect is what the version in use says.
  const members = new Map(previous.members);
  members.delete('ssl');
  if (current.members.has('ssl')) members.set('ssl', current.members.get('ssl'));
  const secret = { ...previous, members };
  const older = await logIn(rotation, engine, secret, 'AWSPREVIOUS');
  return older === undefined ? undefined : { session: older, secret };
}
