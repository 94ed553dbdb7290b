import { sts } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { userSeconds } from './duration.ts';
import { noSessionCredentials } from './errors.ts';
import { issue } from './issue.ts';
import type { MfaParts } from './mfa.ts';
import { proveMfa } from './mfa.ts';
import { issuedTrail } from './trail.ts';

/**
 * GetSessionToken: the caller's own rights in temporary credentials, proven with an MFA device. Policies cannot keep a
 * user from it (API reference).
 */
export function makeGetSessionToken(sessions: Sessions, mfa: MfaParts) {
  return defineRead(sts.operations.GetSessionToken, {
    load: () => Promise.resolve(undefined),
    access: () => [],
    async prepare(scope, input) {
      const { caller } = scope;
      if (caller.session !== undefined) throw noSessionCredentials('GetSessionToken');
      const outcome = await proveMfa(mfa, scope, input);
      if (outcome instanceof Error) throw outcome;
      return {
        subject: { type: 'user' as const, accountId: caller.accountId, parentKeyId: caller.accessKeyId },
        seconds: userSeconds(caller, input.DurationSeconds),
        session: outcome === 'proven' ? { mfaAt: scope.now } : {},
        minimumSize: input.MinimumSessionTokenSize,
      };
    },
    handle: (scope, _input, _loaded, session) => Promise.resolve(issue(sessions, scope, session)),
    trail: issuedTrail(sts.operations.GetSessionToken),
  });
}
