/**
 * The material of asymmetric and HMAC keys. It lies beside the backing keys of symmetric ones, as the first and only version
 * of its key, sealed and bound in the same way. In front of it stands what it is and what it is for, so that whoever writes to
 * the database cannot have it used as something else:
 *
 * ```
 * spec ‖ 20 ‖ usage ‖ 00 ‖ PKCS #8 in DER, or the bytes of an HMAC key
 * ```
 *
 * INVARIANT: with that in front no material is 32 bytes long, so none is ever taken for that of a symmetric key.
 */
import { createPrivateKey, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { throttling } from '@coffer/wire';
import type { Random } from '../../clock.ts';
import { TooManyPairs } from '../../keys/new-pair.ts';
import type { NewPair, PairMaker, PairSpec } from '../../keys/new-pair.ts';
import { UnreadableBlob } from '../../keys/unreadable-blob.ts';
import type { KeySpec, KeyUsage } from './key-specs.ts';
import { MACS, isMacSpec } from './key-specs.ts';

/** What a key's material is and what it is for. */
export interface KindOfKey {
  readonly key_spec: KeySpec;
  readonly key_usage: KeyUsage;
}

/** New material with what stands in front of it; the owner zeroes it. Throws as `newPair`. */
export async function newMaterial(
  {
    key_spec: spec,
    key_usage: usage,
  }: { readonly key_spec: Exclude<KeySpec, 'SYMMETRIC_DEFAULT'>; readonly key_usage: KeyUsage },
  { pairs, random }: { readonly pairs: PairMaker; readonly random: Random },
): Promise<Buffer> {
  const bytes = isMacSpec(spec) ? random(MACS[spec].bytes) : (await newPair(pairs, spec)).privateKey;
  try {
    return materialOf({ key_spec: spec, key_usage: usage }, bytes);
  } finally {
    bytes.fill(0);
  }
}

/** Material as it is sealed; the owner zeroes it. */
export function materialOf(kind: KindOfKey, bytes: Uint8Array): Buffer {
  return Buffer.concat([frontOf(kind), bytes]);
}

/** @throws AwsError ThrottlingException when too many are being made */
export async function newPair(pairs: PairMaker, spec: PairSpec): Promise<NewPair> {
  try {
    return await pairs.make(spec);
  } catch (error) {
    throw error instanceof TooManyPairs ? throttling() : error;
  }
}

/** The key of opened material, which its owner zeroes. Throws `UnreadableBlob` when it is that of another kind of key. */
export function keyOfMaterial(kind: KindOfKey, material: Buffer): KeyObject {
  const front = frontOf(kind);
  if (!material.subarray(0, front.length).equals(front)) throw new UnreadableBlob('type');
  const bytes = material.subarray(front.length);
  if (!isMacSpec(kind.key_spec)) return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
  if (bytes.length !== MACS[kind.key_spec].bytes) throw new UnreadableBlob('length');
  return createSecretKey(bytes);
}

function frontOf({ key_spec: spec, key_usage: usage }: KindOfKey): Buffer {
  return Buffer.from(`${spec} ${usage}\0`, 'latin1');
}
