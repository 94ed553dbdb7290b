/** The condition keys of KMS. Source: Service Authorization Reference, "Condition keys for AWS Key Management Service". */
import type { ContextValue } from '@coffer/policy';
import type { Scope } from '../../pipeline/operation.ts';
import { viaService } from './key-policy.ts';
import type { KeyRow } from './store.ts';
import { tagsIn } from './tags.ts';

type Entry = readonly [key: string, value: ContextValue | undefined];

/** The members of any request that policies may ask about; nothing of them was validated. */
export interface KeyMembers {
  readonly KeyId?: string | undefined;
  readonly EncryptionAlgorithm?: string | undefined;
  readonly EncryptionContext?: Readonly<Record<string, string>> | undefined;
  readonly SigningAlgorithm?: string | undefined;
  readonly MessageType?: string | undefined;
  readonly MacAlgorithm?: string | undefined;
  readonly KeyPairSpec?: string | undefined;
  readonly BypassPolicyLockoutSafetyCheck?: boolean | undefined;
  readonly PendingWindowInDays?: number | undefined;
  readonly KeySpec?: string | undefined;
  readonly CustomerMasterKeySpec?: string | undefined;
  readonly KeyUsage?: string | undefined;
  readonly Origin?: string | undefined;
  readonly MultiRegion?: boolean | undefined;
  readonly Tags?:
    | readonly { readonly TagKey?: string | undefined; readonly TagValue?: string | undefined }[]
    | undefined;
  readonly TagKeys?: readonly string[] | undefined;
  /** ReEncrypt: whether both keys are the same. */
  readonly isOnSameKey?: boolean | undefined;
}

/** What a request tells. */
export function requestKeys(scope: Scope, input: KeyMembers): readonly Entry[] {
  const { Tags, TagKeys } = input;
  const context = Object.entries(input.EncryptionContext ?? {});
  return [
    ['kms:CallerAccount', scope.accountId],
    ['kms:ViaService', viaService(scope)],
    ...algorithmKeys(input),
    ['kms:RequestAlias', aliasIn(input.KeyId)],
    ['kms:EncryptionContextKeys', context.length > 0 ? context.map(([key]) => key) : undefined],
    ...context.map(([key, value]) => [`kms:EncryptionContext:${key}`, value] as const),
    ['kms:BypassPolicyLockoutSafetyCheck', input.BypassPolicyLockoutSafetyCheck],
    ['kms:ScheduleKeyDeletionPendingWindowInDays', input.PendingWindowInDays],
    ['kms:ReEncryptOnSameKey', input.isOnSameKey],
    ['aws:TagKeys', TagKeys ?? Tags?.map(({ TagKey }) => TagKey ?? '')],
    ...(Tags ?? []).map(({ TagKey, TagValue }) => [`aws:RequestTag/${TagKey ?? ''}`, TagValue ?? ''] as const),
  ];
}

/** What the policies of AWS's own keys ask for, and with them every read of a secret. */
export function callerKey(scope: Scope, name: string): string | undefined {
  if (name === 'kms:calleraccount') return scope.accountId;
  return name === 'kms:viaservice' ? viaService(scope) : undefined;
}

/** What a request tells of the key that it makes. */
export function newKeyKeys(input: KeyMembers): readonly Entry[] {
  return [
    ['kms:KeySpec', input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT'],
    ['kms:KeyUsage', input.KeyUsage ?? 'ENCRYPT_DECRYPT'],
    ['kms:KeyOrigin', input.Origin ?? 'AWS_KMS'],
    ['kms:MultiRegion', input.MultiRegion ?? false],
  ];
}

/** What a key tells. */
export function keyKeys(key: KeyRow | undefined): readonly Entry[] {
  if (key === undefined) return [];
  return [
    ...untagged(key),
    ...tagsIn(key).map(({ TagKey, TagValue }) => [`aws:ResourceTag/${TagKey}`, TagValue] as const),
  ];
}

/** Not with the tags: the memory of rows does not count what they would take. */
function untagged(key: KeyRow): readonly Entry[] {
  const known = told.get(key);
  if (known !== undefined) return known;
  const entries: readonly Entry[] = [
    ...newKeyKeys({ KeySpec: key.key_spec, KeyUsage: key.key_usage }),
    ['kms:ResourceAliases', key.aliases?.split(' ')],
  ];
  told.set(key, entries);
  return entries;
}

/** A row never changes, and one that is remembered is asked about many times. */
const told = new WeakMap<KeyRow, readonly Entry[]>();

/** By what is signed, authenticated or encrypted: one of them, so that reads of secrets pay for no more. */
function algorithmKeys({
  EncryptionAlgorithm = 'SYMMETRIC_DEFAULT',
  SigningAlgorithm,
  MessageType = 'RAW',
  MacAlgorithm,
  KeyPairSpec,
}: KeyMembers): readonly Entry[] {
  if (SigningAlgorithm !== undefined) {
    return [
      ['kms:SigningAlgorithm', SigningAlgorithm],
      ['kms:MessageType', MessageType],
    ];
  }
  if (MacAlgorithm !== undefined) return [['kms:MacAlgorithm', MacAlgorithm]];
  if (KeyPairSpec === undefined) return [['kms:EncryptionAlgorithm', EncryptionAlgorithm]];
  return [
    ['kms:EncryptionAlgorithm', EncryptionAlgorithm],
    ['kms:DataKeyPairSpec', KeyPairSpec],
  ];
}

/** The alias in a key id: a name, or the end of an ARN. */
function aliasIn(keyId: string | undefined): string | undefined {
  const name = keyId?.startsWith('arn:') === true ? keyId.split(':', 6)[5] : keyId;
  return name?.startsWith('alias/') === true ? name : undefined;
}
