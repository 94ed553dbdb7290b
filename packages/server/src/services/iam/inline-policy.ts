/** Inline policies, whoever has them. */
import {
  deleteInlinePolicyRow,
  findInlinePolicy,
  listInlinePolicies,
  otherInlinePolicies,
  putInlinePolicy,
} from '../../identities/inline-policy-store.ts';
import type { EntityRow } from '../../identities/rows.ts';
import type { Scope } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { documentSize, encodedDocument } from './documents.ts';
import { limitExceeded, noSuchEntity } from './errors.ts';
import { pageOf, wantedPage } from './paging.ts';

/** Who has inline policies. */
export type OwnerKind = 'user' | 'group' | 'role';

/** All inline policies of one owner together, in characters without white space. Source: IAM User Guide, quotas. */
const MAX_SIZE: Readonly<Record<OwnerKind, number>> = { user: 2_048, group: 5_120, role: 10_240 };

interface Named {
  readonly PolicyName: string;
  readonly PolicyDocument: string;
}

/**
 * Stores an inline policy within a change of its owner.
 *
 * @throws AwsError LimitExceeded when the owner's policies become too long together
 */
export async function putOwnersPolicy(
  writer: Writer,
  kind: OwnerKind,
  owner: EntityRow,
  { PolicyName, PolicyDocument }: Named,
): Promise<void> {
  const others = await otherInlinePolicies(writer, owner.id, PolicyName);
  const size = others.reduce((sum, { document }) => sum + documentSize(document), documentSize(PolicyDocument));
  if (size > MAX_SIZE[kind]) {
    throw limitExceeded(`Maximum policy size of ${MAX_SIZE[kind]} bytes exceeded for ${kind} ${owner.name}`);
  }
  await putInlinePolicy(writer, { owner_id: owner.id, name: PolicyName, document: PolicyDocument });
}

/**
 * An inline policy as it is answered.
 *
 * @throws AwsError NoSuchEntity
 */
export async function readOwnersPolicy(
  { reader }: Pick<Scope, 'reader'>,
  kind: OwnerKind,
  owner: EntityRow,
  name: string,
): Promise<Named> {
  const policy = await findInlinePolicy(reader, owner.id, name);
  if (policy === undefined) throw policyNotFound(kind, name);
  return { PolicyName: policy.name, PolicyDocument: encodedDocument(policy.document) };
}

/** A page of the names of an owner's inline policies. */
export async function listOwnersPolicies(
  scope: Pick<Scope, 'reader' | 'tokens'>,
  owner: EntityRow,
  input: Parameters<typeof wantedPage>[1],
) {
  const page = wantedPage(scope, input, owner.id);
  const found = await listInlinePolicies(scope.reader, owner.id, page);
  const { entries, ...rest } = pageOf(scope, page, found, ({ name }) => name);
  return { PolicyNames: entries.map(({ name }) => name), ...rest };
}

/**
 * Deletes an inline policy within a change of its owner.
 *
 * @throws AwsError NoSuchEntity
 */
export async function deleteOwnersPolicy(writer: Writer, kind: OwnerKind, owner: EntityRow, name: string) {
  if (!(await deleteInlinePolicyRow(writer, owner.id, name))) throw policyNotFound(kind, name);
}

function policyNotFound(kind: OwnerKind, name: string) {
  return noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);
}
