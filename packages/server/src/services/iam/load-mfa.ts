import type { MfaDeviceRow } from '../../identities/mfa-store.ts';
import { findMfaDevice } from '../../identities/mfa-store.ts';
import { findUserById } from '../../identities/user-store.ts';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { noSuchEntity } from './errors.ts';
import type { LoadedUser } from './load-user.ts';
import { existingUser, loadUserOrCaller, userAccess } from './load-user.ts';
import { mustNameUser } from './must-name-user.ts';

/** Whose MFA devices a request is about: a user's, or those of the root user who asks. */
export interface LoadedMfaOwner {
  readonly user: LoadedUser;
  readonly isRoot: boolean;
}

/**
 * Finds whose devices a request means. The root user means itself when it names nobody, or its account's id where
 * somebody must be named: there is no other name for it.
 */
export async function loadMfaOwner(
  scope: Scope,
  input: { readonly UserName?: string | undefined },
): Promise<LoadedMfaOwner> {
  const user = await loadUserOrCaller(scope, input);
  const namesItself = input.UserName === undefined || input.UserName === scope.accountId;
  return { user, isRoot: scope.caller.type === 'Root' && namesItself && user.user === undefined };
}

/** The question that operations on somebody's devices ask: it is about the user. */
export function mfaOwnerAccess(action: string) {
  const mayDo = userAccess(action);
  return (scope: Scope, input: unknown, { user, isRoot }: LoadedMfaOwner): readonly AccessRequest[] =>
    isRoot
      ? [{ action: `iam:${action}`, resource: scope.caller.arn, resourceAccountId: scope.accountId }]
      : mayDo(scope, input, user);
}

/** Who has devices, as they are stored and shown. */
export interface MfaOwner {
  readonly id: string;
  /** The root user has none. */
  readonly name: string;
}

/**
 * Whose devices they are, for an operation whose input is valid.
 *
 * @throws AwsError NoSuchEntity, ValidationError when the request means no user
 */
export function existingMfaOwner(scope: Scope, { user, isRoot }: LoadedMfaOwner): MfaOwner {
  if (isRoot) return { id: scope.accountId, name: '' };
  mustNameUser(user);
  return existingUser(user);
}

/**
 * Begins a change of somebody's devices.
 *
 * @throws AwsError NoSuchEntity, ValidationError; Stale when the user was deleted meanwhile
 */
export async function changeMfaOwner(scope: Scope, writer: Writer, loaded: LoadedMfaOwner): Promise<MfaOwner> {
  const owner = existingMfaOwner(scope, loaded);
  await beginIdentityChange(writer, scope.accountId);
  if (!loaded.isRoot && (await findUserById(writer, owner.id)) === undefined) throw new Stale();
  return owner;
}

/**
 * A device of the account, within a change.
 *
 * @throws AwsError NoSuchEntity
 */
export async function existingDevice(
  scope: Pick<Scope, 'accountId'>,
  writer: Writer,
  serialNumber: string,
): Promise<MfaDeviceRow> {
  const device = await findMfaDevice(writer, scope.accountId, serialNumber);
  if (device === undefined) throw deviceNotFound(serialNumber);
  return device;
}

export function deviceNotFound(serialNumber: string) {
  return noSuchEntity(`MFA Device with serial number ${serialNumber} does not exist.`);
}
