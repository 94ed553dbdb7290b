import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import type { LoadedParameter } from './load-parameter.ts';
import { accessRequest, loadParameter } from './load-parameter.ts';
import type { ParameterReference } from './parameter-reference.ts';
import { parameterResources } from './trail.ts';

/** What one of several names has found. */
export interface NamedParameter extends LoadedParameter {
  /** As the request wrote it, selector included. */
  readonly text: string;
  readonly reference: ParameterReference;
}

/** AWS's model: a request names at most ten. */
const MAX_NAMES = 10;

/** Finds what each of the names means, once; names that come twice count once. */
export async function loadBatch(
  scope: Scope,
  names: readonly string[] | undefined,
): Promise<readonly NamedParameter[]> {
  const found: NamedParameter[] = [];
  // Of a request with more names, which the model refuses, the first ones suffice.
  for (const text of new Set(names?.slice(0, MAX_NAMES))) {
    const { reference, parameter } = await loadParameter(scope, text);
    if (reference !== undefined) found.push({ text, reference, parameter });
  }
  return found;
}

/** Each of the names must be allowed. */
export function accessToEach(action: string) {
  return (scope: Scope, _input: object, batch: readonly NamedParameter[]): readonly AccessRequest[] =>
    batch.length === 0
      ? [accessRequest(scope, action, undefined)]
      : batch.map(({ reference }) => accessRequest(scope, action, reference));
}

/** Records of batches show every parameter. */
export const batchTrail = {
  resources: (batch: readonly NamedParameter[]) => parameterResources(batch.map(({ reference }) => reference)),
};
