import type { OutputOf, Redacted } from '@coffer/wire';
import type { ssm } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { parameterNotFound } from './errors.ts';
import type { LoadedParameter } from './load-parameter.ts';
import { arnOf, shownValue } from './parameter-value.ts';
import type { ParameterReference } from './parameter-reference.ts';
import type { Parameter } from './rows.ts';
import { readSecret } from './secret-reference.ts';
import { wantedVersion } from './wanted-version.ts';

/** A parameter as GetParameter, GetParameters and GetParametersByPath show it. */
export type ShownParameter = NonNullable<OutputOf<(typeof ssm)['operations']['GetParameter']>['Parameter']>;

/**
 * What a name means, with its value.
 *
 * @throws AwsError ValidationException for a name that can mean nothing, ParameterNotFound, ParameterVersionNotFound,
 * and what KMS or Secrets Manager refuse
 */
export async function readParameter(
  scope: Scope,
  loaded: LoadedParameter & { readonly reference: ParameterReference },
  withDecryption: boolean | undefined,
): Promise<ShownParameter> {
  const { reference, parameter } = loaded;
  if (reference.kind === 'refused') throw reference.error;
  if (reference.kind === 'secret') return readSecret(scope, reference, withDecryption);
  if (parameter === undefined) throw parameterNotFound();
  const version = await wantedVersion(scope, parameter, reference);
  const { selector } = reference;
  return {
    ...showParameter(scope, version, await shownValue(scope, parameter, version, withDecryption)),
    // By name as the request wrote it, with or without the first slash; by ARN as the parameter was made (recorded).
    Name: reference.isArn ? parameter.name : reference.name,
    Selector: selector === undefined ? undefined : `:${selector}`,
  };
}

/** A version of a parameter for an answer. */
export function showParameter(
  scope: Pick<Scope, 'partition'>,
  parameter: Parameter,
  value: Redacted<string>,
): ShownParameter {
  return {
    ARN: arnOf(scope, parameter),
    DataType: parameter.data_type,
    LastModifiedDate: parameter.modified_at,
    Name: parameter.name,
    Type: parameter.type,
    Value: value,
    Version: parameter.version,
  };
}
