import { sts } from '@coffer/wire/services';
import { defineRead, unsigned } from '../../pipeline/operation.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { externalCaller, federatedAccess, federatedAnswer, prepareFederated } from './federated-role.ts';
import { loadRole } from './load-role.ts';
import type { OidcKeys } from './oidc-keys.ts';
import { issuedTrail, roleResource } from './trail.ts';
import { identifyByToken } from './web-identity.ts';

const contract = sts.operations.AssumeRoleWithWebIdentity;

/** AssumeRoleWithWebIdentity: credentials of a role for a token of an OpenID Connect provider. */
export function makeAssumeRoleWithWebIdentity(sessions: Sessions, keys: OidcKeys) {
  const operation = defineRead(contract, {
    load: (scope, input) => loadRole(scope, input.RoleArn),
    access: (scope, { RoleSessionName }, loaded) =>
      federatedAccess(scope, 'AssumeRoleWithWebIdentity', RoleSessionName, loaded),
    prepare: (scope, input, loaded) =>
      prepareFederated(scope, 'AssumeRoleWithWebIdentity', input.RoleSessionName, input, loaded),
    handle(scope, _input, _loaded, prepared) {
      const { subject, issuer } = externalCaller(scope.caller).identity;
      return Promise.resolve({
        ...federatedAnswer(sessions, scope, prepared),
        SubjectFromWebIdentityToken: subject,
        Provider: issuer,
      });
    },
    trail: issuedTrail(contract, roleResource),
  });
  return unsigned(operation, (asked, input) => identifyByToken(keys, asked, input));
}
