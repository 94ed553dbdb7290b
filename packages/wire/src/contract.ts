/**
 * A service's contract: what is on the wire, and nothing of what stands behind it. Servers, clients, the command line
 * and the API reference read the same contract, and a test compares it with AWS's own API model.
 */
import type { Decoded, Infer, StructShape } from './shape.ts';

export type Protocol = 'json-1.1' | 'json-1.0' | 'query' | 'rest-json';

export interface OperationContract<I extends StructShape = StructShape, O extends StructShape = StructShape> {
  /** One sentence for `--help` and the API reference. */
  readonly doc: string;
  readonly input: I;
  readonly output: O;
  /** Codes of the modelled errors. */
  readonly errors: readonly string[];
  /** CloudTrail's `readOnly`: the operation changes nothing. */
  readonly readOnly: boolean;
  readonly pages?: Pages;
  /** REST protocols: how the operation is asked for. */
  readonly http?: HttpBinding;
  /** CloudTrail's `eventName` where it is not the operation's name. */
  readonly eventName?: string;
  /** Requests carry no signature: who makes them proves it with what an identity provider has signed. */
  readonly isUnsigned?: true;
}

/** Method and path of an operation of a REST service. */
export interface HttpBinding {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  /** `/2015-03-31/functions/{FunctionName}`: each label stands for one whole segment and names a member of the input. */
  readonly uri: string;
  /** HTTP status of success. */
  readonly status: number;
}

/** How a paginated operation gives its pages. */
export interface Pages {
  /** The member that says how many entries a page has; absent: the service alone decides that. */
  readonly limit?: string;
  /** The list that grows; some operations have several. */
  readonly result: string | readonly string[];
  /** The member with the token, on both sides: `NextToken` unless it is named. */
  readonly token?: string;
  /** The member of the answer that says whether there is a next page; absent: the token says it. */
  readonly more?: string;
}

export interface ServiceContract<
  Ops extends Readonly<Record<string, OperationContract>> = Readonly<Record<string, OperationContract>>,
> {
  /** The service's name in ARNs, policies, credential scopes and `eventSource` (without `.amazonaws.com`). */
  readonly service: string;
  /** The name people know: `AWS Secrets Manager`. */
  readonly title: string;
  readonly apiVersion: string;
  /** Protocols that the service speaks; the first is the one that SDKs use. */
  readonly protocols: readonly Protocol[];
  /** Prefixes of `X-Amz-Target`, before the dot. Empty for Query services. */
  readonly targetPrefixes: readonly string[];
  /** First label of the service's host names: `secretsmanager`.us-east-1.amazonaws.com. */
  readonly endpointPrefix: string;
  /** Global services (IAM) answer in every region and sign for us-east-1. */
  readonly global?: true;
  /** Besides its endpoints of regions the service has one without, signed like those of global services (STS). */
  readonly alsoGlobal?: true;
  /** The code of a broken bound of the model, where it is not ValidationException (CloudWatch Logs). */
  readonly validationCode?: string;
  /** Sentences about bounds repeat no values and no enum sets. */
  readonly isTerse?: true;
  /** XML namespace of answers in the Query protocol. */
  readonly xmlNamespace: string;
  /** The JSON key of error messages. */
  readonly messageKey: 'Message' | 'message';
  /** Modelled errors: HTTP status by code; `messageKey` where an error's differs from the service's. */
  readonly errors: Readonly<
    Record<string, { readonly status: number; readonly messageKey?: 'Message' | 'message' | undefined }>
  >;
  readonly operations: Ops;
}

/** Keeps the literal types of a contract. */
export function service<const Ops extends Readonly<Record<string, OperationContract>>>(
  contract: ServiceContract<Ops>,
): ServiceContract<Ops> {
  return contract;
}

/** What an operation takes, validated. */
export type InputOf<C extends OperationContract> = Infer<C['input']>;
/** What an operation takes, decoded but not validated. */
export type RawInputOf<C extends OperationContract> = Decoded<C['input']>;
export type OutputOf<C extends OperationContract> = Infer<C['output']>;
