import type { OperationContract, OutputOf } from '@coffer/wire';
import type { AuditResource, JsonObject } from '../../audit/fact.ts';
import { recordParameters } from '../../audit/parameters.ts';
import type { LoadedFunction } from './load-function.ts';

/** What records of a function are about. */
export const functionTrail = {
  resources: ({ row, arn }: LoadedFunction): readonly AuditResource[] =>
    row === undefined || arn === undefined ? [] : functionResources(arn),
};

export function functionResources(arn: string): readonly AuditResource[] {
  return [{ type: 'AWS::Lambda::Function', arn }];
}

/** Records of writes show the answer, without what is sensitive in it. */
export function responseOf<C extends OperationContract>(contract: C) {
  return (output: OutputOf<C> | undefined): JsonObject | null =>
    // An output is an object: the contract's shape is a struct.
    output === undefined ? null : recordParameters(contract.output, output as object, 'responseElements');
}
