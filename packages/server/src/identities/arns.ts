import type { EntityRow } from './rows.ts';

/** What an IAM ARN names, as it stands between the account and the path. */
export type EntityKind = 'user' | 'group' | 'role' | 'policy' | 'instance-profile';

/** `arn:aws:iam::123456789012:user/division/Zhang`. */
export function entityArn(
  partition: string,
  kind: EntityKind,
  { account_id, path, name }: Pick<EntityRow, 'account_id' | 'path' | 'name'>,
): string {
  return `arn:${partition}:iam::${account_id}:${kind}${path}${name}`;
}

/** What names are compared by: names of entities differ by more than letter case. They are ASCII. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

export interface ParsedPolicyArn {
  /** 12 digits, or `aws` for a policy of AWS. */
  readonly account: string;
  /** With a slash at both ends. */
  readonly path: string;
  readonly name: string;
}

/** The longest ARN that is looked at. Source: the API model. */
const MAX_ARN = 2_048;

/** Reads the ARN of a managed policy; undefined for anything else. */
export function parsePolicyArn(arn: string, partition: string): ParsedPolicyArn | undefined {
  const prefix = `arn:${partition}:iam::`;
  if (arn.length > MAX_ARN || !arn.startsWith(prefix)) return undefined;
  const rest = arn.slice(prefix.length);
  const colon = rest.indexOf(':');
  const account = rest.slice(0, Math.max(colon, 0));
  if (account !== 'aws' && !/^\d{12}$/.test(account)) return undefined;
  const resource = rest.slice(colon + 1);
  if (!resource.startsWith('policy/')) return undefined;
  const slash = resource.lastIndexOf('/');
  const name = resource.slice(slash + 1);
  if (name === '') return undefined;
  return { account, path: resource.slice('policy'.length, slash + 1), name };
}
