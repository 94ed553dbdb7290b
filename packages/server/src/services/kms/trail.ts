/** What records of KMS show. */
import type { OperationContract, OutputOf } from '@coffer/wire';
import type { AuditResource, JsonObject } from '../../audit/fact.ts';
import { recordParameters } from '../../audit/parameters.ts';
import type { Trail } from '../../pipeline/operation.ts';
import type { LoadedKey } from './keys.ts';

/** Records of the use of a key show the key. */
export const keyTrail = {
  resources: (loaded: LoadedKey): readonly AuditResource[] => keyResources(loaded.key && loaded.resource),
};

/** Records of changes show the key's ARN in `responseElements` too, although the answer does not have it. */
export const changeTrail = {
  response: (output: unknown, loaded: LoadedKey): JsonObject | null =>
    output === undefined || loaded.key === undefined || loaded.resource === undefined
      ? null
      : { keyId: loaded.resource },
  resources: keyTrail.resources,
};

/** Like `changeTrail`, for operations whose answer says more. */
export function answerTrail<C extends OperationContract>(contract: C): Trail<C, LoadedKey> {
  return { response: output => shownAnswer(contract, output), resources: keyTrail.resources };
}

/** An answer as `responseElements` show it. */
export function shownAnswer<C extends OperationContract>(
  contract: C,
  output: OutputOf<C> | undefined,
): JsonObject | null {
  return output === undefined ? null : recordParameters(contract.output, output, 'responseElements');
}

export function keyResources(...arns: readonly (string | undefined)[]): readonly AuditResource[] {
  const resources: AuditResource[] = [];
  for (const arn of arns) if (arn !== undefined) resources.push({ type: 'AWS::KMS::Key', arn });
  return resources;
}
