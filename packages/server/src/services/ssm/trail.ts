import type { OperationContract, OutputOf } from '@coffer/wire';
import type { AuditResource, JsonObject } from '../../audit/fact.ts';
import { recordParameters } from '../../audit/parameters.ts';
import type { LoadedParameter } from './load-parameter.ts';
import type { ParameterReference } from './parameter-reference.ts';

/** Records show what was asked for, whether it is there or not (recorded). */
export const parameterTrail = {
  resources: ({ reference }: LoadedParameter): readonly AuditResource[] => parameterResources([reference]),
};

/** The resources of a record, one for each parameter that was named. */
export function parameterResources(references: readonly (ParameterReference | undefined)[]): readonly AuditResource[] {
  const arns = new Set(references.flatMap(reference => (reference === undefined ? [] : [reference.arn])));
  return [...arns].map(arn => ({ type: 'AWS::SSM::Parameter', arn }));
}

/** Records of writes show the whole answer (recorded: `tier` and `version` of PutParameter). */
export function responseOf<C extends OperationContract>(contract: C) {
  return (output: OutputOf<C> | undefined): JsonObject | null =>
    // An output is an object: the contract's shape is a struct.
    output === undefined ? null : recordParameters(contract.output, output as object, 'responseElements');
}
