import { valueError } from '../skeleton/rotation-error.ts';
import type { Rotation, RotationSteps } from '../skeleton/rotation.ts';
import { textOf } from '../skeleton/secret-members.ts';
import { alternateName } from './alternate-name.ts';
import { changing } from './changing.ts';
import type { DatabaseSecret } from './database-secret.ts';
import { readDatabaseSecret } from './database-secret.ts';
import type { Account, DatabaseEngine } from './engine.ts';
import { logIn } from './log-in.ts';
import { testPending } from './test-pending.ts';
import { createPending, currentSecret, pendingSecret } from './versions.ts';

/**
 * Two users take turns: the one that applications do not use gets the new password from an administrator, whose secret
 * is named by `masterarn`. Nobody ever holds a password that is not valid.
 */
export function alternatingUsers(engine: DatabaseEngine): RotationSteps {
  return {
    createSecret: rotation =>
      createPending(rotation, engine, username => alternateName(engine, username, rotation.environment)),
    setSecret: rotation => setSecret(rotation, engine),
    testSecret: rotation => testPending(rotation, engine),
  };
}

async function setSecret(rotation: Rotation, engine: DatabaseEngine): Promise<void> {
  const { secretId, log } = rotation;
  const current = await currentSecret(rotation, engine);
  const pending = await pendingSecret(rotation, engine);
  await using already = await logIn(rotation, engine, pending, 'AWSPENDING');
  if (already !== undefined)
    return log(`setSecret: AWSPENDING secret is already set as password in database for secret arn ${secretId}.`);

  guard(rotation, engine, pending, current);
  const like = await currentAccount(rotation, engine, current);
  const masterArn = textOf(current.members, 'masterarn');
  const master = await masterSecret(rotation, engine, masterArn, current);
  await using session = await logIn(rotation, engine, master, 'master');
  if (session === undefined)
    throw valueError(`Unable to log into database using credentials in master secret ${masterArn}`);
  await changing([pending.password, master.password], () => session.putUser(pending.username, pending.password, like));
  log(`setSecret: Successfully set password for ${pending.username} in database for secret arn ${secretId}.`);
}

/** A function that holds an administrator's password must use it for nothing but the other user of this secret. */
function guard(rotation: Rotation, engine: DatabaseEngine, pending: DatabaseSecret, current: DatabaseSecret): void {
  if (alternateName(engine, current.username, rotation.environment) !== pending.username) {
    throw valueError(
      `Attempting to modify user ${pending.username} other than current user or clone ${current.username}`,
    );
  }
  if (pending.host !== current.host)
    throw valueError(`Attempting to modify user for host ${pending.host} other than current host ${current.host}`);
}

/** Proves that the secret's own password is valid, before the master secret is even read. */
async function currentAccount(rotation: Rotation, engine: DatabaseEngine, current: DatabaseSecret): Promise<Account> {
  await using session = await logIn(rotation, engine, current, 'AWSCURRENT');
  if (session === undefined)
    throw valueError(`Unable to log into database using current credentials for secret ${rotation.secretId}`);
  return changing([current.password], () => session.account());
}

/** An administrator's password goes to the host that its own secret names, and nowhere else. */
async function masterSecret(
  { secrets }: Rotation,
  engine: DatabaseEngine,
  masterArn: string,
  current: DatabaseSecret,
): Promise<DatabaseSecret> {
  const master = readDatabaseSecret(engine, await secrets.get({ secretId: masterArn, stage: 'AWSCURRENT' }));
  if (master.host !== current.host) {
    throw valueError(
      `Current database host ${current.host} is not the same host as/rds replica of master ${master.host}`,
    );
  }
  // Grants are those of the user's own database.
  return { ...master, database: current.database };
}
