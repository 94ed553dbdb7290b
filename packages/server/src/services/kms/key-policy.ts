import type { ResourcePolicy, Scope } from '../../pipeline/operation.ts';
import { partitionOf } from '../../pipeline/region.ts';
import { DEFAULT_KEYS } from './default-key.ts';
import type { KeyRow } from './store.ts';

/**
 * Who may use a key: the policy that was put on it, or the one that AWS gives to its own keys (whoever may use the service,
 * through the service, in the account) and to new customer keys (the account, which leaves it to its identities' policies).
 * Source: KMS Developer Guide, "Default key policy", and the policies of AWS's own keys as KMS shows them.
 */
export function keyPolicyOf(key: KeyRow): ResourcePolicy {
  const known = policies.get(key);
  if (known !== undefined) return known;
  const policy: ResourcePolicy = { kind: 'key', document: keyPolicyText(key), uniqueIds: key.policy_ids };
  policies.set(key, policy);
  return policy;
}

/** A row never changes, and one that is remembered is asked about many times. */
const policies = new WeakMap<KeyRow, ResourcePolicy>();

/** A key's policy as GetKeyPolicy shows it. */
export function keyPolicyText(key: KeyRow): string {
  return key.policy ?? asJavaPrints(documentOf(key), '');
}

/** JSON as AWS shows policies that it has made itself: blanks around colons, lists on the line where they begin. */
function asJavaPrints(value: unknown, indent: string): string {
  if (Array.isArray(value)) return `[ ${value.map(item => asJavaPrints(item, indent)).join(', ')} ]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const members = Object.entries(value).map(([name, of]) => `${inner}"${name}" : ${asJavaPrints(of, inner)}`);
  return `{\n${members.join(',\n')}\n${indent}}`;
}

function documentOf(key: KeyRow): object {
  const root = { AWS: `arn:${partitionOf(key.region)}:iam::${key.account_id}:root` };
  if (key.manager === 'CUSTOMER') {
    return {
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: [
        { Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: root, Action: 'kms:*', Resource: '*' },
      ],
    };
  }
  // A key of AWS that no service is known to have is for nobody.
  const service = DEFAULT_KEYS.find(({ description }) => description === key.description)?.service ?? 'nobody';
  const through = { 'kms:CallerAccount': key.account_id, 'kms:ViaService': `${service}.${key.region}.amazonaws.com` };
  return {
    Version: '2012-10-17',
    Id: `auto-${service}-2`,
    Statement: [
      {
        Sid: 'Allow access through the service for all principals in the account that are authorized to use it',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: { StringEquals: through },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: root,
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  };
}

/** The service that uses a key for the caller, as `kms:ViaService` has it. */
export function viaService({ via, region }: Pick<Scope, 'via' | 'region'>): string | undefined {
  return via?.replace('.amazonaws.com', `.${region}.amazonaws.com`);
}
