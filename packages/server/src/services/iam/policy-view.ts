/** Managed policies as IAM answers them. */
import type { PolicyUse } from '../../identities/attachment-store.ts';
import type { AwsManagedPolicy } from '../../identities/aws-managed-policies.ts';
import { awsManagedPolicyArn } from '../../identities/aws-managed-policies.ts';
import type { PolicyRow } from '../../identities/rows.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { policyArnOf } from './load-policy.ts';
import { partitionOf } from './partition.ts';

type Uses = Pick<PolicyUse, 'attachments' | 'boundaries'>;

const UNUSED: Uses = { attachments: 0, boundaries: 0 };

/** A policy of the account, as lists show it: without description and tags. */
export function customerPolicy(scope: Scope, row: PolicyRow, uses: Uses = UNUSED) {
  return {
    PolicyName: row.name,
    PolicyId: row.id,
    Arn: policyArnOf(scope, row),
    Path: row.path,
    DefaultVersionId: versionId(row.default_version),
    AttachmentCount: uses.attachments,
    PermissionsBoundaryUsageCount: uses.boundaries,
    IsAttachable: true,
    CreateDate: row.created_at,
    UpdateDate: row.updated_at,
  };
}

/** A policy of AWS. When it was first made is not known: its newest version counts. */
export function publishedPolicy(scope: Scope, published: AwsManagedPolicy, uses: Uses = UNUSED) {
  return {
    PolicyName: published.name,
    PolicyId: published.id,
    Arn: awsManagedPolicyArn(partitionOf(scope), published),
    Path: published.path,
    DefaultVersionId: versionId(published.version),
    AttachmentCount: uses.attachments,
    PermissionsBoundaryUsageCount: uses.boundaries,
    IsAttachable: true,
    CreateDate: published.updatedAt,
    UpdateDate: published.updatedAt,
  };
}

/** `v3`. */
export function versionId(version: number): string {
  return `v${version}`;
}

/** 3 of `v3`; undefined for what names no version. */
export function versionNumber(id: string): number | undefined {
  return /^v[1-9]\d{0,8}$/.test(id) ? Number(id.slice(1)) : undefined;
}
