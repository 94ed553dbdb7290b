import { randomUUID } from 'node:crypto';
import { AwsError } from '@coffer/wire';
import type { Infer } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import type { AccessRequest, ResourcePolicy, Scope } from '../../pipeline/operation.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessToAll } from './access.ts';
import { newBackingKey } from './backing-keys.ts';
import type { KeyMembers } from './condition-keys.ts';
import { newKeyKeys, requestKeys } from './condition-keys.ts';
import type { KindOfKey } from './key-material.ts';
import { newMaterial } from './key-material.ts';
import { keyMetadata } from './key-metadata.ts';
import { isKeySpec, usagesOf } from './key-specs.ts';
import { keyArn } from './keys.ts';
import { assertRoomForKey } from './kms-quotas.ts';
import type { KmsParts } from './parts.ts';
import { assertNotLockedOut, readKeyPolicy } from './policy-text.ts';
import type { KeyRow } from './store.ts';
import { insertKey } from './store.ts';
import { unsupported } from './symmetric-use.ts';
import { withTags } from './tags.ts';
import { keyResources, shownAnswer } from './trail.ts';

const contract = kms.operations.CreateKey;
type Input = Infer<typeof contract.input>;

/** CreateKey: a key of any kind with its material; without a policy AWS's own, which is for the account. */
export function makeCreateKey({ keyring, pairs }: KmsParts) {
  return defineWrite(contract, {
    load: () => Promise.resolve(undefined),
    access: accessToNew,
    async prepare(scope, input) {
      const kind = kindOf(input);
      const tags = withTags('[]', input.Tags ?? []);
      const key = newKey(scope, input.Description ?? '', tags, kind);
      const policy = input.Policy === undefined ? undefined : await readPolicy(scope, input, input.Policy, key);
      const material = await materialOf(kind, { pairs, random: scope.random });
      const first = { keyId: key.key_id, version: key.backing_version, createdAt: scope.now, material };
      const backing = await newBackingKey({ keyring, random: scope.random }, first);
      return { key: { ...key, policy: policy?.document ?? null, policy_ids: policy?.uniqueIds ?? null }, backing };
    },
    async handle(scope, writer, _input, _loaded, { key, backing }) {
      await assertRoomForKey(scope, writer);
      await insertKey(writer, key, backing);
      return { KeyMetadata: keyMetadata(scope, key) };
    },
    trail: {
      response: output => shownAnswer(contract, output),
      resources: (_loaded, output) => keyResources(output?.KeyMetadata?.Arn),
    },
  });
}

/** Tags at the creation need the right to tag as well. */
function accessToNew(scope: Scope, input: KeyMembers): readonly AccessRequest[] {
  const actions = input.Tags === undefined ? ['CreateKey'] : ['CreateKey', 'TagResource'];
  return actions.flatMap(action => accessToAll(scope, action, input, newKeyKeys(input)));
}

/**
 * What kind of key is wanted; its material is Coffer's own.
 *
 * @throws AwsError ValidationException, UnsupportedOperationException
 */
function kindOf(input: Input): KindOfKey {
  if (input.KeySpec !== undefined && input.CustomerMasterKeySpec !== undefined) {
    throw invalid(
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
    );
  }
  const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
  if (spec !== 'SYMMETRIC_DEFAULT' && input.KeyUsage === undefined) {
    throw invalid('You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.');
  }
  const asked = input.KeyUsage ?? 'ENCRYPT_DECRYPT';
  if (!isKeySpec(spec)) throw unsupported();
  const usage = usagesOf(spec).find(each => each === asked);
  // AWS has keys of curves that agree on a secret.
  if (asked === 'KEY_AGREEMENT' && spec.startsWith('ECC_')) throw unsupported();
  if (usage === undefined) throw invalid(`KeyUsage ${asked} is not compatible with KeySpec ${spec}`);
  const { Origin = 'AWS_KMS', MultiRegion = false, CustomKeyStoreId, XksKeyId } = input;
  if (Origin !== 'AWS_KMS' || MultiRegion || CustomKeyStoreId !== undefined || XksKeyId !== undefined) {
    throw unsupported();
  }
  return { key_spec: spec, key_usage: usage };
}

/** That of symmetric keys is made where it is sealed: undefined. */
function materialOf(
  { key_spec, key_usage }: KindOfKey,
  parts: Parameters<typeof newMaterial>[1],
): Promise<Buffer> | undefined {
  return key_spec === 'SYMMETRIC_DEFAULT' ? undefined : newMaterial({ key_spec, key_usage }, parts);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

function newKey(scope: Scope, description: string, tags: string, kind: KindOfKey): KeyRow {
  return {
    ...kind,
    key_id: randomUUID(),
    account_id: scope.accountId,
    region: scope.region,
    manager: 'CUSTOMER',
    description,
    created_at: scope.now,
    state: 'Enabled',
    deletion_at: null,
    policy: null,
    policy_ids: null,
    tags,
    revision: 1,
    rotation_period: null,
    next_rotation_at: null,
    grant_count: 0,
    backing_version: 1,
    aliases: null,
  };
}

async function readPolicy(scope: Scope, input: Input, document: string, key: KeyRow): Promise<ResourcePolicy> {
  const policy = await readKeyPolicy(scope, document);
  if (input.BypassPolicyLockoutSafetyCheck === true) return policy;
  const question = {
    action: 'kms:PutKeyPolicy',
    resource: keyArn(scope, key),
    resourceAccountId: scope.accountId,
    keys: () => [...requestKeys(scope, input), ...newKeyKeys(input)],
  };
  await assertNotLockedOut(scope, question, policy);
  return policy;
}
