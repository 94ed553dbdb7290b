import { entityArn } from '../../identities/arns.ts';
import type { InstanceProfileRow } from '../../identities/instance-profile-store.ts';
import { findInstanceProfile, findInstanceProfileById } from '../../identities/instance-profile-store.ts';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { changeUnchanged } from './change.ts';
import { awsResourceTagKeys } from './condition-keys.ts';
import { noSuchEntity } from './errors.ts';
import { canBeName } from './names.ts';
import { partitionOf } from './partition.ts';

/** What a request that names an instance profile has found. */
export interface LoadedInstanceProfile {
  /** As the request names it. */
  readonly name: string | undefined;
  readonly profile: InstanceProfileRow | undefined;
}

/** Finds the instance profile that a request names. */
export async function loadInstanceProfile(
  scope: Scope,
  { InstanceProfileName: name }: { readonly InstanceProfileName?: string | undefined },
): Promise<LoadedInstanceProfile> {
  const profile = canBeName(name) ? await findInstanceProfile(scope.reader, scope.accountId, name) : undefined;
  return { name, profile };
}

/** The question that operations on an instance profile ask. What does not exist has the ARN that it would have below `/`. */
export function instanceProfileAccess(action: string) {
  return (scope: Scope, _input: unknown, { name, profile }: LoadedInstanceProfile): readonly AccessRequest[] => {
    const shown = profile?.name ?? name;
    const at = profile ?? { account_id: scope.accountId, path: '/', name: name ?? '' };
    return [
      {
        action: `iam:${action}`,
        resource: shown === undefined ? undefined : entityArn(partitionOf(scope), 'instance-profile', at),
        ...(shown === undefined ? {} : { shownAs: `instance profile ${shown}` }),
        resourceAccountId: scope.accountId,
        keys: () => awsResourceTagKeys(profile),
      },
    ];
  };
}

/**
 * The instance profile, for an operation whose input is valid.
 *
 * @throws AwsError NoSuchEntity
 */
export function existingInstanceProfile({ profile, name = '' }: LoadedInstanceProfile): InstanceProfileRow {
  if (profile === undefined) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}

/**
 * Begins a change of the instance profile.
 *
 * @throws AwsError NoSuchEntity; Stale when somebody changed it meanwhile
 */
export function changeInstanceProfile(
  scope: Scope,
  writer: Writer,
  loaded: LoadedInstanceProfile,
): Promise<InstanceProfileRow> {
  return changeUnchanged(scope, writer, existingInstanceProfile(loaded), findInstanceProfileById);
}
