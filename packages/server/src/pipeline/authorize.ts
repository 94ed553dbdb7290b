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
    refuseDenied(call, request, decision);
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
  refuseDenied(call, first, await decision);
  for (const request of rest) refuseDenied(call, request, await line.access.decide(askedFrom(call), request));
}

/** What condition keys may tell of a call. */
export function askedFrom({ caller, region, now, client, via }: Call): AskedFrom {
  return { caller, region, now, client, calledVia: via?.chain ?? NOBODY };
}

const NOBODY: readonly string[] = [];

function refuseDenied({ caller }: Call, request: AccessRequest, decision: Decision): void {
  if (decision.effect === 'Allow') return;
  const { action, denial, shownAs = request.resource } = request;
  if (denial !== undefined && !decision.isExplicit) throw accessDenied(denial);
  const resource = shownAs === undefined ? {} : { resource: shownAs };
  throw accessDenied(denialSentence({ caller: caller.arn, action, ...resource }, decision));
}
