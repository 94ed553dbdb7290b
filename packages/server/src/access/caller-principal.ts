import type { Principal } from '@coffer/policy';
import type { Caller } from '../pipeline/caller.ts';

/** A caller as policies name it. The same object for the same caller. */
export function principalOf(caller: Caller): Principal {
  const known = principals.get(caller);
  if (known !== undefined) return known;
  const principal = translate(caller);
  principals.set(caller, principal);
  return principal;
}

/** A caller never changes, and the same one makes many requests. */
const principals = new WeakMap<Caller, Principal>();

function translate(caller: Caller): Principal {
  const { accountId: account, arn } = caller;
  switch (caller.type) {
    case 'Root':
      return { type: 'root', account };
    case 'IAMUser':
      return { type: 'user', account, arn, id: caller.principalId };
    case 'AssumedRole': {
      const { role, session } = caller;
      const provider = session.provider === undefined ? {} : { provider: session.provider };
      return { type: 'role-session', account, arn, roleArn: role.arn, roleId: role.id, ...provider };
    }
    case 'FederatedUser': {
      const { issuer } = caller;
      const user = issuer === undefined ? {} : { userArn: issuer.arn, userId: issuer.id };
      return { type: 'federated-user', account, arn, ...user };
    }
    case 'AWSService':
      return { type: 'service', name: caller.service };
    case 'WebIdentityUser':
    case 'SAMLUser':
      return { type: 'external', provider: caller.provider };
  }
}
