import { sts } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import type { AccessRequest } from '../../pipeline/operation.ts';
import { federatedUserArn } from '../../sessions/session-caller.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { userSeconds } from './duration.ts';
import { noSessionCredentials } from './errors.ts';
import { issue } from './issue.ts';
import { checkLimits } from './session-limits.ts';
import { requestTagKeys, sessionTags, tagPairs } from './session-tags.ts';
import { issuedTrail } from './trail.ts';

/** GetFederationToken: what a user may do, within the session's policies, for somebody who has no user. */
export function makeGetFederationToken(sessions: Sessions) {
  return defineRead(sts.operations.GetFederationToken, {
    load: () => Promise.resolve(undefined),
    access(scope, input) {
      const { caller, accountId } = scope;
      const tags = tagPairs(input.Tags);
      const request = {
        resource: federatedUserArn(partitionIn(caller.arn), accountId, input.Name ?? ''),
        resourceAccountId: accountId,
        keys: () => requestTagKeys(tags, undefined),
      } satisfies Omit<AccessRequest, 'action'>;
      const federate = { ...request, action: 'sts:GetFederationToken' };
      return tags.length === 0 ? [federate] : [federate, { ...request, action: 'sts:TagSession' }];
    },
    async prepare(scope, input) {
      const { caller, accountId } = scope;
      if (caller.session !== undefined) throw noSessionCredentials('GetFederationToken');
      const tags = sessionTags({ tags: tagPairs(input.Tags), transitiveTagKeys: [] });
      const { session, packedPercent } = await checkLimits(scope, accountId, input, tags);
      const { Name: name, MinimumSessionTokenSize: minimumSize } = input;
      const subject = { type: 'federated' as const, accountId, parentKeyId: caller.accessKeyId, name };
      const seconds = userSeconds(caller, input.DurationSeconds);
      return { packedPercent, made: { subject, seconds, session, minimumSize } };
    },
    handle({ caller, accountId, now }, input, _loaded, { made, packedPercent }) {
      return Promise.resolve({
        ...issue(sessions, { now }, made),
        FederatedUser: {
          FederatedUserId: `${accountId}:${input.Name}`,
          Arn: federatedUserArn(partitionIn(caller.arn), accountId, input.Name),
        },
        PackedPolicySize: packedPercent,
      });
    },
    trail: issuedTrail(sts.operations.GetFederationToken),
  });
}

function partitionIn(arn: string): string {
  return arn.split(':', 2)[1] ?? 'aws';
}
