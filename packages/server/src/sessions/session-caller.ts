import type { FederatedCaller, RoleCaller, RootCaller, UserCaller } from '../pipeline/caller.ts';
import type { Caller, Session } from '../pipeline/caller.ts';
import { entityArn } from '../identities/arns.ts';
import type { SessionSubject } from './session-content.ts';
import type { ActiveRoleRow } from './store.ts';

/** What every caller with temporary credentials is made of. */
interface Credentials {
  readonly accessKeyId: string;
  readonly session: Session;
}

/** Who has assumed this role. */
export function roleCaller(
  role: ActiveRoleRow,
  { accessKeyId, session }: Credentials,
  { sessionName }: Extract<SessionSubject, { type: 'role' }>,
): RoleCaller {
  const { id, account_id: accountId, name, aws_partition: partition } = role;
  return {
    type: 'AssumedRole',
    accountId,
    arn: assumedRoleArn(partition, accountId, name, sessionName),
    principalId: `${id}:${sessionName}`,
    accessKeyId,
    role: { arn: entityArn(partition, 'role', role), id, name },
    sessionName,
    session,
  };
}

/** `arn:aws:sts::123456789012:assumed-role/ROLE/SESSION`: without the role's path. */
export function assumedRoleArn(partition: string, accountId: string, roleName: string, sessionName: string): string {
  return `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
}

/** `arn:aws:sts::123456789012:federated-user/NAME` */
export function federatedUserArn(partition: string, accountId: string, name: string): string {
  return `arn:${partition}:sts::${accountId}:federated-user/${name}`;
}

/** The user or root user whose access key asked for a session; undefined: an access key is never anybody else's. */
export function userCaller(parent: Caller, { accessKeyId, session }: Credentials): UserCaller | RootCaller | undefined {
  return parent.type === 'IAMUser' || parent.type === 'Root' ? { ...parent, accessKeyId, session } : undefined;
}

/** Whom a user, or the root user, has made a federated user. */
export function federatedCaller(
  parent: Caller,
  { accessKeyId, session }: Credentials,
  { name }: Extract<SessionSubject, { type: 'federated' }>,
): FederatedCaller | undefined {
  if (parent.type !== 'IAMUser' && parent.type !== 'Root') return undefined;
  const { accountId, arn, principalId: id } = parent;
  const issuer = parent.type === 'IAMUser' ? { issuer: { arn, id, name: parent.userName } } : {};
  return {
    type: 'FederatedUser',
    accountId,
    arn: federatedUserArn(arn.split(':', 2)[1] ?? 'aws', accountId, name),
    principalId: `${accountId}:${name}`,
    accessKeyId,
    name,
    ...issuer,
    session,
  };
}
