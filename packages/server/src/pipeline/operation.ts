/**
 * What an operation of a service consists of. The request line (serve.ts) calls its steps in their order; an operation
 * never sees a request that was not authenticated, and never stores anything before it was authorized and validated.
 */
import type { CompiledGrant, ContextValue, NewGrant, Principal } from '@coffer/policy';
import type { InputOf, OperationContract, OutputOf, RawInputOf, ServiceContract } from '@coffer/wire';
import type { AuditFact, AuditResource, JsonObject } from '../audit/fact.ts';
import type { Random } from '../clock.ts';
import type { Quotas } from '../quotas/quotas.ts';
import type { CommittedReader, Writer } from '../storage/database.ts';
import { whenKnown } from '../when-known.ts';
import type { Caller, ClientFacts } from './caller.ts';
import type { InnerCall } from './inner-call.ts';

/** What every step of an operation may know and use. */
export interface Scope {
  readonly caller: Caller;
  /** The account whose resources a name without an ARN means: the caller's. */
  readonly accountId: string;
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`: the region's. */
  readonly partition: string;
  readonly requestId: string;
  /** Milliseconds since 1970, the same for the whole request. */
  readonly now: number;
  /** Absent in jobs and calls between services. */
  readonly client?: ClientFacts | undefined;
  readonly random: Random;
  readonly reader: CommittedReader;
  /** Set when another service makes this call for the caller: `secretsmanager.amazonaws.com`. */
  readonly via?: string | undefined;
  /** Calls an operation of another service on the caller's behalf, through the same line. */
  readonly call: InnerCall;
  /** Whether every policy that applies to the caller allows this. It refuses nothing: for checks that go beyond `access`. */
  allows(request: AccessRequest): Promise<boolean>;
  readonly tokens: PageTokens;
  /** What an account may have. */
  readonly quotas: Pick<Quotas, 'secretsPerRegion' | 'identitiesPerAccount' | 'kms'>;
  /** A small write that goes with the audit record of a read (LastAccessedDate). It may run twice. */
  alongside(write: (writer: Writer) => Promise<void>): void;
  /** Adds a service event (`EndSecretVersionDelete`) to the records of this request. */
  event(
    fact: Pick<AuditFact, 'name' | 'accountId' | 'region' | 'resources' | 'additional'> &
      Partial<Pick<AuditFact, 'invokedBy' | 'requestId'>>,
  ): void;
}

/** Tokens of paginated operations: opaque, and refused when anything of them was changed. */
export interface PageTokens {
  /** `purpose` says what the token is good for: the operation and everything that must stay the same between pages. */
  seal(purpose: string, position: string): string;
  /** The position, or undefined when the token is not one of these. */
  open(purpose: string, token: string): string | undefined;
}

/** One question to the policies: may this caller do this to that? */
export interface AccessRequest {
  /** `secretsmanager:GetSecretValue` */
  readonly action: string;
  /** The resource's ARN, `*` for actions that have none; undefined: the request names none. */
  readonly resource: string | undefined;
  /** What a denial says instead of the resource, where AWS does not show the ARN that it decides with (CreateSecret). */
  readonly shownAs?: string | undefined;
  /** The account that owns the resource. */
  readonly resourceAccountId: string;
  /** The sentence of a denial that no statement makes explicit, where AWS has one of its own (STS). */
  readonly denial?: string | undefined;
  /** The condition keys that this action and resource have, as AWS spells them; asked for when a policy needs one. */
  readonly keys?: (() => ConditionKeys) | undefined;
  /**
   * Some of these by themselves, by their names in lower case, without the others being made: those that nearly every
   * policy for this kind of resource asks for. Undefined says nothing; `keys` does.
   */
  readonly key?: ((name: string) => ContextValue | undefined) | undefined;
  /** The policy of the resource itself. */
  readonly policy?: ResourcePolicy | undefined;
  /** KMS: the encryption context of the request. */
  readonly encryptionContext?: ReadonlyMap<string, string> | undefined;
  /** KMS: the grants on the key that may be about whoever asks; undefined: none. */
  readonly grants?: readonly CompiledGrant[] | undefined;
  /** KMS: the grant that the request makes. */
  readonly newGrant?: NewGrant | undefined;
  /** Who asks, when it is not the caller: somebody whom only an identity provider knows. */
  readonly principal?: Principal | undefined;
}

/** Keys without a value are not there, which is something else than an empty one. */
export type ConditionKeys = Iterable<readonly [key: string, value: ContextValue | undefined]>;

/** A policy that is attached to what it is about. */
export interface ResourcePolicy {
  readonly kind: 'resource' | 'key' | 'trust';
  /** As it was stored, which means that it can be parsed. */
  readonly document: string;
  /** JSON: the unique ids, by ARN, of the users and roles that the document named when it was stored. */
  readonly uniqueIds?: string | null | undefined;
}

/** What the record of a call shows beyond its input. */
export interface Trail<C extends OperationContract, L> {
  /** Members that AWS shows although the request left them out. */
  readonly parameters?: (input: RawInputOf<C>) => JsonObject;
  /** `responseElements`; called without output when the operation failed after it was authorized. */
  readonly response?: (output: OutputOf<C> | undefined, loaded: L) => JsonObject | null;
  readonly resources?: (loaded: L, output: OutputOf<C> | undefined) => readonly AuditResource[];
}

/** The steps of an operation; `L` is what it loaded, `P` what it prepared. */
interface Steps<C extends OperationContract, L, P> {
  /** Finds what will be touched, once, revealing nothing; the input is not validated yet and may lack anything. */
  load(scope: Scope, input: RawInputOf<C>): L | Promise<L>;
  /** Everything that must be allowed; all of it is asked before anything is validated. */
  access(scope: Scope, input: RawInputOf<C>, loaded: L): readonly AccessRequest[];
  /** Calls to other services and cryptography, outside any transaction. */
  prepare?(scope: Scope, input: InputOf<C>, loaded: L): Promise<P>;
  readonly trail?: Trail<C, L>;
}

export interface ReadSteps<C extends OperationContract, L, P> extends Steps<C, L, P> {
  handle(scope: Scope, input: InputOf<C>, loaded: L, prepared: P): Promise<OutputOf<C>>;
}

export interface WriteSteps<C extends OperationContract, L, P> extends Steps<C, L, P> {
  /**
   * One transaction with its audit record in it. It locks what it changes, compares the revision with the one that was
   * authorized and throws `Stale` when it differs. May run twice; awaits nothing but the writer.
   */
  handle(scope: Scope, writer: Writer, input: InputOf<C>, loaded: L, prepared: P): Promise<OutputOf<C>>;
}

/** An operation as the line drives it: each step hands out the next, so that none can be left out. */
export interface Operation<C extends OperationContract = OperationContract> {
  load(scope: Scope, input: RawInputOf<C>): Loaded<C> | Promise<Loaded<C>>;
  /** Parameters that AWS's record shows although the request left them out. */
  parameters(input: RawInputOf<C>): JsonObject | undefined;
  /** Operations whose requests are unsigned, and no others: finds out who asks. */
  identify?(asked: Asked, input: InputOf<C>): Promise<Caller>;
}

/** What is known of an unsigned request before anybody has been identified. */
export interface Asked {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly reader: CommittedReader;
}

export interface Loaded<C extends OperationContract = OperationContract> {
  readonly access: readonly AccessRequest[];
  /** At once where nothing is prepared. */
  prepare(input: InputOf<C>): Prepared<C> | Promise<Prepared<C>>;
  /** `responseElements`; without output when the operation failed. */
  response(output: OutputOf<C> | undefined): JsonObject | null;
  resources(output: OutputOf<C> | undefined): readonly AuditResource[];
}

export type Prepared<C extends OperationContract = OperationContract> =
  | { readonly kind: 'read'; handle(): Promise<OutputOf<C>> }
  | { readonly kind: 'write'; handle(writer: Writer): Promise<OutputOf<C>> };

/** An operation that changes nothing. */
export function defineRead<C extends OperationContract, L, P = undefined>(
  contract: C,
  steps: ReadSteps<C, L, P>,
): Operation<C> {
  return define(contract, steps, (scope, input, loaded, prepared) => ({
    kind: 'read',
    handle: () => steps.handle(scope, input, loaded, prepared),
  }));
}

/** An operation whose handler is one transaction. */
export function defineWrite<C extends OperationContract, L, P = undefined>(
  contract: C,
  steps: WriteSteps<C, L, P>,
): Operation<C> {
  return define(contract, steps, (scope, input, loaded, prepared) => ({
    kind: 'write',
    handle: writer => steps.handle(scope, writer, input, loaded, prepared),
  }));
}

/**
 * An operation whose requests carry no signature: whoever sends one is identified by what it holds.
 *
 * @param identify throws an AwsError unless an identity provider of the account has signed it, for now and here
 */
export function unsigned<C extends OperationContract & { readonly isUnsigned: true }>(
  operation: Operation<C>,
  identify: NonNullable<Operation<C>['identify']>,
): Operation<C> {
  return { ...operation, identify };
}

function define<C extends OperationContract, L, P>(
  _contract: C,
  steps: Steps<C, L, P>,
  finish: Finish<C, L, P>,
): Operation<C> {
  return {
    parameters: input => steps.trail?.parameters?.(input),
    load: (scope, input) =>
      whenKnown(steps.load(scope, input), loaded => new LoadedSteps<C, L, P>(steps, finish, { scope, input, loaded })),
  };
}

type Finish<C extends OperationContract, L, P> = (
  scope: Scope,
  input: InputOf<C>,
  loaded: L,
  prepared: P,
) => Prepared<C>;

/** One object for each call: what closures would be for each of its methods. */
class LoadedSteps<C extends OperationContract, L, P> implements Loaded<C> {
  readonly access: readonly AccessRequest[];
  readonly #steps: Steps<C, L, P>;
  readonly #finish: Finish<C, L, P>;
  readonly #scope: Scope;
  readonly #loaded: L;

  constructor(
    steps: Steps<C, L, P>,
    finish: Finish<C, L, P>,
    { scope, input, loaded }: { readonly scope: Scope; readonly input: RawInputOf<C>; readonly loaded: L },
  ) {
    this.access = steps.access(scope, input, loaded);
    this.#steps = steps;
    this.#finish = finish;
    this.#scope = scope;
    this.#loaded = loaded;
  }

  prepare(valid: InputOf<C>): Prepared<C> | Promise<Prepared<C>> {
    // Without a prepare step P is undefined, by defineRead's and defineWrite's default.
    if (this.#steps.prepare === undefined) return this.#finish(this.#scope, valid, this.#loaded, undefined as P);
    return this.#prepare(this.#steps.prepare(this.#scope, valid, this.#loaded), valid);
  }

  response(output: OutputOf<C> | undefined): JsonObject | null {
    return this.#steps.trail?.response?.(output, this.#loaded) ?? null;
  }

  resources(output: OutputOf<C> | undefined): readonly AuditResource[] {
    return this.#steps.trail?.resources?.(this.#loaded, output) ?? [];
  }

  async #prepare(preparing: Promise<P>, valid: InputOf<C>): Promise<Prepared<C>> {
    return this.#finish(this.#scope, valid, this.#loaded, await preparing);
  }
}

/** A service: its contract and an operation for each name in it. A missing one does not compile. */
export interface Service<C extends ServiceContract = ServiceContract> {
  readonly contract: C;
  readonly operations: { readonly [K in keyof C['operations']]: Operation<C['operations'][K]> };
}

/** What was authorized has changed meanwhile: the request goes back to *load*. */
export class Stale extends Error {
  constructor() {
    super('changed since it was authorized');
    this.name = 'Stale';
  }
}
