/** How a root key is written down: the line of a root key file, or bare base64 or hex as other tools print it. */
import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { KEY_BYTES } from './aead.ts';
import { fingerprint } from './derive.ts';
import { RootKeyRefused } from './root-key.ts';

/** No text of a root key is longer, comments included. In bytes. */
export const MAX_ROOT_KEY_TEXT_BYTES = 4_096;

/**
 * The text of a root key file: one line `coffer-root-key-v1 BASE64 FINGERPRINT`, then comments. The fingerprint lets
 * people tell files apart without a tool, and Coffer tell a damaged file from a wrong one.
 */
export function formatRootKeyFile(key: KeyObject): string {
  const material = key.export();
  try {
    return `${FORMAT} ${material.toString('base64')} ${fingerprint(key)}\n${COMMENT}`;
  } finally {
    material.fill(0);
  }
}

/** Reads the text of a root key file. `where` names it in the refusal. Throws `RootKeyRefused`. */
export function parseRootKeyFile(text: string, where: string): KeyObject {
  const lines = text.split('\n').map(line => line.trim());
  const [line, ...rest] = lines.filter(each => each !== '' && !each.startsWith('#'));
  const [format, base64, name, ...more] = line?.split(' ') ?? [];
  if (format !== FORMAT) {
    const known = `\`${FORMAT}\``;
    throw new RootKeyRefused('malformed', `${where} is no root key file: its first line does not begin with ${known}`);
  }
  const material = decode(base64 ?? '', 'base64');
  if (material === undefined || rest.length > 0 || more.length > 0) {
    throw new RootKeyRefused('malformed', `${where} is damaged: \`${FORMAT}\` is not followed by one key of 32 bytes`);
  }
  const key = toKey(material, where);
  if (name !== undefined && name !== fingerprint(key)) {
    throw new RootKeyRefused('malformed', `${where} is damaged: its key does not match its fingerprint`);
  }
  return key;
}

/** Reads a root key that people gave: a root key file's text, 64 hex digits, or base64. Throws `RootKeyRefused`. */
export function parseGivenRootKey(text: string, where: string): KeyObject {
  const trimmed = text.length > MAX_ROOT_KEY_TEXT_BYTES ? '' : text.trim();
  if (trimmed.includes(FORMAT)) return parseRootKeyFile(trimmed, where);
  const material = decode(trimmed, 'hex') ?? decode(trimmed, 'base64');
  if (material === undefined) {
    const advice = 'make one with `openssl rand -base64 32`';
    throw new RootKeyRefused('malformed', `${where} is not 32 bytes in base64 or hex: ${advice}`);
  }
  return toKey(material, where);
}

const FORMAT = 'coffer-root-key-v1';

const COMMENT = `# The root key of Coffer. Its database and every backup of it are nothing without this file, and whoever holds both
# reads every secret. Keep a copy in a safe place, apart from the backups.
`;

/** 32 bytes, or undefined if the text is not exactly their encoding. */
function decode(text: string, encoding: 'hex' | 'base64'): Buffer | undefined {
  if (text.length !== ENCODED_LENGTHS[encoding]) return undefined;
  const bytes = Buffer.from(text, encoding);
  // Node.js skips what is not of the alphabet; a key must be read whole or not at all.
  const same = bytes.toString(encoding) === (encoding === 'hex' ? text.toLowerCase() : text);
  return same && bytes.length === KEY_BYTES ? bytes : undefined;
}

const ENCODED_LENGTHS = { hex: 64, base64: 44 } as const;

/** Takes over the material and zeroes it. */
function toKey(material: Buffer, where: string): KeyObject {
  try {
    const weakness = weaknessOf(material);
    if (weakness !== undefined) {
      const advice = 'a root key is 32 random bytes, for example from `openssl rand -base64 32`';
      throw new RootKeyRefused('unsafe', `${where} ${weakness}: ${advice}`);
    }
    return createSecretKey(material);
  } finally {
    material.fill(0);
  }
}

// Each of these happens to random bytes less than once in 10^13 keys, and to made-up ones all the time.
function weaknessOf(material: Uint8Array): string | undefined {
  if (new Set(material).size <= 8) return 'repeats a few bytes';
  const steps = new Set(material.slice(1).map((byte, i) => byte - (material[i] ?? 0)));
  if (steps.size === 1) return 'counts up or down';
  if (material.every(byte => byte >= 0x20 && byte < 0x7f)) return 'is readable text';
  return undefined;
}
