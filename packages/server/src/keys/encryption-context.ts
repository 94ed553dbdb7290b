/** The bytes that stand for an encryption context in additional authenticated data. */

/** As in AWS KMS: names and values in the clear that must be the same at decryption. Order means nothing. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** Bounds memory only; AWS's own limits are the contract's. */
export const MAX_CONTEXT_BYTES = 65_536;

/** A context that has no bytes of its own: not Unicode (a surrogate without its other half), or too long. */
export class UnencodableContext extends Error {
  constructor(why: string) {
    super(`an encryption context ${why}`);
    this.name = 'UnencodableContext';
  }
}

/**
 * Count of pairs, then each pair in the order of its name's UTF-8 bytes: length of name, name, length of value, value.
 * Lengths are 4 bytes, big-endian. Two contexts have the same bytes only if they are the same context.
 * Throws `UnencodableContext`.
 */
export function encryptionContextBytes(context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).map(([name, value]) => [utf8(name), utf8(value)] as const);
  const total = pairs.reduce((sum, [name, value]) => sum + 8 + name.length + value.length, 4);
  if (total > MAX_CONTEXT_BYTES) throw new UnencodableContext(`is longer than ${MAX_CONTEXT_BYTES} bytes`);
  pairs.sort(([a], [b]) => Buffer.compare(a, b));

  const bytes = Buffer.allocUnsafe(total);
  let at = bytes.writeUInt32BE(pairs.length, 0);
  for (const field of pairs.flat()) {
    at = bytes.writeUInt32BE(field.length, at);
    at += field.copy(bytes, at);
  }
  return bytes;
}

/** The bytes of a context that is one text, such as a row's place. Throws `UnencodableContext`. */
export function textContextBytes(context: string): Buffer {
  const bytes = utf8(context);
  if (bytes.length > MAX_CONTEXT_BYTES) throw new UnencodableContext(`is longer than ${MAX_CONTEXT_BYTES} bytes`);
  return bytes;
}

/** Throws `UnencodableContext` for a text that `textContextBytes` would refuse. */
export function checkTextContext(context: string): void {
  checkText(context);
  if (3 * context.length > MAX_CONTEXT_BYTES) textContextBytes(context);
}

function utf8(text: string): Buffer {
  checkText(text);
  return Buffer.from(text, 'utf8');
}

function checkText(text: string): void {
  // Unpaired surrogates all become U+FFFD in UTF-8: different contexts would have the same bytes.
  if (!text.isWellFormed()) throw new UnencodableContext('holds a surrogate without its other half');
  if (text.length > MAX_CONTEXT_BYTES) throw new UnencodableContext(`is longer than ${MAX_CONTEXT_BYTES} bytes`);
}
