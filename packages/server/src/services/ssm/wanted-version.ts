import type { Scope } from '../../pipeline/operation.ts';
import { labelNotFound, versionNotFound } from './errors.ts';
import type { Parameter, StoredValue } from './rows.ts';
import { findLabelledVersion, findVersion } from './store.ts';

/** More digits than any version has. */
const MAX_DIGITS = 15;

/**
 * The version that a selector means: a number (leading zeros do not count) or a label; the newest without one.
 *
 * @throws AwsError ParameterVersionNotFound, which shows the name as the request wrote it
 */
export async function wantedVersion(
  { reader }: Pick<Scope, 'reader'>,
  parameter: Parameter & StoredValue,
  { name, selector }: { readonly name: string; readonly selector: string | undefined },
): Promise<Parameter & StoredValue> {
  if (selector === undefined) return parameter;
  if (!/^\d+$/.test(selector)) {
    const labelled = await findLabelledVersion(reader, parameter.id, selector);
    if (labelled === undefined) throw labelNotFound(name, selector);
    return { ...parameter, ...labelled };
  }
  const number = selector.length > MAX_DIGITS ? undefined : Number(selector);
  const version = number === undefined ? undefined : await findVersion(reader, parameter.id, number);
  if (version === undefined) throw versionNotFound(name, number ?? selector);
  return { ...parameter, ...version };
}
