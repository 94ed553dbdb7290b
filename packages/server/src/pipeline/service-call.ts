import { randomUUID } from 'node:crypto';
import type { InputOf, OperationContract, OutputOf } from '@coffer/wire';
import type { Services } from '@coffer/wire/services';
import type { Caller, ServiceCaller } from './caller.ts';
import type { Line } from './line.ts';
import { perform } from './perform.ts';

type OperationOf<
  S extends keyof Services,
  O extends keyof Services[S]['operations'],
> = Services[S]['operations'][O] extends OperationContract ? Services[S]['operations'][O] : never;

/** The service that calls in its own name, and where. */
export interface CallingService {
  /** `lambda.amazonaws.com` */
  readonly principal: string;
  /** Whose resources it works for; its trail holds the record. */
  readonly accountId: string;
  readonly region: string;
  /** What it works for: policies may ask for it as `aws:SourceArn`. */
  readonly sourceArn?: string | undefined;
}

/**
 * A call that a service makes in its own name, for nobody: a function's role is assumed, a rotation function is invoked.
 * It walks the request line: policies of resources decide, and its record is durable when this resolves or rejects.
 *
 * @throws AwsError what the operation says; AccessDeniedException when no policy lets the service in
 */
export async function callAsService<S extends keyof Services, O extends keyof Services[S]['operations'] & string>(
  line: Line,
  { principal, accountId, region, sourceArn }: CallingService,
  service: S,
  operation: O,
  input: InputOf<OperationOf<S, O>>,
): Promise<OutputOf<OperationOf<S, O>>> {
  const caller: ServiceCaller = {
    type: 'AWSService',
    service: principal,
    accountId,
    // A service has no ARN; denials name it.
    arn: principal,
    principalId: principal,
    accessKeyId: '',
    sourceArn,
  };
  return callAs(line, { caller, region }, service, operation, input);
}

/**
 * A call that is made here for somebody whose credentials were checked: what a function prints is stored with the rights
 * of its role. It walks the request line like a request of the caller's own.
 *
 * @throws AwsError what the operation says
 */
export async function callAs<S extends keyof Services, O extends keyof Services[S]['operations'] & string>(
  line: Line,
  { caller, region }: { readonly caller: Caller; readonly region: string },
  service: S,
  operation: O,
  input: InputOf<OperationOf<S, O>>,
): Promise<OutputOf<OperationOf<S, O>>> {
  const target = line.services.get(service);
  const contract = target?.contract.operations[operation];
  const found = target?.operations[operation];
  if (target === undefined || contract === undefined || found === undefined) {
    throw new Error(`no operation ${operation} in service ${service}`);
  }
  const call = {
    service: target.contract,
    name: operation,
    contract,
    operation: found,
    decode: () => input,
    caller,
    region,
    requestId: randomUUID(),
    now: line.clock.now(),
  };
  // The contract that typed the input also typed the operation behind the name.
  return (await perform(line, call)) as never;
}
