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
import { type AskedFrom, globalKey } from './global-keys.ts';
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
    const identity = request.principal === undefined ? this.#identities.of(from.caller) : NO_IDENTITY;
    return identity instanceof Promise
      ? identity.then(found => this.#decideByPolicies(from, request, found))
      : this.#decideByPolicies(from, request, identity);
  }

  #decideByPolicies(from: AskedFrom, request: AccessRequest, identity: Identity | undefined): Decision {
    const { caller } = from;
    if (identity === undefined) return GONE;
    return decide(
      {
        principal: request.principal ?? principalOf(caller),
        action: request.action,
        resource: request.resource ?? '*',
        resourceAccount: request.resourceAccountId,
        context: new RequestContext(from, request, identity),
        encryptionContext: request.encryptionContext,
        newGrant: request.newGrant,
      },
      this.#policiesFor(from, request, identity),
    );
  }

  #policiesFor({ client }: AskedFrom, { policy, grants, principal }: AccessRequest, identity: Identity): PolicySet {
    // Somebody else did not send this request through this endpoint.
    const isCaller = principal === undefined;
    const through = isCaller ? client?.endpoint : undefined;
    const endpoint = through === undefined ? undefined : this.#endpointPolicies.get(through.id);
    return {
      identity: identity.policies,
      boundary: identity.boundary,
      session: identity.sessionPolicies,
      resource: policy && this.#compiled.compile(policy),
      grants,
      endpoint,
    };
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

/** The condition keys of a request, each looked for when a policy first asks for it: most policies ask for few. */
class RequestContext implements Context {
  readonly #from: AskedFrom;
  readonly #request: AccessRequest;
  readonly #identity: Identity;
  readonly #known = new Map<string, ContextValue | typeof ABSENT>();
  #ofRequest: Context | undefined;
  #service: string | undefined;

  constructor(from: AskedFrom, request: AccessRequest, identity: Identity) {
    this.#from = from;
    this.#request = request;
    this.#identity = identity;
  }

  get(key: string): ContextValue | undefined {
    let value = this.#known.get(key);
    if (value === undefined) {
      value = this.#find(key) ?? ABSENT;
      this.#known.set(key, value);
    }
    return value === ABSENT ? undefined : value;
  }

  #find(key: string): ContextValue | undefined {
    const alone = this.#request.key?.(key);
    if (alone !== undefined) return alone;
    this.#ofRequest ??= lazyContext(this.#request.keys?.() ?? []);
    const value = this.#ofRequest.get(key);
    if (value !== undefined) return value;
    this.#service ??= serviceOf(this.#request.action);
    // Keys of the service itself come with the request or not at all.
    if (key.startsWith(this.#service)) return undefined;
    return globalKey(key, this.#from, this.#request, this.#identity.tags);
  }
}

const ABSENT = Symbol('absent');

/** The prefix of an action in lower case, with the colon. */
function serviceOf(action: string): string {
  return action.slice(0, action.indexOf(':') + 1).toLowerCase();
}
