/** The first administrator of an account: the user `admin`, who may do everything that policies can allow. */
import type { AccessKeyRow } from '../accounts/store.ts';
import type { AuditTrail } from '../audit/trail.ts';
import type { Clock, Random } from '../clock.ts';
import { deleteUserKey, insertUserKey, listUserKeys } from '../identities/access-key-store.ts';
import { attach } from '../identities/attachment-store.ts';
import { findAwsManagedPolicy } from '../identities/aws-managed-policies.ts';
import { beginIdentityChange } from '../identities/epoch-store.ts';
import { newUniqueId } from '../identities/unique-id.ts';
import { findUser, insertUser } from '../identities/user-store.ts';
import type { Keyring } from '../keys/keyring.ts';
import type { ServerOptions } from '../options.ts';
import type { Database, Writer } from '../storage/database.ts';
import { activeAccount } from './active-account.ts';
import { credentialsPathOf, mustBeReplaceable, withProfile } from './credentials-file.ts';
import { operatorFact } from './operator-fact.ts';
import type { KeyPair, NewKey } from './root-credentials.ts';
import { newCredentials, sealCredentials } from './root-credentials.ts';
import { prepareFile } from './write-file.ts';

/** The user's name in every account, unless somebody renames it. */
export const ADMINISTRATOR = 'admin';

/** An administrator who is not stored yet. */
export interface NewAdministrator {
  readonly accountId: string;
  readonly userId: string;
  readonly createdAt: number;
  readonly credentials: KeyPair;
  readonly key: AccessKeyRow;
}

/** Makes the administrator's id and key; nothing is stored. */
export function newAdministrator(
  parts: { readonly keyring: Keyring; readonly clock: Clock; readonly random: Random },
  accountId: string,
): NewAdministrator {
  const credentials = newCredentials(parts.random);
  return {
    accountId,
    userId: newUniqueId('user', parts.random),
    createdAt: parts.clock.now(),
    credentials,
    key: sealCredentials(parts, accountId, credentials),
  };
}

/**
 * Stores the administrator. A user of that name who is there already becomes it: it keeps its id, its groups, its
 * boundary and its other policies, and the new key takes the place of all that it had.
 */
export async function storeAdministrator(writer: Writer, administrator: NewAdministrator): Promise<void> {
  const { accountId, createdAt, key } = administrator;
  await beginIdentityChange(writer, accountId);
  const known = await findUser(writer, accountId, ADMINISTRATOR);
  const userId = known?.id ?? administrator.userId;
  const row = { account_id: accountId, created_at: createdAt };
  if (known === undefined) {
    await insertUser(writer, {
      ...row,
      id: userId,
      name: ADMINISTRATOR,
      path: '/',
      tags: '[]',
      boundary_policy_id: null,
    });
  }
  await attach(writer, { ownerId: userId, policyId: administratorAccess(), accountId }, createdAt);
  for (const { access_key_id: accessKeyId } of await listUserKeys(writer, userId)) {
    await deleteUserKey(writer, { userId, accessKeyId });
  }
  const { access_key_id } = key;
  await insertUserKey(writer, { ...row, access_key_id, user_id: userId, status: 'Active' }, key.secret);
}

/**
 * Makes an account's administrator anew, or for the first time in an account that is older than administrators are: the
 * user `admin` with AdministratorAccess and a new key. The file is ready before the key is stored, as with the root user.
 *
 * @throws OperatorError for an account that is not there or closed, or a file that cannot be replaced
 */
export async function resetAdministrator(
  parts: {
    readonly database: Database;
    readonly keyring: Keyring;
    readonly clock: Clock;
    readonly random: Random;
    readonly audit: Pick<AuditTrail, 'insert'>;
  },
  options: Pick<ServerOptions, 'dataDir' | 'regions'>,
  accountId: string,
): Promise<NewKey> {
  const { database, audit, random } = parts;
  const path = credentialsPathOf(options, await activeAccount(database, accountId));
  const administrator = newAdministrator(parts, accountId);
  const { accessKeyId } = administrator.credentials;
  const fact = operatorFact(random, {
    at: administrator.createdAt,
    service: 'iam',
    name: 'ResetAdministratorCredentials',
    region: options.regions[0] ?? '',
    accountId,
    additional: { userName: ADMINISTRATOR, accessKeyId },
  });
  await mustBeReplaceable(path);
  const text = await withProfile(path, options, 'default', administrator.credentials);
  await using file = await prepareFile(path, text, 0o600);
  await database.write(async writer => {
    await storeAdministrator(writer, administrator);
    await audit.insert(writer, [fact]);
  });
  await file.publish();
  return { credentials: path, accessKeyId };
}

function administratorAccess(): string {
  const policy = findAwsManagedPolicy('/', 'AdministratorAccess');
  if (policy === undefined) throw new Error('AWS publishes no policy AdministratorAccess');
  return policy.id;
}
