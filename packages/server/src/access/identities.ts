import type { CompiledPolicy } from '@coffer/policy';
import { readIdentityEpochRemembered } from '../identities/epoch-store.ts';
import type { PrincipalPolicy } from '../identities/principal-policies.ts';
import { readManagedDocuments, readPrincipalPolicies } from '../identities/principal-policies.ts';
import type { Caller } from '../pipeline/caller.ts';
import type { CommittedReader } from '../storage/database.ts';
import type { CompiledPolicies } from './compiled-policies.ts';

/** What an identity brings to a decision. */
export interface Identity {
  /** Its own policies and those of its groups; undefined for those who have none: the root user, services. */
  readonly policies: readonly CompiledPolicy[] | undefined;
  readonly boundary: CompiledPolicy | undefined;
  /** Managed policies that limit the session. */
  readonly sessionPolicies: readonly CompiledPolicy[];
  /** Of the user or role, and of the session, which go before them. */
  readonly tags: ReadonlyMap<string, string>;
}

/** Of whoever has nothing but what policies of resources give. */
export const NO_IDENTITY: Identity = {
  policies: undefined,
  boundary: undefined,
  sessionPolicies: [],
  tags: new Map(),
};

/** How many users, roles and sessions are kept compiled. */
const MAX_KNOWN = 20_000;

interface Known {
  readonly epoch: number;
  readonly identity: Identity | undefined;
}

/**
 * What users, roles and sessions bring to decisions, remembered for the identity epoch of their account: whatever changes
 * in an account is in force with the next request, on every node.
 */
export class Identities {
  readonly #reader: CommittedReader;
  readonly #compiled: CompiledPolicies;
  readonly #known = new Map<string, Known>();
  readonly #sessions = new WeakMap<Caller, Known>();

  constructor(reader: CommittedReader, compiled: CompiledPolicies) {
    this.#reader = reader;
    this.#compiled = compiled;
  }

  /** Undefined when the user or role behind the caller does not exist any more. */
  async of(caller: Caller): Promise<Identity | undefined> {
    const id = identityIdOf(caller);
    const hasOwnLimits = caller.session?.policyArns !== undefined || caller.session?.tags !== undefined;
    if (id === undefined && !hasOwnLimits) return NO_IDENTITY;
    const { accountId } = caller;
    const epoch = await readIdentityEpochRemembered(this.#reader, accountId);
    const base = id === undefined ? NO_IDENTITY : await this.#principal(id, partitionIn(caller.arn), epoch);
    return base === undefined || !hasOwnLimits ? base : this.#session(caller, base, epoch);
  }

  async #principal(id: string, partition: string, epoch: number): Promise<Identity | undefined> {
    const key = `${partition} ${id}`;
    const known = this.#known.get(key);
    if (known?.epoch === epoch) return known.identity;
    const found = await readPrincipalPolicies(this.#reader, id, partition);
    const identity: Identity | undefined = found && {
      policies: found.policies.map(policy => this.#compile(policy)),
      boundary: found.boundary && this.#compile(found.boundary),
      sessionPolicies: [],
      tags: new Map(found.tags.map(({ Key, Value }) => [Key, Value])),
    };
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, { epoch, identity });
    return identity;
  }

  async #session(caller: Caller, base: Identity, epoch: number): Promise<Identity | undefined> {
    const known = this.#sessions.get(caller);
    if (known?.epoch === epoch) return known.identity;
    const { tags = [], policyArns = [] } = caller.session ?? {};
    const found = await readManagedDocuments(this.#reader, caller.accountId, policyArns);
    const documents = new Map(found.map(({ arn, document }) => [arn, document]));
    const identity: Identity = {
      ...base,
      tags: withSessionTags(base.tags, tags),
      // Nobody knows what a policy that is gone denied: the session is denied everything.
      sessionPolicies: policyArns.map(name =>
        this.#compiled.compile({ kind: 'managed', name, document: documents.get(name) ?? '' }),
      ),
    };
    this.#sessions.set(caller, { epoch, identity });
    return identity;
  }

  #compile({ kind, name, document }: PrincipalPolicy): CompiledPolicy {
    return this.#compiled.compile({ kind, name, document });
  }
}

/** The unique id of the user or role whose policies count. */
function identityIdOf(caller: Caller): string | undefined {
  switch (caller.type) {
    case 'IAMUser':
      return caller.principalId;
    case 'AssumedRole':
      return caller.role.id;
    case 'FederatedUser':
      return caller.issuer?.id;
    case 'Root':
    case 'AWSService':
    case 'WebIdentityUser':
    case 'SAMLUser':
      return undefined;
  }
}

function partitionIn(arn: string): string {
  return arn.split(':', 2)[1] ?? 'aws';
}

/** Keys of tags differ in more than case; a session's tag takes the place of the principal's of the same key. */
function withSessionTags(
  base: ReadonlyMap<string, string>,
  tags: readonly (readonly [key: string, value: string])[],
): ReadonlyMap<string, string> {
  const replaced = new Set(tags.map(([key]) => key.toLowerCase()));
  return new Map([...[...base].filter(([key]) => !replaced.has(key.toLowerCase())), ...tags]);
}
