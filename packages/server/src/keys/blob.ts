/**
 * The layouts of Coffer's ciphertexts. Each describes itself by its first four bytes:
 *
 * ```
 * C0 FF   magic
 * 01      version of the layout
 * tt      type, see LAYOUTS
 * ```
 *
 * then ids (plain, authenticated), a salt if the key is long-lived, and the sealed part: nonce ‖ ciphertext ‖ tag.
 * docs/key-hierarchy.md draws every one. INVARIANT: what was sealed once opens for ever; a change of layout is a new
 * version or a new type beside the old one.
 */
import { AEAD_OVERHEAD_BYTES } from './aead.ts';
import { UnreadableBlob } from './unreadable-blob.ts';

export const HEADER_BYTES = 4;
export const SALT_BYTES = 16;

export interface Layout {
  readonly code: number;
  /** How many bytes of ids lie between header and salt. */
  readonly idBytes: number;
  readonly saltBytes: number;
  readonly maxPlaintextBytes: number;
}

export const LAYOUTS = {
  /** A row that is not a secret's value: access keys, TLS keys, token keys. */
  'internal-sealed': { code: 2, idBytes: 0, saltBytes: SALT_BYTES, maxPlaintextBytes: 262_144 },
  /** What KMS gives to clients: key id (UUID, 16 bytes) and version of the backing key (4 bytes) lie open. */
  'kms-ciphertext': { code: 3, idBytes: 20, saltBytes: SALT_BYTES, maxPlaintextBytes: 4_096 },
  /** A secret's value under its own data key. The bound is 65,536 characters of four bytes each. */
  'secret-value': { code: 4, idBytes: 0, saltBytes: 0, maxPlaintextBytes: 262_144 },
  /** Key material under a root key that is in this process. */
  'local-root': { code: 5, idBytes: 0, saltBytes: SALT_BYTES, maxPlaintextBytes: 8_192 },
  /** The material of a KMS key under the internal key. */
  'key-material': { code: 6, idBytes: 0, saltBytes: SALT_BYTES, maxPlaintextBytes: 8_192 },
} as const satisfies Record<string, Layout>;

export type SealedType = keyof typeof LAYOUTS;

/** Type code of what a root key provider wrapped; its body is the provider's own, see root-wrapped.ts. */
export const ROOT_WRAPPED_CODE = 1;

/** The first four bytes of a blob. */
export function blobHeader(code: number): Buffer {
  return Buffer.from([...MAGIC, VERSION, code]);
}

/** Throws `UnreadableBlob` unless the blob begins with the header of this type. */
export function checkBlobHeader(code: number, blob: Uint8Array): void {
  if (blob.length < HEADER_BYTES || blob[0] !== MAGIC[0] || blob[1] !== MAGIC[1]) throw new UnreadableBlob('no-blob');
  if (blob[2] !== VERSION) throw new UnreadableBlob('version');
  if (blob[3] !== code) throw new UnreadableBlob('type');
}

/** The parts of a blob, as views of it. */
export interface BlobParts {
  /** Everything before the sealed part: header, ids, salt. Authenticated with it. */
  readonly prefix: Uint8Array;
  readonly ids: Uint8Array;
  readonly salt: Uint8Array;
  /** nonce ‖ ciphertext ‖ tag */
  readonly sealed: Uint8Array;
}

/** Takes a blob apart. Throws `UnreadableBlob` for another version or type, or a length that the type cannot have. */
export function readBlob(type: SealedType, blob: Uint8Array): BlobParts {
  const layout = LAYOUTS[type];
  checkBlobHeader(layout.code, blob);
  const saltAt = HEADER_BYTES + layout.idBytes;
  const sealedAt = saltAt + layout.saltBytes;
  const plaintextBytes = blob.length - sealedAt - AEAD_OVERHEAD_BYTES;
  if (plaintextBytes < 0 || plaintextBytes > layout.maxPlaintextBytes) throw new UnreadableBlob('length');
  return {
    prefix: blob.subarray(0, sealedAt),
    ids: blob.subarray(HEADER_BYTES, saltAt),
    salt: blob.subarray(saltAt, sealedAt),
    sealed: blob.subarray(sealedAt),
  };
}

/** Refuses to seal what could not be opened again. A caller that did not check its input first is a bug. */
export function checkPlaintextLength(type: SealedType, bytes: number): void {
  const max = LAYOUTS[type].maxPlaintextBytes;
  if (bytes > max) throw new RangeError(`a ${type} holds at most ${max} bytes, not ${bytes}`);
}

const MAGIC = [0xc0, 0xff] as const;
const VERSION = 1;
