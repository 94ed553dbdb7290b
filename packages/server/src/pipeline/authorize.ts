import { type Decision, denialSentence } from '@coffer/policy';
import { accessDenied } from '@coffer/wire';
import type { AskedFrom } from '../access/global-keys.ts';
import type { Call } from './call.ts';
import type { Line } from './line.ts';
import type { AccessRequest } from './operation.ts';

/**
 * May the caller do all of this? The first request that is denied decides. Resolves at once, to nothing, where nothing
 * has to be read.
 *
 * @throws AwsError AccessDeniedException in AWS's words
 */
export function authorize(line: Line, call: Call, requests: readonly AccessRequest[]): Promise<void> | undefined {
  for (const [index, request] of requests.entries()) {
    const decision = line.access.decide(askedFrom(call), request);
    if (decision instanceof Promise) return decideRest(line, call, requests.slice(index + 1), request, decision);
    if (decision.effect === 'Deny') return refuse(line, call, request, decision);
  }
  return undefined;
}

async function decideRest(
  line: Line,
  call: Call,
  rest: readonly AccessRequest[],
  first: AccessRequest,
  decision: Promise<Decision>,
): Promise<void> {
  const decided = await decision;
  if (decided.effect === 'Deny') await refuse(line, call, first, decided);
  for (const request of rest) {
    const next = await line.access.decide(askedFrom(call), request);
    if (next.effect === 'Deny') await refuse(line, call, request, next);
  }
}

/** What condition keys may tell of a call. */
export function askedFrom({ caller, region, now, client, via }: Call): AskedFrom {
  return { caller, region, now, client, calledVia: via?.chain ?? NOBODY };
}

const NOBODY: readonly string[] = [];

async function refuse(line: Line, call: Call, request: AccessRequest, decision: Decision): Promise<never> {
  const told = await tellable(line, call, request, decision);
  const { action, denial, shownAs = request.resource } = request;
  if (denial !== undefined && !told.isExplicit) throw accessDenied(denial);
  const resource = shownAs === undefined ? {} : { resource: shownAs };
  throw accessDenied(denialSentence({ caller: call.caller.arn, action, ...resource }, told));
}

/**
 * What a denial may say to who must not learn whether the resource is there. Within the account: what would be said if
 * it were not, unless nothing but its own policy is in the way. To callers of another account whom it does not let in, its
 * policies and tags tell nothing: always that no policy of the resource allows it.
 */
async function tellable(line: Line, call: Call, request: AccessRequest, decision: Decision): Promise<Decision> {
  const from = askedFrom(call);
  const { accountId } = call.caller;
  const { reason, isExplicit } = decision;
  const isOfResource = reason === 'resource-based' || reason === 'role-trust';
  if (request.resourceAccountId !== accountId) {
    // Across accounts the resource's side is asked first: what the identity's does not allow, the resource's does.
    const isLetIn = !isExplicit && !isOfResource && reason !== 'vpc-endpoint';
    const asAccount = await line.access.decide(from, { ...request, principal: { type: 'root', account: accountId } });
    return isLetIn || asAccount.effect === 'Allow'
      ? decision
      : { effect: 'Deny', isExplicit: false, reason: ownPolicyOf(request) };
  }
  // Asked in any case, so that as much is read for a resource that is not there.
  const without = await line.access.decide(from, { ...request, policy: undefined, grants: undefined });
  // A role that is not there has a trust policy, too: one that lets nobody in.
  const revealsResource = isOfResource && (isExplicit || reason !== 'role-trust');
  return revealsResource && without.effect === 'Deny' ? without : decision;
}

function ownPolicyOf({ policy }: AccessRequest): Decision['reason'] {
  return policy?.kind === 'trust' ? 'role-trust' : 'resource-based';
}
