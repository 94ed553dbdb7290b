import { sts } from '@coffer/wire/services';
import type { Keyring } from '../../keys/keyring.ts';
import { defineWrite, unsigned } from '../../pipeline/operation.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { forgetAssertions, useAssertion } from './assertion-store.ts';
import { invalidIdentityToken } from './errors.ts';
import { externalCaller, federatedAccess, federatedAnswer, prepareFederated } from './federated-role.ts';
import { loadRole } from './load-role.ts';
import { identifyByAssertion } from './saml-identity.ts';
import { issuedTrail, roleResource } from './trail.ts';

const contract = sts.operations.AssumeRoleWithSAML;

/** AssumeRoleWithSAML: credentials of a role for a signed assertion, once. */
export function makeAssumeRoleWithSaml(sessions: Sessions, keyring: Pick<Keyring, 'openInternal'>) {
  const operation = defineWrite(contract, {
    load: (scope, input) => loadRole(scope, input.RoleArn),
    access: (scope, _input, loaded) =>
      federatedAccess(scope, 'AssumeRoleWithSAML', externalCaller(scope.caller).identity.sessionName, loaded),
    prepare: (scope, input, loaded) =>
      prepareFederated(
        scope,
        'AssumeRoleWithSAML',
        externalCaller(scope.caller).identity.sessionName ?? '',
        input,
        loaded,
      ),
    async handle(scope, writer, _input, _loaded, prepared) {
      const { provider, identity } = externalCaller(scope.caller);
      const { assertion, subject, subjectType, issuer, nameQualifier } = identity;
      if (assertion === undefined || !(await useAssertion(writer, { provider, ...assertion }))) {
        throw invalidIdentityToken('The SAML assertion was used before');
      }
      await forgetAssertions(writer, scope.now);
      return {
        ...federatedAnswer(sessions, scope, prepared),
        Subject: subject,
        SubjectType: subjectType,
        Issuer: issuer,
        NameQualifier: nameQualifier,
      };
    },
    trail: issuedTrail(contract, roleResource),
  });
  return unsigned(operation, (asked, input) => identifyByAssertion(keyring, asked, input));
}
