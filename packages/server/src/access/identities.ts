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
  /** What the session was made with: one that allows is enough. Undefined: nothing limits it. */
  readonly sessionPolicies: readonly CompiledPolicy[] | undefined;
  /** Of the user or role, and of the session, which go before them. */
  readonly tags: ReadonlyMap<string, string>;
}

/** Of whoever has nothing but what policies of resources give. */
export const NO_IDENTITY: Identity = {
  policies: undefined,
  boundary: undefined,
  sessionPolicies: undefined,
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
  /** Of users and roles. */
  readonly #known = new Map<string, Known>();
  /** The same caller makes many requests. */
  readonly #callers = new WeakMap<Caller, Known>();

  constructor(reader: CommittedReader, compiled: CompiledPolicies) {
    this.#reader = reader;
    this.#compiled = compiled;
  }

  /** Undefined when the user or role behind the caller does not exist any more. At once where nothing has to be read. */
  of(caller: Caller): Identity | undefined | Promise<Identity | undefined> {
    if (identityIdOf(caller) === undefined && !isOwn(caller)) return NO_IDENTITY;
    const epoch = readIdentityEpochRemembered(this.#reader, caller.accountId);
    return epoch instanceof Promise ? epoch.then(read => this.#at(read, caller)) : this.#at(epoch, caller);
  }

  #at(epoch: number, caller: Caller): Identity | undefined | Promise<Identity | undefined> {
    const known = this.#callers.get(caller);
    return known?.epoch === epoch ? known.identity : this.#read(epoch, caller);
  }

  async #read(epoch: number, caller: Caller): Promise<Identity | undefined> {
    const id = identityIdOf(caller);
    const base = id === undefined ? NO_IDENTITY : await this.#principal(id, partitionIn(caller.arn), epoch);
    const identity = base !== undefined && isOwn(caller) ? await this.#session(caller, base) : base;
    this.#callers.set(caller, { epoch, identity });
    return identity;
  }

  async #principal(id: string, partition: string, epoch: number): Promise<Identity | undefined> {
    // The partition's own managed policies count, too.
    const key = `${partition} ${id}`;
    const known = this.#known.get(key);
    if (known?.epoch === epoch) return known.identity;
    const found = await readPrincipalPolicies(this.#reader, id, partition);
    const identity: Identity | undefined = found && {
      policies: found.policies.map(policy => this.#compile(policy)),
      boundary: found.boundary && this.#compile(found.boundary),
      sessionPolicies: undefined,
      tags: new Map(found.tags.map(({ Key, Value }) => [Key, Value])),
    };
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, { epoch, identity });
    return identity;
  }

  async #session(caller: Caller, base: Identity): Promise<Identity> {
    const { tags = [], policies, policyArns } = caller.session ?? {};
    const isLimited = policies !== undefined || policyArns !== undefined;
    return {
      ...base,
      tags: withSessionTags(base.tags, tags),
      sessionPolicies: isLimited ? await this.#sessionPolicies(caller.accountId, policies, policyArns) : undefined,
    };
  }

  async #sessionPolicies(
    accountId: string,
    inline: readonly string[] = [],
    arns: readonly string[] = [],
  ): Promise<readonly CompiledPolicy[]> {
    const found = await readManagedDocuments(this.#reader, accountId, arns);
    const documents = new Map(found.map(({ arn, document }) => [arn, document]));
    return [
      ...inline.map(document => this.#compiled.compile({ kind: 'session', document })),
      // Nobody knows what a policy that is gone denied: the session is denied everything.
      ...arns.map(name => this.#compiled.compile({ kind: 'managed', name, document: documents.get(name) ?? '' })),
    ];
  }

  #compile({ kind, name, document }: PrincipalPolicy): CompiledPolicy {
    return this.#compiled.compile({ kind, name, document });
  }
}

/** Whether the session itself brings something to decisions. */
function isOwn({ session }: Caller): boolean {
  return session?.policies !== undefined || session?.policyArns !== undefined || session?.tags !== undefined;
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
