/** What policies are asked about MFA devices. */
import type { AccessRequest, ConditionKeys, Scope } from '../../pipeline/operation.ts';
import { partitionOf } from './partition.ts';

/** `arn:aws:iam::123456789012:mfa/NAME`: a device's ARN is its serial number. */
export function mfaSerial(scope: Scope, path: string, name: string): string {
  return `arn:${partitionOf(scope)}:iam::${scope.accountId}:mfa${path}${name}`;
}

/** May the caller do this to this device, whether it exists or not? Undefined: the request names none. */
export function mfaAccess(
  scope: Scope,
  action: string,
  serialNumber: string | undefined,
  keys?: () => ConditionKeys,
): AccessRequest {
  return { action: `iam:${action}`, resource: serialNumber, resourceAccountId: scope.accountId, keys };
}
