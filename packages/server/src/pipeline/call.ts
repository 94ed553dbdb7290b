import type { OperationContract, OutputOf, ServiceContract } from '@coffer/wire';
import type { AuditFact } from '../audit/fact.ts';
import type { Writer } from '../storage/database.ts';
import type { Caller, ClientFacts } from './caller.ts';
import type { Loaded, Operation } from './operation.ts';

/** A call that was authenticated and decoded. */
export interface Call {
  readonly service: ServiceContract;
  readonly name: string;
  readonly contract: OperationContract;
  readonly operation: Operation;
  /** The input, of the contract's types but not yet validated; throws SerializationException. */
  decode(): object;
  readonly caller: Caller;
  readonly region: string;
  readonly requestId: string;
  readonly now: number;
  readonly client?: ClientFacts | undefined;
  /** The service that calls on the caller's behalf, with its request, and all services in between, the first one first. */
  readonly via?: { readonly principal: string; readonly chain: readonly string[]; readonly round: Round } | undefined;
}

/** What one request gathers on its way and stores at its end. */
export interface Round {
  /** Of inner calls. */
  readonly records: AuditFact[];
  /** Service events of the handler; emptied when the handler runs again. */
  readonly events: AuditFact[];
  readonly alongside: ((writer: Writer) => Promise<void>)[];
  /** Notes that the caller's credentials were used. */
  readonly use?: ((writer: Writer) => Promise<void>) | undefined;
  input: object | undefined;
  loaded: Loaded | undefined;
}

/** What an operation answers, of whatever shape. */
export type Output = OutputOf<OperationContract>;
