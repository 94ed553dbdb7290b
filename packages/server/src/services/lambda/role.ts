/** The role of a function: who may give it one, and whether Lambda may assume it. */
import { accessDenied } from '@coffer/wire';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { entityArn } from '../../identities/arns.ts';
import { findRole } from '../../identities/role-store.ts';
import type { RoleRow } from '../../identities/rows.ts';
import { tagsIn } from '../../identities/rows.ts';
import { roleNotAssumable } from './errors.ts';

/** The service that assumes the roles of functions. */
export const LAMBDA_PRINCIPAL = 'lambda.amazonaws.com';

/** A role as a request names it. */
export interface NamedRole {
  /** As it came; undefined: the request names none. */
  readonly arn: string | undefined;
  readonly row: RoleRow | undefined;
  /** The account that the ARN names; the caller's when it is no ARN of a role. */
  readonly accountId: string;
}

/** Longest ARN that is looked at. */
const MAX_ARN = 2_048;

/** Finds the role of an ARN. It reveals nothing. */
export async function loadNamedRole(scope: Scope, arn: string | undefined): Promise<NamedRole> {
  const none = { arn, row: undefined, accountId: scope.accountId };
  if (arn === undefined || arn.length > MAX_ARN) return none;
  const [prefix, partition = '', service, region, accountId = '', resource = '', ...more] = arn.split(':');
  const isRole = prefix === 'arn' && service === 'iam' && region === '' && more.length === 0;
  if (!isRole || !/^\d{12}$/.test(accountId) || !resource.startsWith('role/')) return none;
  const row = await findRole(scope.reader, accountId, resource.slice(resource.lastIndexOf('/') + 1));
  const isMeant = row !== undefined && partition === scope.partition && entityArn(partition, 'role', row) === arn;
  return { arn, row: isMeant ? row : undefined, accountId };
}

/** The right to hand a role to Lambda. Source: IAM User Guide, "Grant a user permissions to pass a role to a service". */
export function passRoleRequest({ arn, row, accountId }: NamedRole, functionArn: string | undefined): AccessRequest {
  return {
    action: 'iam:PassRole',
    resource: arn,
    resourceAccountId: accountId,
    keys: () => [
      ['iam:PassedToService', LAMBDA_PRINCIPAL],
      ['iam:AssociatedResourceArn', functionArn],
      ...(row === undefined ? [] : tagsIn(row)).map(({ Key, Value }) => [`iam:ResourceTag/${Key}`, Value] as const),
    ],
  };
}

/**
 * Refuses a role that Lambda cannot assume: of another account, one that is not there, one whose trust policy does not
 * name it.
 *
 * @throws AwsError AccessDeniedException, InvalidParameterValueException
 */
export async function assertAssumable(
  scope: Scope,
  { arn, row, accountId }: NamedRole,
  owner: { readonly accountId: string; readonly functionArn: string },
): Promise<void> {
  if (accountId !== owner.accountId) throw accessDenied('Cross-account pass role is not allowed.');
  if (row === undefined || !(await mayAssume(scope, { arn, row, accountId }, owner.functionArn)))
    throw roleNotAssumable();
}

function mayAssume(
  scope: Scope,
  { arn, row, accountId }: NamedRole & { readonly row: RoleRow },
  functionArn: string,
): Promise<boolean> {
  return scope.allows({
    action: 'sts:AssumeRole',
    resource: arn,
    resourceAccountId: accountId,
    principal: { type: 'service', name: LAMBDA_PRINCIPAL },
    policy: { kind: 'trust', document: row.trust_policy, uniqueIds: row.trust_policy_ids },
    keys: () => [
      ['aws:PrincipalIsAWSService', true],
      ['aws:PrincipalServiceName', LAMBDA_PRINCIPAL],
      ['aws:SourceAccount', accountId],
      ['aws:SourceArn', functionArn],
    ],
  });
}
