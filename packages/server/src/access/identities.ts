import type { CompiledPolicy } from '@coffer/policy';
import { readIdentityEpochRemembered } from '../identities/epoch-store.ts';
import type { PrincipalPolicy } from '../identities/principal-policies.ts';
import { readManagedDocuments, readPrincipalPolicies } from '../identities/principal-policies.ts';
import type { Caller } from '../pipeline/caller.ts';
import type { CommittedReader } from '../storage/database.ts';
import type { CompiledPolicies } from './compiled-policies.ts';
import { type Weighed, WeighedMap } from './weighed-map.ts';

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

/** Characters of documents that are kept compiled, of users and roles, and of those who call; each takes about 15 bytes. */
const MAX_WEIGHT = 4_000_000;
/** What an identity without policies takes, in characters. */
const EMPTY_WEIGHT = 200;

interface Known extends Weighed {
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
  readonly #known = new WeighedMap<string, Known>(MAX_WEIGHT);
  /** The same caller makes many requests. */
  readonly #callers = new WeighedMap<Caller, Known>(MAX_WEIGHT);

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
    const base =
      id === undefined
        ? { epoch, identity: NO_IDENTITY, weight: EMPTY_WEIGHT }
        : await this.#principal(id, partitionIn(caller.arn), epoch);
    const known = isOwn(caller) ? await this.#session(caller, base) : base;
    this.#callers.set(caller, known);
    return known.identity;
  }

  async #principal(id: string, partition: string, epoch: number): Promise<Known> {
    // The partition's own managed policies count, too.
    const key = `${partition} ${id}`;
    const known = this.#known.get(key);
    if (known?.epoch === epoch) return known;
    const found = await readPrincipalPolicies(this.#reader, id, partition);
    const identity: Identity | undefined = found && {
      policies: found.policies.map(policy => this.#compile(policy)),
      boundary: found.boundary && this.#compile(found.boundary),
      sessionPolicies: undefined,
      tags: new Map(found.tags.map(({ Key, Value }) => [Key, Value])),
    };
    const documents = [...(found?.policies ?? []), ...(found?.boundary ? [found.boundary] : [])];
    const made = { epoch, identity, weight: EMPTY_WEIGHT + lengthOf(documents.map(({ document }) => document)) };
    this.#known.set(key, made);
    return made;
  }

  async #session(caller: Caller, base: Known): Promise<Known> {
    if (base.identity === undefined) return base;
    const { tags = [], policies, policyArns = [] } = caller.session ?? {};
    const found = await readManagedDocuments(this.#reader, caller.accountId, policyArns);
    const documents = new Map(found.map(({ arn, document }) => [arn, document]));
    const isLimited = policies !== undefined || caller.session?.policyArns !== undefined;
    const sessionPolicies = [
      ...(policies ?? []).map(document => this.#compiled.compile({ kind: 'session', document })),
      // Nobody knows what a policy that is gone denied: the session is denied everything.
      ...policyArns.map(name => this.#compiled.compile({ kind: 'managed', name, document: documents.get(name) ?? '' })),
    ];
    return {
      epoch: base.epoch,
      identity: {
        ...base.identity,
        tags: withSessionTags(base.identity.tags, tags),
        sessionPolicies: isLimited ? sessionPolicies : undefined,
      },
      weight: base.weight + lengthOf(policies ?? []) + lengthOf(documents.values()),
    };
  }

  #compile({ kind, name, document }: PrincipalPolicy): CompiledPolicy {
    return this.#compiled.compile({ kind, name, document });
  }
}

function lengthOf(documents: Iterable<string>): number {
  let length = 0;
  for (const document of documents) length += document.length;
  return length;
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
