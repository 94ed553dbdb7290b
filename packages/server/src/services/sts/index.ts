import { sts } from '@coffer/wire/services';
import type { Clock } from '../../clock.ts';
import type { Service } from '../../pipeline/operation.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { makeAssumeRoleWithSaml } from './assume-role-with-saml.ts';
import { makeAssumeRoleWithWebIdentity } from './assume-role-with-web-identity.ts';
import { makeAssumeRole } from './assume-role.ts';
import { getAccessKeyInfo } from './get-access-key-info.ts';
import { getCallerIdentity } from './get-caller-identity.ts';
import { makeGetFederationToken } from './get-federation-token.ts';
import { makeGetSessionToken } from './get-session-token.ts';
import type { MfaParts } from './mfa.ts';
import type { FetchDocument } from './oidc-keys.ts';
import { OidcKeys } from './oidc-keys.ts';

/** What STS works with. */
export interface StsParts extends MfaParts {
  readonly sessions: Sessions;
  readonly clock: Clock;
  /** Fetches what identity providers publish. */
  readonly fetchDocument: FetchDocument;
}

/** AWS Security Token Service, an operation a file. */
export function stsService(parts: StsParts): Service<typeof sts> {
  const { sessions, keyring, clock, fetchDocument } = parts;
  return {
    contract: sts,
    operations: {
      AssumeRole: makeAssumeRole(sessions, parts),
      AssumeRoleWithSAML: makeAssumeRoleWithSaml(sessions, keyring),
      AssumeRoleWithWebIdentity: makeAssumeRoleWithWebIdentity(sessions, new OidcKeys(fetchDocument, clock)),
      GetAccessKeyInfo: getAccessKeyInfo,
      GetCallerIdentity: getCallerIdentity,
      GetFederationToken: makeGetFederationToken(sessions),
      GetSessionToken: makeGetSessionToken(sessions, parts),
    },
  };
}
