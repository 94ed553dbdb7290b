import { isDeepStrictEqual } from 'node:util';
import type { LoginProfileRow } from '../../identities/login-profile-store.ts';
import { findLoginProfile } from '../../identities/login-profile-store.ts';
import type { UserRow } from '../../identities/rows.ts';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { noSuchEntity } from './errors.ts';
import type { LoadedUser } from './load-user.ts';
import { changeUser, existingUser, loadUser, loadUserOrCaller, userAccess } from './load-user.ts';
import { mustNameUser } from './must-name-user.ts';

/** What a request about a user's password has found. */
export interface LoadedLoginProfile {
  readonly user: LoadedUser;
  readonly profile: LoginProfileRow | undefined;
}

type NamesUser = { readonly UserName?: string | undefined };

/** Finds the password of the user that a request names. */
export async function loadLoginProfile(scope: Scope, input: NamesUser): Promise<LoadedLoginProfile> {
  return withProfile(scope, await loadUser(scope, input));
}

/** Finds the password of the user that a request names, or of the one that makes it. */
export async function loadLoginProfileOrCaller(scope: Scope, input: NamesUser): Promise<LoadedLoginProfile> {
  return withProfile(scope, await loadUserOrCaller(scope, input));
}

async function withProfile(scope: Scope, user: LoadedUser): Promise<LoadedLoginProfile> {
  // Nobody's id is looked up as well: a user who is there must not be found out by what a denial reads.
  return { user, profile: await findLoginProfile(scope.reader, user.user?.id ?? '') };
}

/** The question that operations on a user's password ask: it is about the user. */
export function loginProfileAccess(action: string) {
  const mayDo = userAccess(action);
  return (scope: Scope, input: unknown, { user }: LoadedLoginProfile): readonly AccessRequest[] =>
    mayDo(scope, input, user);
}

/**
 * The password's row, for an operation whose input is valid.
 *
 * @throws AwsError NoSuchEntity, ValidationError when the request means no user
 */
export function existingLoginProfile({ user, profile }: LoadedLoginProfile): {
  readonly user: UserRow;
  readonly profile: LoginProfileRow;
} {
  mustNameUser(user);
  const row = existingUser(user);
  if (profile === undefined) throw noSuchEntity(`Login Profile for User ${row.name} cannot be found.`);
  return { user: row, profile };
}

/**
 * Begins a change of a user's password.
 *
 * @throws AwsError NoSuchEntity; Stale when somebody changed user or password meanwhile
 */
export async function changeLoginProfile(scope: Scope, writer: Writer, loaded: LoadedLoginProfile): Promise<UserRow> {
  const user = await changeUser(scope, writer, loaded.user);
  const now = await findLoginProfile(writer, user.id);
  // Rows have no prototype; blobs of the two engines are of different classes.
  if (!isDeepStrictEqual(comparable(now), comparable(loaded.profile))) throw new Stale();
  return user;
}

function comparable(profile: LoginProfileRow | undefined) {
  return profile === undefined ? undefined : { ...profile, password: Buffer.from(profile.password).toString('base64') };
}
