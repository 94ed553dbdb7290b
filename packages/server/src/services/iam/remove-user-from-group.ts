import { iam } from '@coffer/wire/services';
import { removeMember } from '../../identities/group-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeMembership, loadMembership, membershipAccess } from './load-membership.ts';
import { writeTrail } from './trail.ts';

/** RemoveUserFromGroup: the user loses what the group may do at once. Who is not in it stays out of it (recorded). */
export const removeUserFromGroup = defineWrite(iam.operations.RemoveUserFromGroup, {
  load: loadMembership,
  access: membershipAccess('RemoveUserFromGroup'),
  async handle(scope, writer, _input, loaded) {
    const { group, user } = await changeMembership(scope, writer, loaded);
    await removeMember(writer, { userId: user.id, groupId: group.id });
    return {};
  },
  trail: writeTrail(iam.operations.RemoveUserFromGroup),
});
