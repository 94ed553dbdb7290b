import {
  type CompiledPolicy,
  type Context,
  type ContextValue,
  decide,
  type Decision,
  lazyContext,
  type PolicySet,
} from '@coffer/policy';
import type { Caller } from '../pipeline/caller.ts';
import type { AccessRequest } from '../pipeline/operation.ts';
import { principalOf } from './caller-principal.ts';
import type { CompiledPolicies } from './compiled-policies.ts';
import { type AskedFrom, globalKeys } from './global-keys.ts';
import { type Identities, type Identity, NO_IDENTITY } from './identities.ts';

/** Decides who may do what, from every policy that applies. The one place that does. */
export class AccessControl {
  readonly #identities: Identities;
  readonly #compiled: CompiledPolicies;
  readonly #endpointPolicies: ReadonlyMap<string, CompiledPolicy>;

  /** @param endpointPolicies by the VPC endpoint's id, as they stand at each moment; one without a policy lets all pass */
  constructor(
    identities: Identities,
    compiled: CompiledPolicies,
    endpointPolicies: ReadonlyMap<string, CompiledPolicy>,
  ) {
    this.#identities = identities;
    this.#compiled = compiled;
    this.#endpointPolicies = endpointPolicies;
  }

  /** At once where nothing has to be read. */
  decide(from: AskedFrom, request: AccessRequest): Decision | Promise<Decision> {
    if (from.client?.endpoint === undefined && isPlainRoot(from.caller, request)) return ROOT_MAY;
    return this.#decideByPolicies(from, request);
  }

  async #decideByPolicies(from: AskedFrom, request: AccessRequest): Promise<Decision> {
    const { caller } = from;
    const identity = request.principal === undefined ? await this.#identities.of(caller) : NO_IDENTITY;
    if (identity === undefined) return GONE;
    return decide(
      {
        principal: request.principal ?? principalOf(caller),
        action: request.action,
        resource: request.resource ?? '*',
        resourceAccount: request.resourceAccountId,
        context: new RequestContext(from, request, identity),
        ...(request.encryptionContext === undefined ? {} : { encryptionContext: request.encryptionContext }),
        newGrant: request.newGrant,
      },
      this.#policiesFor(from, request, identity),
    );
  }

  #policiesFor(
    { caller, client }: AskedFrom,
    { policy, grants, principal }: AccessRequest,
    identity: Identity,
  ): PolicySet {
    // Somebody else did not send this request: not in this session, and not through this endpoint.
    const isCaller = principal === undefined;
    const session = isCaller ? this.#sessionPolicies(caller, identity) : undefined;
    const through = isCaller ? client?.endpoint : undefined;
    const endpoint = through === undefined ? undefined : this.#endpointPolicies.get(through.id);
    return {
      ...(identity.policies === undefined ? {} : { identity: identity.policies }),
      ...(identity.boundary === undefined ? {} : { boundary: identity.boundary }),
      ...(session === undefined ? {} : { session }),
      ...(policy === undefined ? {} : { resource: this.#compiled.compile(policy) }),
      grants,
      ...(endpoint === undefined ? {} : { endpoint }),
    };
  }

  #sessionPolicies({ session }: Caller, { sessionPolicies }: Identity): PolicySet['session'] {
    const documents = session?.policies;
    if (documents === undefined && session?.policyArns === undefined) return undefined;
    const inline = (documents ?? []).map(document => this.#compiled.compile({ kind: 'session', document }));
    return [...inline, ...sessionPolicies];
  }
}

/** The root user, with long-term credentials, in its own account, where nothing is written on the resource. */
function isPlainRoot(caller: Caller, request: AccessRequest): boolean {
  return (
    caller.type === 'Root' &&
    request.policy === undefined &&
    request.grants === undefined &&
    request.principal === undefined &&
    request.resourceAccountId === caller.accountId
  );
}

/** A session outlives the role or user that it is of, but not its rights. */
const GONE: Decision = { effect: 'Deny', isExplicit: false, reason: 'identity-based' };
const ROOT_MAY: Decision = { effect: 'Allow', isExplicit: false, reason: 'root' };

/** The condition keys of a request, gathered when a policy asks for the first one: most never do. */
class RequestContext implements Context {
  readonly #from: AskedFrom;
  readonly #request: AccessRequest;
  readonly #identity: Identity;
  readonly #service: string;
  #ofRequest: Context | undefined;
  #global: Context | undefined;

  constructor(from: AskedFrom, request: AccessRequest, identity: Identity) {
    this.#from = from;
    this.#request = request;
    this.#service = request.action.slice(0, request.action.indexOf(':') + 1).toLowerCase();
    this.#identity = identity;
  }

  get(key: string): ContextValue | undefined {
    this.#ofRequest ??= lazyContext(this.#request.keys?.() ?? []);
    const value = this.#ofRequest.get(key);
    // Keys of the service itself come with the request or not at all.
    if (value !== undefined || key.startsWith(this.#service)) return value;
    this.#global ??= lazyContext(globalKeys(this.#from, this.#request, this.#identity.tags));
    return this.#global.get(key);
  }
}
