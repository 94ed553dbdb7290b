import { AwsError } from '@coffer/wire';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { parameterNotFound, selectorSyntax } from './errors.ts';
import type { ParameterReference } from './parameter-reference.ts';
import { readReference } from './parameter-reference.ts';
import type { Parameter, StoredValue } from './rows.ts';
import { findParameter } from './store.ts';

/** What a name has found. */
export interface LoadedParameter {
  /** Undefined: the request has no name. */
  readonly reference: ParameterReference | undefined;
  /** With its newest version. */
  readonly parameter: (Parameter & StoredValue) | undefined;
}

/** Finds the parameter that a name means. One that another region or account has, is not here. */
export async function loadParameter(scope: Scope, name: string | undefined): Promise<LoadedParameter> {
  if (name === undefined) return { reference: undefined, parameter: undefined };
  const reference = readReference(name, scope);
  if (reference.kind !== 'parameter' || reference.region !== scope.region) return { reference, parameter: undefined };
  const { accountId, region, path } = reference;
  return { reference, parameter: await findParameter(scope.reader, { accountId, region }, path) };
}

/** May the caller do this to this parameter, or to the one that a name would mean? */
export function accessTo(action: string) {
  return (scope: Scope, _input: object, { reference }: LoadedParameter): readonly AccessRequest[] => [
    accessRequest(scope, action, reference),
  ];
}

/** One question about what a name means. */
export function accessRequest(
  scope: Pick<Scope, 'accountId'>,
  action: string,
  reference: ParameterReference | undefined,
): AccessRequest {
  return {
    action: `ssm:${action}`,
    resource: reference?.arn,
    resourceAccountId: reference?.accountId ?? scope.accountId,
  };
}

/**
 * The parameter, for operations that take a name without a selector.
 *
 * @throws AwsError ValidationException for what is no such name, ParameterNotFound
 */
export function existing({ reference, parameter }: LoadedParameter): Parameter & StoredValue {
  if (reference?.kind === 'refused') throw reference.error;
  if (reference?.selector !== undefined) throw selectorSyntax();
  if (parameter === undefined) throw parameterNotFound();
  return parameter;
}

/** Whether an error says that there is no such parameter, version or label. */
export function isAbsence(error: unknown): boolean {
  return error instanceof AwsError && ['ParameterNotFound', 'ParameterVersionNotFound'].includes(error.code);
}
