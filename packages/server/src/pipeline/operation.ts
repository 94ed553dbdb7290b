/**
 * What an operation of a service consists of. The request line (serve.ts) calls its steps in their order; an operation
 * never sees a request that was not authenticated, and never stores anything before it was authorized and validated.
 */
import type { InputOf, OperationContract, OutputOf, RawInputOf, ServiceContract } from '@coffer/wire';
import type { AuditFact, AuditResource, JsonObject } from '../audit/fact.ts';
import type { Random } from '../clock.ts';
import type { Quotas } from '../quotas/quotas.ts';
import type { CommittedReader, Writer } from '../storage/database.ts';
import type { Caller } from './caller.ts';
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
  readonly random: Random;
  readonly reader: CommittedReader;
  /** Set when another service makes this call for the caller: `secretsmanager.amazonaws.com`. */
  readonly via?: string | undefined;
  /** Calls an operation of another service on the caller's behalf, through the same line. */
  readonly call: InnerCall;
  readonly tokens: PageTokens;
  /** What an account may have. */
  readonly quotas: Pick<Quotas, 'secretsPerRegion'>;
  /** A small write that goes with the audit record of a read (LastAccessedDate). It may run twice. */
  alongside(write: (writer: Writer) => Promise<void>): void;
  /** Adds a service event (`EndSecretVersionDelete`) to the records of this request. */
  event(fact: Pick<AuditFact, 'name' | 'accountId' | 'region' | 'resources' | 'additional'>): void;
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
  /** The resource's ARN, or a bare name where AWS has no ARN yet (CreateSecret); undefined: the request names none. */
  readonly resource: string | undefined;
  /** The account that owns the resource. */
  readonly resourceAccountId: string;
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
  load(scope: Scope, input: RawInputOf<C>): Promise<L>;
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
  load(scope: Scope, input: RawInputOf<C>): Promise<Loaded<C>>;
  /** Parameters that AWS's record shows although the request left them out. */
  parameters(input: RawInputOf<C>): JsonObject | undefined;
}

export interface Loaded<C extends OperationContract = OperationContract> {
  readonly access: readonly AccessRequest[];
  prepare(input: InputOf<C>): Promise<Prepared<C>>;
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

function define<C extends OperationContract, L, P>(
  _contract: C,
  steps: Steps<C, L, P>,
  finish: (scope: Scope, input: InputOf<C>, loaded: L, prepared: P) => Prepared<C>,
): Operation<C> {
  const trail: Trail<C, L> = steps.trail ?? {};
  return {
    parameters: input => trail.parameters?.(input),
    async load(scope, input) {
      const loaded = await steps.load(scope, input);
      return {
        access: steps.access(scope, input, loaded),
        async prepare(valid) {
          // Without a prepare step P is undefined, by defineRead's and defineWrite's default.
          const prepared = steps.prepare === undefined ? (undefined as P) : await steps.prepare(scope, valid, loaded);
          return finish(scope, valid, loaded, prepared);
        },
        response: output => trail.response?.(output, loaded) ?? null,
        resources: output => trail.resources?.(loaded, output) ?? [],
      };
    },
  };
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
