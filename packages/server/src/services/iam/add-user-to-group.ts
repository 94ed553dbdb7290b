import { iam } from '@coffer/wire/services';
import { addMember, isMember, listGroupsOf } from '../../identities/group-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { quotaExceeded } from './errors.ts';
import { changeMembership, loadMembership, membershipAccess } from './load-membership.ts';
import { writeTrail } from './trail.ts';

/** Source: IAM User Guide, "IAM and AWS STS quotas". */
const GROUPS_PER_USER = 10;

/** AddUserToGroup: who is in it already stays in it. */
export const addUserToGroup = defineWrite(iam.operations.AddUserToGroup, {
  load: loadMembership,
  access: membershipAccess('AddUserToGroup'),
  async handle(scope, writer, _input, loaded) {
    const { group, user } = await changeMembership(scope, writer, loaded);
    const membership = { userId: user.id, groupId: group.id };
    if (await isMember(writer, membership)) return {};
    const groups = await listGroupsOf(writer, user.id, { limit: GROUPS_PER_USER });
    if (groups.length >= GROUPS_PER_USER) throw quotaExceeded('GroupsPerUser', GROUPS_PER_USER);
    await addMember(writer, membership, scope.now);
    return {};
  },
  trail: writeTrail(iam.operations.AddUserToGroup),
});
