/** What kinds of keys there are, and what each is good for. Source: KMS Developer Guide, "Key spec reference". */
import { CURVES } from '../../keys/curves.ts';
import { MODULUS_BITS } from '../../keys/new-pair.ts';
import type { PairSpec, RsaSpec } from '../../keys/new-pair.ts';
import type { Scheme } from '../../keys/signature.ts';

export type KeySpec = 'SYMMETRIC_DEFAULT' | PairSpec | MacSpec;
export type MacSpec = keyof typeof MACS;
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC';
export type OaepAlgorithm = keyof typeof OAEP_HASHES;
export type SigningAlgorithm = keyof typeof RSA_SCHEMES | keyof typeof ECDSA_SCHEMES;
export type MacAlgorithm = (typeof MACS)[MacSpec]['algorithm'];

/** Keys of HMAC are as long as the hash, and each has one algorithm. */
export const MACS = {
  HMAC_224: { algorithm: 'HMAC_SHA_224', hash: 'sha224', bytes: 28 },
  HMAC_256: { algorithm: 'HMAC_SHA_256', hash: 'sha256', bytes: 32 },
  HMAC_384: { algorithm: 'HMAC_SHA_384', hash: 'sha384', bytes: 48 },
  HMAC_512: { algorithm: 'HMAC_SHA_512', hash: 'sha512', bytes: 64 },
} as const;

export const OAEP_HASHES = { RSAES_OAEP_SHA_1: 'sha1', RSAES_OAEP_SHA_256: 'sha256' } as const;

/** In the order in which DescribeKey shows them. */
const RSA_SCHEMES = {
  RSASSA_PKCS1_V1_5_SHA_256: { kind: 'pkcs1', hash: 'sha256' },
  RSASSA_PKCS1_V1_5_SHA_384: { kind: 'pkcs1', hash: 'sha384' },
  RSASSA_PKCS1_V1_5_SHA_512: { kind: 'pkcs1', hash: 'sha512' },
  RSASSA_PSS_SHA_256: { kind: 'pss', hash: 'sha256' },
  RSASSA_PSS_SHA_384: { kind: 'pss', hash: 'sha384' },
  RSASSA_PSS_SHA_512: { kind: 'pss', hash: 'sha512' },
} as const satisfies Record<string, Scheme>;

const ECDSA_SCHEMES = {
  ECDSA_SHA_256: { kind: 'ecdsa', hash: 'sha256', curve: CURVES.ECC_NIST_P256 },
  ECDSA_SHA_384: { kind: 'ecdsa', hash: 'sha384', curve: CURVES.ECC_NIST_P384 },
  ECDSA_SHA_512: { kind: 'ecdsa', hash: 'sha512', curve: CURVES.ECC_NIST_P521 },
} as const satisfies Record<string, Scheme>;

/** Each curve has one algorithm. */
const ECDSA_OF = {
  ECC_NIST_P256: 'ECDSA_SHA_256',
  ECC_NIST_P384: 'ECDSA_SHA_384',
  ECC_NIST_P521: 'ECDSA_SHA_512',
} as const;

/** The algorithms of a key, as DescribeKey and GetPublicKey show them: one of the members. */
export interface Algorithms {
  readonly EncryptionAlgorithms?: readonly ('SYMMETRIC_DEFAULT' | OaepAlgorithm)[];
  readonly SigningAlgorithms?: readonly SigningAlgorithm[];
  readonly MacAlgorithms?: readonly MacAlgorithm[];
}

export function algorithmsOf(spec: KeySpec, usage: KeyUsage): Algorithms {
  if (isMacSpec(spec)) return { MacAlgorithms: [MACS[spec].algorithm] };
  if (spec === 'SYMMETRIC_DEFAULT') return { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] };
  if (isCurveSpec(spec)) return { SigningAlgorithms: [ECDSA_OF[spec]] };
  return usage === 'SIGN_VERIFY' ? { SigningAlgorithms: RSA_SIGNING } : { EncryptionAlgorithms: OAEP };
}

/** The scheme of an algorithm; undefined for one that no key here has. */
export function schemeOf(algorithm: string): Scheme | undefined {
  return SCHEMES.get(algorithm);
}

/** The usages that a spec may have. */
export function usagesOf(spec: KeySpec): readonly KeyUsage[] {
  if (isMacSpec(spec)) return ['GENERATE_VERIFY_MAC'];
  if (isCurveSpec(spec)) return ['SIGN_VERIFY'];
  return isRsaSpec(spec) ? ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'] : ['ENCRYPT_DECRYPT'];
}

/** Whether there are such keys here: AWS has more. */
export function isKeySpec(spec: string): spec is KeySpec {
  return spec === 'SYMMETRIC_DEFAULT' || isMacSpec(spec) || isPairSpec(spec);
}

export function isMacSpec(spec: string): spec is MacSpec {
  return Object.hasOwn(MACS, spec);
}

export function isPairSpec(spec: string): spec is PairSpec {
  return isCurveSpec(spec) || isRsaSpec(spec);
}

export function isRsaSpec(spec: string): spec is RsaSpec {
  return Object.hasOwn(MODULUS_BITS, spec);
}

function isCurveSpec(spec: string): spec is keyof typeof CURVES {
  return Object.hasOwn(CURVES, spec);
}

const OAEP: readonly OaepAlgorithm[] = ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'];
const SCHEMES = new Map<string, Scheme>([...Object.entries(RSA_SCHEMES), ...Object.entries(ECDSA_SCHEMES)]);
// `as`: the keys of an object that is declared with these very keys.
const RSA_SIGNING = Object.keys(RSA_SCHEMES) as (keyof typeof RSA_SCHEMES)[];
