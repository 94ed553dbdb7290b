import type { InputOf, OperationContract, OutputOf } from '@coffer/wire';
import type { Services } from '@coffer/wire/services';

/**
 * Calls an operation for the same caller, of another service or of the same; its record shares the commit of the outer
 * one. It has a request id of its own, a new one unless it is given.
 */
export type InnerCall = <S extends keyof Services, O extends keyof Services[S]['operations'] & string>(
  service: S,
  operation: O,
  input: InputOf<OperationOf<S, O>>,
  requestId?: string,
) => Promise<OutputOf<OperationOf<S, O>>>;

type OperationOf<
  S extends keyof Services,
  O extends keyof Services[S]['operations'],
> = Services[S]['operations'][O] extends OperationContract ? Services[S]['operations'][O] : never;
