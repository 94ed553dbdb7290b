import { parsePolicyArn } from '../../identities/arns.ts';
import type { AwsManagedPolicy } from '../../identities/aws-managed-policies.ts';
import type { PolicyRow, PolicyVersionRow } from '../../identities/rows.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { noSuchEntity } from './errors.ts';
import type { LoadedPolicy, ManagedPolicy } from './load-policy.ts';
import { existingPolicy } from './load-policy.ts';
import { partitionOf } from './partition.ts';
import { versionId } from './policy-view.ts';

/** A version as lists show it, and with its document as GetPolicyVersion does. */
export function shownVersion({ default_version }: Pick<PolicyRow, 'default_version'>, row: PolicyVersionRow) {
  const { version, created_at } = row;
  return {
    VersionId: versionId(version),
    IsDefaultVersion: version === default_version,
    CreateDate: created_at,
  };
}

/** The one version of a policy of AWS that is known here. */
export function publishedVersion({ version, updatedAt }: AwsManagedPolicy) {
  return { VersionId: versionId(version), IsDefaultVersion: true, CreateDate: updatedAt };
}

/**
 * The policy of a version that is asked for, for an operation whose input is valid. One that is not there is told like
 * the version (recorded for GetPolicyVersion and SetDefaultPolicyVersion).
 *
 * @throws AwsError NoSuchEntity, ValidationError for what is no ARN
 */
export function policyOfVersion(scope: Scope, loaded: LoadedPolicy, id: string): ManagedPolicy {
  const { arn = '', policy } = loaded;
  if (policy === undefined && parsePolicyArn(arn, partitionOf(scope)) !== undefined) throw versionNotFound(arn, id);
  return existingPolicy(scope, loaded);
}

/** The policy has no such version. */
export function versionNotFound(arn: string, id: string) {
  return noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`);
}
