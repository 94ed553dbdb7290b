import { type Context, type ContextValue, createContext, decide, type Decision, type PolicySet } from '@coffer/policy';
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

  constructor(identities: Identities, compiled: CompiledPolicies) {
    this.#identities = identities;
    this.#compiled = compiled;
  }

  /** At once where nothing has to be read. */
  decide(from: AskedFrom, request: AccessRequest): Decision | Promise<Decision> {
    if (isPlainRoot(from.caller, request)) return ROOT_MAY;
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
      },
      this.#policiesFor(caller, request, identity),
    );
  }

  #policiesFor(caller: Caller, { policy, principal }: AccessRequest, identity: Identity): PolicySet {
    const session = principal === undefined ? this.#sessionPolicies(caller, identity) : undefined;
    return {
      ...(identity.policies === undefined ? {} : { identity: identity.policies }),
      ...(identity.boundary === undefined ? {} : { boundary: identity.boundary }),
      ...(session === undefined ? {} : { session }),
      ...(policy === undefined ? {} : { resource: this.#compiled.compile(policy) }),
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
    this.#ofRequest ??= createContext(this.#request.keys?.() ?? []);
    const value = this.#ofRequest.get(key);
    // Keys of the service itself come with the request or not at all.
    if (value !== undefined || key.startsWith(this.#service)) return value;
    this.#global ??= createContext(globalKeys(this.#from, this.#request, this.#identity.tags));
    return this.#global.get(key);
  }
}
