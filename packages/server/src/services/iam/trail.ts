import type { OperationContract, OutputOf } from '@coffer/wire';
import type { AuditResource, JsonObject } from '../../audit/fact.ts';
import { recordParameters } from '../../audit/parameters.ts';
import type { Trail } from '../../pipeline/operation.ts';

/** What the record of a write shows: its output, as recorded for CreateUser and CreateAccessKey, and whom it was about. */
export function writeTrail<C extends OperationContract, L = unknown>(
  contract: C,
  resources?: (loaded: L, output: OutputOf<C> | undefined) => readonly AuditResource[],
): Trail<C, L> {
  return {
    response: output => shownOutput(contract, output),
    ...(resources === undefined ? {} : { resources }),
  };
}

function shownOutput(contract: OperationContract, output: object | undefined): JsonObject | null {
  return output === undefined ? null : recordParameters(contract.output, output, 'responseElements');
}
