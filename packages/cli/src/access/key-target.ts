import type { Grant } from '@coffer/policy';
import type { Key } from './subject.ts';
import { placeIn, type Target } from './target.ts';

/** What the target of a question is made from when it is a KMS key; everything is as the API answers it. */
export interface KeyFacts {
  readonly arn: string;
  readonly policy: string;
  readonly spec: string | undefined;
  readonly usage: string | undefined;
  readonly origin: string | undefined;
  readonly isMultiRegion: boolean | undefined;
  /** Of all that point to it. */
  readonly aliases: readonly string[];
  readonly tags: readonly { readonly TagKey?: string | undefined; readonly TagValue?: string | undefined }[];
  /** Undefined: the caller may not list them. */
  readonly grants: readonly GrantFacts[] | undefined;
}

/** A grant as ListGrants shows it. */
export interface GrantFacts {
  readonly GrantId?: string | undefined;
  readonly GranteePrincipal?: string | undefined;
  readonly Operations?: readonly string[] | undefined;
  readonly Constraints?:
    | {
        readonly EncryptionContextEquals?: Readonly<Record<string, string>> | undefined;
        readonly EncryptionContextSubset?: Readonly<Record<string, string>> | undefined;
        readonly SourceArn?: string | undefined;
      }
    | undefined;
}

/** An existing key. Other than a secret it belongs to nobody whom its policy does not name, the root user included. */
export function keyTarget(key: KeyFacts): Target {
  return {
    resource: key.arn,
    ...placeIn(key.arn),
    policy: { label: 'the policy on the key', kind: 'key', document: key.policy },
    grants: (key.grants ?? []).map(grantOf),
    keys: [
      ['kms:KeySpec', key.spec],
      ['kms:KeyUsage', key.usage],
      ['kms:KeyOrigin', key.origin],
      ['kms:MultiRegion', key.isMultiRegion],
      ['kms:ResourceAliases', key.aliases.length === 0 ? undefined : key.aliases],
      ...key.tags.map(({ TagKey = '', TagValue = '' }): Key => [`aws:ResourceTag/${TagKey}`, TagValue]),
    ],
    known: ['aws:resourcetag/', 'kms:resourcealiases'],
    isUnderDefaultKey: false,
    notes: key.grants === undefined ? [UNSEEN_GRANTS] : [],
  };
}

const UNSEEN_GRANTS =
  'you may not list the grants on the key (kms:ListGrants), so they are left out: they may let in whom no policy does';

/** Of a user or role who is gone ListGrants shows the unique id, which is nobody's name. */
function grantOf({
  GrantId: id = '',
  GranteePrincipal: grantee = '',
  Operations = [],
  Constraints,
}: GrantFacts): Grant {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset, SourceArn: sourceArn } = Constraints ?? {};
  return {
    id,
    grantee,
    operations: Operations,
    ...(equals === undefined ? {} : { encryptionContextEquals: new Map(Object.entries(equals)) }),
    ...(subset === undefined ? {} : { encryptionContextSubset: new Map(Object.entries(subset)) }),
    ...(sourceArn === undefined ? {} : { sourceArn }),
  };
}

/** Whether an ARN is that of a key, or of an alias, which stands for one. */
export function isKey(resource: string): boolean {
  return /^arn:[^:]*:kms:[^:]*:[^:]*:(?:key|alias)\/./.test(resource);
}

/** Whether an action is about no key in particular: policies on keys say nothing of it. */
export function isWithoutKey(action: string): boolean {
  return WITHOUT_KEY.has(action.toLowerCase());
}

/** Source: Service Authorization Reference, "Actions defined by AWS Key Management Service". */
const WITHOUT_KEY = new Set(
  [
    'ConnectCustomKeyStore',
    'CreateCustomKeyStore',
    'CreateKey',
    'DeleteCustomKeyStore',
    'DescribeCustomKeyStores',
    'DisconnectCustomKeyStore',
    'GenerateRandom',
    'ListAliases',
    'ListKeys',
    'UpdateCustomKeyStore',
  ].map(name => `kms:${name.toLowerCase()}`),
);
