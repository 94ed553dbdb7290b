import type { InputOf, OperationContract, OutputOf } from '@coffer/wire';
import type { Services } from '@coffer/wire/services';

/** Calls an operation of another service for the same caller; its record shares the commit of the outer one. */
export type InnerCall = <S extends keyof Services, O extends keyof Services[S]['operations'] & string>(
  service: S,
  operation: O,
  input: InputOf<OperationOf<S, O>>,
) => Promise<OutputOf<OperationOf<S, O>>>;

type OperationOf<
  S extends keyof Services,
  O extends keyof Services[S]['operations'],
> = Services[S]['operations'][O] extends OperationContract ? Services[S]['operations'][O] : never;
