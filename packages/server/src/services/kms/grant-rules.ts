/** What a grant may allow. Source: KMS Developer Guide, "Grant operations", "Using grant constraints". */
import { AwsError } from '@coffer/wire';
import type { Constraints } from './grant.ts';
import type { KeyRow } from './store.ts';

type KeyKind = Pick<KeyRow, 'key_spec' | 'key_usage'>;

/** Constraints: pairs of one, and the length of all keys and values of one. */
const MAX_PAIRS = 8;
const MAX_CHARACTERS = 384;

const OF_ALL_KEYS = ['CreateGrant', 'DescribeKey', 'RetireGrant'];
const WITH_ASYMMETRIC = ['Decrypt', 'Encrypt', 'ReEncryptFrom', 'ReEncryptTo'];
const WITH_SYMMETRIC = [
  ...WITH_ASYMMETRIC,
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
];

/** The operations that a key has and that grants may allow. */
export function grantableOperations({ key_spec: spec, key_usage: usage }: KeyKind): readonly string[] {
  switch (usage) {
    case 'ENCRYPT_DECRYPT':
      return spec === 'SYMMETRIC_DEFAULT'
        ? [...OF_ALL_KEYS, ...WITH_SYMMETRIC]
        : [...OF_ALL_KEYS, 'GetPublicKey', ...WITH_ASYMMETRIC];
    case 'SIGN_VERIFY':
      return [...OF_ALL_KEYS, 'GetPublicKey', 'Sign', 'Verify'];
    case 'GENERATE_VERIFY_MAC':
      return [...OF_ALL_KEYS, 'GenerateMac', 'VerifyMac'];
  }
}

/** @throws AwsError ValidationException for no operation, or one that the key does not have */
export function assertOperations(key: KeyKind, operations: readonly string[]): void {
  if (operations.length === 0) throw invalid('A grant must allow at least one operation.');
  const known = new Set(grantableOperations(key));
  const other = operations.find(operation => !known.has(operation));
  if (other === undefined) return;
  throw invalid(
    `Grant operation ${other} is not supported by a key of KeySpec ${key.key_spec} and KeyUsage ${key.key_usage}.`,
  );
}

/** @throws AwsError ValidationException for too much of an encryption context, or one with a key that has none */
export function assertConstraints(key: KeyKind, constraints: Constraints | undefined): void {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = constraints ?? {};
  for (const pairs of [equals, subset]) {
    if (pairs === undefined) continue;
    if (key.key_spec !== 'SYMMETRIC_DEFAULT') {
      throw invalid(`Grants on a key of KeySpec ${key.key_spec} have no encryption context constraints.`);
    }
    const entries = Object.entries(pairs);
    const characters = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    if (entries.length > MAX_PAIRS || characters > MAX_CHARACTERS) {
      throw invalid(
        `An encryption context constraint has at most ${MAX_PAIRS} pairs and ${MAX_CHARACTERS} characters in them.`,
      );
    }
  }
}

/**
 * A service is granted a key for one resource that it works for, and somebody can end that.
 *
 * @throws AwsError ValidationException
 */
export function assertServiceIsBound(input: {
  readonly GranteeServicePrincipal?: string | undefined;
  readonly RetiringPrincipal?: string | undefined;
  readonly RetiringServicePrincipal?: string | undefined;
  readonly Constraints?: Constraints | undefined;
}): void {
  if (input.GranteeServicePrincipal === undefined) return;
  const retiring = input.RetiringPrincipal ?? input.RetiringServicePrincipal;
  if (input.Constraints?.SourceArn !== undefined && retiring !== undefined) return;
  throw invalid('A grant to a service principal needs a SourceArn constraint and a retiring principal.');
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
