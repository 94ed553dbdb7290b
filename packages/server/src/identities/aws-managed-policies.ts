import { createHash } from 'node:crypto';
import { publishedPolicies } from './published-policies.ts';
import { base32, ID_PREFIX } from './unique-id.ts';

/** A policy that AWS manages: every account has it, nobody can change or delete it. */
export interface AwsManagedPolicy {
  /** The same in every account and for ever. AWS's own ids are not published; these are ours. */
  readonly id: string;
  readonly name: string;
  /** `/`, `/service-role/`, ... */
  readonly path: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  readonly document: string;
}

/** All of them, by name. */
export const awsManagedPolicies: readonly AwsManagedPolicy[] = publishedPolicies.map(
  ({ name, path, version, updated, document }) => ({
    id: idOf(path, name),
    name,
    path,
    version,
    updatedAt: Date.parse(updated),
    document,
  }),
);

const byId = new Map(awsManagedPolicies.map(policy => [policy.id, policy]));
const byName = new Map(awsManagedPolicies.map(policy => [`${policy.path}${policy.name}`, policy]));

/** The AWS managed policy of this id; undefined when it is a customer's or nobody's. */
export function awsManagedPolicyById(id: string): AwsManagedPolicy | undefined {
  return byId.get(id);
}

/** The AWS managed policy of this path and name. */
export function findAwsManagedPolicy(path: string, name: string): AwsManagedPolicy | undefined {
  return byName.get(`${path}${name}`);
}

/** `arn:aws:iam::aws:policy/AdministratorAccess`. */
export function awsManagedPolicyArn(
  partition: string,
  { path, name }: Pick<AwsManagedPolicy, 'path' | 'name'>,
): string {
  return `arn:${partition}:iam::aws:policy${path}${name}`;
}

function idOf(path: string, name: string): string {
  return ID_PREFIX.policy + base32(createHash('sha256').update(`aws:policy${path}${name}`).digest().subarray(0, 17));
}
