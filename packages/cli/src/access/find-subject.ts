import { Failure } from '../failure.ts';
import type { AccountPolicies } from './account-policies.ts';
import { asSession } from './account-policies.ts';
import { readPrincipalName } from './principal-arn.ts';
import type { Subject } from './subject.ts';
import { rootSubject, serviceSubject, unseenSubject } from './subject.ts';

/**
 * Whom a `--principal` means. Somebody of another account is taken as who its administrator lets do everything. Throws a
 * `Failure` for who is not there.
 */
export function findSubject(arn: string, callerAccount: string, { users, roles }: AccountPolicies): Subject {
  const named = readPrincipalName(arn);
  if (named.type === 'service') return serviceSubject(named.name);
  const { partition, account } = named;
  if (named.type === 'root') return rootSubject(partition, account);
  const { name } = named;
  const isOurs = account === callerAccount;
  switch (named.type) {
    case 'user':
      return isOurs ? present(users, arn) : unseenSubject(arn, { type: 'user', account, arn, id: '' });
    case 'role': {
      const session = `arn:${partition}:sts::${account}:assumed-role/${name}/*`;
      const principal = { type: 'role-session', account, arn: session, roleArn: arn, roleId: '' } as const;
      return isOurs ? present(roles, arn) : unseenSubject(arn, principal);
    }
    case 'session': {
      const roleArn = `arn:${partition}:iam::${account}:role/${name}`;
      if (!isOurs) return unseenSubject(arn, { type: 'role-session', account, arn, roleArn, roleId: '' });
      const role = roles.find(each => each.name === name);
      if (role === undefined) throw new Failure(`there is no role \`${name}\` in account ${account}`);
      return asSession(role, named.session);
    }
  }
}

function present<S extends Subject>(subjects: readonly S[], arn: string): S {
  const found = subjects.find(subject => subject.arn === arn);
  if (found === undefined)
    throw new Failure(`there is no \`${arn}\`: the path is part of the ARN, and letter case counts`);
  return found;
}
