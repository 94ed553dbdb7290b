/**
 * ECDSA of a digest whose message is not known, with `node:crypto`, which only signs messages.
 *
 * A signature of the digest z under the key d is (r, s) with s = k⁻¹(z + r·d). Take any message whose digest z' is known, and
 * let c = z'/z. Under the key c·d it has the signature (r, c·s), because k⁻¹(z' + r·c·d) = c·k⁻¹(z + r·d). So OpenSSL signs
 * that message under c·d, with a nonce of its own, and s is divided by c; a verification goes the same way. No nonce and no
 * arithmetic of curves is ours. All numbers are modulo the order of the curve.
 */
import { createECDH, createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Curve } from './curves.ts';

/** `r ‖ s`; undefined for a digest that is a multiple of the order, which no message is known to have. */
export function signDigest(key: KeyObject, curve: Curve, hash: string, digest: Uint8Array): Buffer | undefined {
  const factor = factorOf(curve, hash, digest);
  if (factor === undefined) return undefined;
  const { bytes, order } = curve;
  const privateKey = scaledKey(key, curve, factor);
  const signature = sign(hash, MESSAGE, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const s = (numberOf(signature.subarray(bytes)) * inverse(factor, order)) % order;
  return Buffer.concat([signature.subarray(0, bytes), bytesOf(s, bytes)]);
}

/** Whether `r ‖ s` is a signature of the digest. The key is the private one, as the KMS has it. */
export function verifyDigest(
  key: KeyObject,
  curve: Curve,
  hash: string,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const factor = factorOf(curve, hash, digest);
  const { bytes, order } = curve;
  const s = numberOf(signature.subarray(bytes));
  if (factor === undefined || signature.length !== 2 * bytes || s === 0n || s >= order) return false;
  const publicKey = createPublicKey(scaledKey(key, curve, factor));
  const scaled = Buffer.concat([signature.subarray(0, bytes), bytesOf((s * factor) % order, bytes)]);
  return verify(hash, MESSAGE, { key: publicKey, dsaEncoding: 'ieee-p1363' }, scaled);
}

/** Any message will do whose digest is no multiple of an order. */
const MESSAGE = Buffer.from('coffer', 'latin1');

/** z'/z, from what everybody knows. */
function factorOf({ order }: Curve, hash: string, digest: Uint8Array): bigint | undefined {
  const wanted = numberOf(digest) % order;
  if (wanted === 0n) return undefined;
  const known = numberOf(createHash(hash).update(MESSAGE).digest()) % order;
  return (known * inverse(wanted, order)) % order;
}

/**
 * The key c·d. The product is the one calculation with a secret here; multiplying and reducing numbers of a few machine
 * words takes no time that depends on their values to any use, since the factor and its inverse are public.
 */
function scaledKey(key: KeyObject, { jwk: crv, openssl, bytes, order }: Curve, factor: bigint): KeyObject {
  const { d = '' } = key.export({ format: 'jwk' });
  const secret = Buffer.from(d, 'base64url');
  const scaled = bytesOf((numberOf(secret) * factor) % order, bytes);
  try {
    const ecdh = createECDH(openssl);
    ecdh.setPrivateKey(scaled);
    const point = ecdh.getPublicKey();
    const [x, y] = [point.subarray(1, 1 + bytes), point.subarray(1 + bytes)].map(part => part.toString('base64url'));
    const jwk = { kty: 'EC', crv, d: scaled.toString('base64url'), ...(x && y && { x, y }) };
    return createPrivateKey({ key: jwk, format: 'jwk' });
  } finally {
    secret.fill(0);
    scaled.fill(0);
  }
}

/** By the extended algorithm of Euclid; of public numbers only, for its time tells of them. */
function inverse(of: bigint, order: bigint): bigint {
  let [low, high] = [of % order, order];
  let [a, b] = [1n, 0n];
  while (low > 0n) {
    const quotient = high / low;
    [low, high] = [high - quotient * low, low];
    [a, b] = [b - quotient * a, a];
  }
  return ((b % order) + order) % order;
}

function numberOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function bytesOf(number: bigint, bytes: number): Buffer {
  return Buffer.from(number.toString(16).padStart(2 * bytes, '0'), 'hex');
}
