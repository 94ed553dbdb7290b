import { accessDenied } from '@coffer/wire';
import type { Caller, ExternalCaller, ExternalIdentity } from '../../pipeline/caller.ts';
import type { AccessRequest, ConditionKeys, Scope } from '../../pipeline/operation.ts';
import { assumedRoleArn } from '../../sessions/session-caller.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { roleSeconds } from './duration.ts';
import type { NewSession } from './issue.ts';
import { issue } from './issue.ts';
import type { LoadedRole } from './load-role.ts';
import { roleKeys, roleRequest } from './load-role.ts';
import { checkLimits } from './session-limits.ts';
import { requestTagKeys, sessionTags } from './session-tags.ts';

/** The two operations that take an identity provider's word. */
export type FederatedAction = 'AssumeRoleWithWebIdentity' | 'AssumeRoleWithSAML';

/** What both requests have beyond the provider's word. */
interface FederatedInput {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
  readonly DurationSeconds?: number | undefined;
  readonly MinimumSessionTokenSize?: number | undefined;
}

/** The caller of an unsigned operation: *authenticate* made it, and no other kind comes here. */
export function externalCaller(caller: Caller): ExternalCaller {
  if (caller.type === 'WebIdentityUser' || caller.type === 'SAMLUser') return caller;
  throw new Error(`a caller of type ${caller.type} without an identity provider`);
}

/** What must be allowed, by the role's trust policy alone: who asks has no policies. */
export function federatedAccess(
  scope: Pick<Scope, 'caller'>,
  action: FederatedAction,
  sessionName: string | undefined,
  loaded: LoadedRole,
): readonly AccessRequest[] {
  const { identity } = externalCaller(scope.caller);
  const keys = () => keysOf(identity, sessionName, loaded);
  const ask = (asked: string) =>
    roleRequest(loaded, { action: `sts:${asked}`, keys, denial: `Not authorized to perform sts:${asked}` });
  return [
    ask(action),
    ...(identity.tags.length === 0 ? [] : [ask('TagSession')]),
    ...(identity.sourceIdentity === undefined ? [] : [ask('SetSourceIdentity')]),
  ];
}

function keysOf(identity: ExternalIdentity, sessionName: string | undefined, loaded: LoadedRole): ConditionKeys {
  return [
    ...identity.claims,
    ['sts:RoleSessionName', sessionName],
    ['sts:SourceIdentity', identity.sourceIdentity],
    ...requestTagKeys(identity.tags, identity.transitiveTagKeys),
    ...roleKeys(loaded),
  ];
}

/** A session that may be given out. */
export interface FederatedSession {
  readonly made: NewSession;
  readonly packedPercent: number | undefined;
  readonly assumed: { readonly AssumedRoleId: string; readonly Arn: string };
}

/** Checks what the request says of the session. @throws AwsError as AssumeRole */
export async function prepareFederated(
  scope: Pick<Scope, 'caller' | 'reader'>,
  action: FederatedAction,
  sessionName: string,
  input: FederatedInput,
  { role, partition, accountId }: LoadedRole,
): Promise<FederatedSession> {
  if (role === undefined) throw accessDenied(`Not authorized to perform sts:${action}`);
  const { provider, identity } = externalCaller(scope.caller);
  const { sourceIdentity, sessionClaims, maxSeconds = Infinity } = identity;
  const seconds = Math.min(roleSeconds(scope.caller, role, input.DurationSeconds), maxSeconds);
  const { session, packedPercent } = await checkLimits(scope, accountId, input, sessionTags(identity));
  return {
    packedPercent,
    assumed: {
      AssumedRoleId: `${role.id}:${sessionName}`,
      Arn: assumedRoleArn(partition, accountId, role.name, sessionName),
    },
    made: {
      subject: { type: 'role', accountId, roleId: role.id, sessionName },
      seconds,
      session: {
        ...session,
        provider,
        claims: sessionClaims,
        ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
      },
      minimumSize: input.MinimumSessionTokenSize,
    },
  };
}

/** The part of the answer that both operations have in common. */
export function federatedAnswer(
  sessions: Sessions,
  { caller, now }: Pick<Scope, 'caller' | 'now'>,
  { made, packedPercent, assumed }: FederatedSession,
) {
  const { audience, sourceIdentity } = externalCaller(caller).identity;
  return {
    ...issue(sessions, { now }, made),
    AssumedRoleUser: assumed,
    PackedPolicySize: packedPercent,
    Audience: audience,
    SourceIdentity: sourceIdentity,
  };
}
