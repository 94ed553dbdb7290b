import { iam } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { checkDocument } from './documents.ts';
import { putOwnersPolicy } from './inline-policy.ts';
import { changeRole, existingRole, loadRole, ownRoleBoundary, roleAccess } from './load-role.ts';
import { writeTrail } from './trail.ts';

/** PutRolePolicy: in force from the next request on. */
export const putRolePolicy = defineWrite(iam.operations.PutRolePolicy, {
  load: loadRole,
  access: roleAccess('PutRolePolicy', ownRoleBoundary),
  async prepare(_scope, input, loaded) {
    existingRole(loaded);
    checkDocument(input.PolicyDocument, 'inline');
  },
  async handle(scope, writer, input, loaded) {
    const role = await changeRole(scope, writer, loaded);
    await putOwnersPolicy(writer, 'role', role, input);
    return {};
  },
  trail: writeTrail(iam.operations.PutRolePolicy),
});
