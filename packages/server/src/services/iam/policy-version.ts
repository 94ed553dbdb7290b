import type { AwsManagedPolicy } from '../../identities/aws-managed-policies.ts';
import type { PolicyRow, PolicyVersionRow } from '../../identities/rows.ts';
import { noSuchEntity } from './errors.ts';
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

/** The policy has no such version. */
export function versionNotFound(arn: string, id: string) {
  return noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`);
}
