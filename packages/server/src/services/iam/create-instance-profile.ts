import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import type { InstanceProfileRow } from '../../identities/instance-profile-store.ts';
import {
  countInstanceProfiles,
  findInstanceProfile,
  insertInstanceProfile,
} from '../../identities/instance-profile-store.ts';
import { newUniqueId } from '../../identities/unique-id.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { requestTagKeys } from './condition-keys.ts';
import { newEntityAccess } from './entity-access.ts';
import { entityAlreadyExists } from './errors.ts';
import { createdInstanceProfile } from './instance-profile-views.ts';
import { assertRoom } from './quota.ts';
import { resourceOf } from './resources.ts';
import { newTags } from './tags.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';

/** CreateInstanceProfile: a container for one role, empty at first. */
export const createInstanceProfile = defineWrite(iam.operations.CreateInstanceProfile, {
  load: async () => undefined,
  access: (scope, input) => [
    newEntityAccess(
      scope,
      'CreateInstanceProfile',
      'instance-profile',
      { path: input.Path, name: input.InstanceProfileName },
      () => requestTagKeys(input),
    ),
  ],
  async prepare(scope, input): Promise<InstanceProfileRow> {
    return {
      id: newUniqueId('instanceProfile', scope.random),
      account_id: scope.accountId,
      name: input.InstanceProfileName,
      path: input.Path ?? '/',
      created_at: wholeSecond(scope.now),
      tags: newTags(input.Tags),
      role_id: null,
    };
  },
  async handle(scope, writer, _input, _loaded, profile) {
    await beginIdentityChange(writer, scope.accountId);
    const taken = await findInstanceProfile(writer, scope.accountId, profile.name);
    if (taken !== undefined) throw entityAlreadyExists(`Instance Profile ${profile.name} already exists.`);
    await assertRoom(scope, 'instanceProfiles', () => countInstanceProfiles(writer, scope.accountId));
    await insertInstanceProfile(writer, profile);
    return { InstanceProfile: createdInstanceProfile(scope, profile) };
  },
  trail: writeTrail(iam.operations.CreateInstanceProfile, (_loaded, output) =>
    resourceOf('InstanceProfile', output?.InstanceProfile.Arn),
  ),
});
