import { accessDenied } from '@coffer/wire';
import type { RawInputOf } from '@coffer/wire';
import { sts } from '@coffer/wire/services';
import type { ConditionKeys, Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import type { AccessRequest } from '../../pipeline/operation.ts';
import { assumedRoleArn } from '../../sessions/session-caller.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { roleSeconds } from './duration.ts';
import { invalid } from './errors.ts';
import { issue } from './issue.ts';
import type { LoadedRole } from './load-role.ts';
import { loadRole, roleKeys, roleRequest } from './load-role.ts';
import type { MfaOutcome, MfaParts } from './mfa.ts';
import { proveMfa } from './mfa.ts';
import { checkLimits } from './session-limits.ts';
import type { SessionTags } from './session-tags.ts';
import { requestTagKeys, sessionTags, tagPairs } from './session-tags.ts';
import { issuedTrail, roleResource } from './trail.ts';

type Input = RawInputOf<typeof sts.operations.AssumeRole>;

interface Loaded extends LoadedRole {
  readonly mfa: MfaOutcome;
}

/** AssumeRole: credentials of a role, for whom its trust policy names and whose own policies allow it. */
export function makeAssumeRole(sessions: Sessions, mfa: MfaParts) {
  return defineRead(sts.operations.AssumeRole, {
    load: async (scope, input): Promise<Loaded> => ({
      ...(await loadRole(scope, input.RoleArn)),
      mfa: await proveMfa(mfa, scope, input),
    }),
    access: accessTo,
    async prepare(scope, input, loaded) {
      const { role, accountId } = loaded;
      if (role === undefined) throw invalid(`${input.RoleArn} is invalid`);
      if (input.ProvidedContexts !== undefined) throw invalid('ProvidedContexts are not supported.');
      const seconds = roleSeconds(scope.caller, role, input.DurationSeconds);
      const tags = sessionTags(
        { tags: tagPairs(input.Tags), transitiveTagKeys: input.TransitiveTagKeys ?? [] },
        inheritedTags(scope),
      );
      const { session, packedPercent } = await checkLimits(scope, accountId, input, tags);
      const sourceIdentity = sourceIdentityOf(scope, input);
      return {
        role,
        packedPercent,
        sourceIdentity,
        made: {
          subject: { type: 'role' as const, accountId, roleId: role.id, sessionName: input.RoleSessionName },
          seconds,
          // AWS: a role's credentials tell nothing of the MFA device with which they were asked for.
          session: sourceIdentity === undefined ? session : { ...session, sourceIdentity },
          minimumSize: input.MinimumSessionTokenSize,
        },
      };
    },
    handle(scope, { RoleSessionName }, { partition, accountId }, { role, made, packedPercent, sourceIdentity }) {
      return Promise.resolve({
        ...issue(sessions, scope, made),
        AssumedRoleUser: {
          AssumedRoleId: `${role.id}:${RoleSessionName}`,
          Arn: assumedRoleArn(partition, accountId, role.name, RoleSessionName),
        },
        PackedPolicySize: packedPercent,
        SourceIdentity: sourceIdentity,
      });
    },
    trail: issuedTrail(sts.operations.AssumeRole, roleResource),
  });
}

/** A RoleArn that cannot be one is refused in *prepare*, for it is nobody's. */
function accessTo(scope: Scope, input: Input, loaded: Loaded): readonly AccessRequest[] {
  const { caller } = scope;
  if (loaded.arn === undefined) return [];
  if (caller.type === 'Root') throw accessDenied('Roles may not be assumed by root accounts.');
  if (caller.type === 'FederatedUser') throw accessDenied(sentence(scope, 'sts:AssumeRole', loaded));
  // Says why, before any policy is asked: without the device most trust policies would only say no.
  if (loaded.mfa instanceof Error) throw loaded.mfa;
  if (isOtherSourceIdentity(scope, input)) throw accessDenied(sentence(scope, 'sts:SetSourceIdentity', loaded));
  const keys = () => keysOf(scope, input, loaded);
  const ask = (action: string) => roleRequest(loaded, { action, keys, denial: sentence(scope, action, loaded) });
  const requests = [ask('sts:AssumeRole')];
  const isTagged = tagPairs(input.Tags).length > 0 || inheritedTags(scope).tags.length > 0;
  if (isTagged || (input.TransitiveTagKeys ?? []).length > 0) requests.push(ask('sts:TagSession'));
  if (sourceIdentityOf(scope, input) !== undefined) requests.push(ask('sts:SetSourceIdentity'));
  return requests;
}

/** Recorded: the sentence does not say which policy was missing. */
function sentence({ caller }: Scope, action: string, { arn }: LoadedRole): string {
  return `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${arn}`;
}

function keysOf(scope: Scope, input: Input, loaded: Loaded): ConditionKeys {
  return [
    ['sts:ExternalId', input.ExternalId],
    ['sts:RoleSessionName', input.RoleSessionName],
    ['sts:SourceIdentity', sourceIdentityOf(scope, input)],
    ...requestTagKeys(tagPairs(input.Tags), input.TransitiveTagKeys),
    ...roleKeys(loaded),
    ...(loaded.mfa === 'proven'
      ? ([
          ['aws:MultiFactorAuthPresent', true],
          ['aws:MultiFactorAuthAge', 0],
        ] as const)
      : []),
  ];
}

/** Once set it stays, through the whole chain. */
function sourceIdentityOf({ caller }: Scope, input: Input): string | undefined {
  return caller.session?.sourceIdentity ?? input.SourceIdentity;
}

function isOtherSourceIdentity({ caller }: Scope, { SourceIdentity: asked }: Input): boolean {
  const { sourceIdentity } = caller.session ?? {};
  return sourceIdentity !== undefined && asked !== undefined && asked !== sourceIdentity;
}

/** What the caller's own session hands on. */
function inheritedTags({ caller }: Scope): SessionTags {
  const { tags = [], transitiveTagKeys = [] } = caller.session ?? {};
  return transitiveTagKeys.length === 0 ? { tags: [], transitiveTagKeys } : { tags, transitiveTagKeys };
}
