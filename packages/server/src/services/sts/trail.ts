import type { OperationContract } from '@coffer/wire';
import type { AuditResource, Json, JsonObject } from '../../audit/fact.ts';
import { recordParameters } from '../../audit/parameters.ts';
import type { Trail } from '../../pipeline/operation.ts';
import type { LoadedRole } from './load-role.ts';

/**
 * What the record of new credentials shows: everything of the answer but the secret access key and, other than in AWS,
 * the session token, which together with that key is all that it takes.
 */
export function issuedTrail<C extends OperationContract, L>(
  contract: C,
  resources?: (loaded: L) => readonly AuditResource[],
): Trail<C, L> {
  return {
    response: output => shownOutput(contract, output),
    ...(resources === undefined ? {} : { resources }),
  };
}

/** The role that it was about, if there is such a role. */
export function roleResource({ role, arn }: LoadedRole): readonly AuditResource[] {
  return role === undefined || arn === undefined ? [] : [{ type: 'AWS::IAM::Role', arn }];
}

function shownOutput(contract: OperationContract, output: object | undefined): JsonObject | null {
  if (output === undefined) return null;
  const shown = recordParameters(contract.output, output, 'responseElements');
  const credentials = shown?.['credentials'];
  if (shown === null || !isObject(credentials)) return shown;
  const { accessKeyId = null, expiration = null } = credentials;
  return { ...shown, credentials: { accessKeyId, expiration: stsDate(expiration) } };
}

/** Recorded: dates of STS have a second comma: `Jul 30, 2024, 9:46:15 PM`. */
function stsDate(date: Json): Json {
  return typeof date === 'string' ? date.replace(/^(\w+ \d+, \d+) /, '$1, ') : date;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
