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
}

/** An existing key. Other than a secret it belongs to nobody whom its policy does not name, the root user included. */
export function keyTarget(key: KeyFacts): Target {
  return {
    resource: key.arn,
    ...placeIn(key.arn),
    policy: { label: 'the policy on the key', kind: 'key', document: key.policy },
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
    notes: ['grants on the key are not looked at: they may let in whom no policy does (`kms list-grants` lists them)'],
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
