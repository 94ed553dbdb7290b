/** Makes values of a shape's types out of JSON or shorthand: what the encoder takes. Bounds are the server's to check. */
import type { MapShape, Shape, StructShape } from '@coffer/wire';
import { Redacted, decodeBase64 } from '@coffer/wire';
import { wrongUsage } from '../failure.ts';
import { suggestion } from '../suggest.ts';

/** How blobs are written inline: AWS CLI 2 expects base64 unless told otherwise. */
export type BinaryFormat = 'base64' | 'raw-in-base64-out';

/** `path` names the value in messages. Messages never repeat it: it may be a secret. Throws a `Failure`. */
export function coerce(shape: Shape, value: unknown, path: string, binary: BinaryFormat): unknown {
  switch (shape.kind) {
    case 'string': {
      if (typeof value !== 'string') throw wrongUsage(`\`${path}\` must be a text`);
      return shape.sensitive ? new Redacted(value) : value;
    }
    case 'blob': {
      const bytes = readBytes(value, path, binary);
      return shape.sensitive ? new Redacted(bytes) : bytes;
    }
    case 'integer':
    case 'long':
      return readNumber(value, path, Number.isSafeInteger);
    case 'double':
      return readNumber(value, path, Number.isFinite);
    case 'boolean':
      return readBoolean(value, path);
    case 'timestamp':
      return readTimestamp(value, path);
    case 'list': {
      // In shorthand one value may stand for a list of one.
      const entries = Array.isArray(value) ? value : typeof value === 'string' ? [value] : undefined;
      if (entries === undefined) throw wrongUsage(`\`${path}\` must be a list`);
      return entries.map((entry: unknown, i) => coerce(shape.of, entry, `${path}[${i}]`, binary));
    }
    case 'map':
      return coerceMap(shape, value, path, binary);
    case 'struct':
      return coerceStruct(shape, value, path, binary);
  }
}

function coerceMap(shape: MapShape, value: unknown, path: string, binary: BinaryFormat): unknown {
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of entriesOf(value, path)) result[key] = coerce(shape.value, entry, `${path}.${key}`, binary);
  return result;
}

function coerceStruct(shape: StructShape, value: unknown, path: string, binary: BinaryFormat): object {
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of entriesOf(value, path)) {
    const member = Object.hasOwn(shape.members, key) ? shape.members[key] : undefined;
    if (member === undefined) {
      const names = Object.keys(shape.members);
      throw wrongUsage(
        `\`${path}\` knows no \`${key}\`${suggestion(key, names)}; it knows ${names.map(each => `\`${each}\``).join(', ')}`,
      );
    }
    if (entry !== null) result[key] = coerce(member, entry, `${path}.${key}`, binary);
  }
  return result;
}

function entriesOf(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongUsage(`\`${path}\` must be a structure`);
  return Object.entries(value);
}

function readBytes(value: unknown, path: string, binary: BinaryFormat): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string') throw wrongUsage(`\`${path}\` must be base64`);
  if (binary === 'raw-in-base64-out') return Buffer.from(value);
  const bytes = decodeBase64(value.trim());
  if (bytes === undefined) {
    throw wrongUsage(
      `invalid base64 in \`${path}\`; use \`fileb://PATH\` or \`--cli-binary-format raw-in-base64-out\` for raw bytes`,
    );
  }
  return bytes;
}

function readNumber(value: unknown, path: string, isGood: (value: number) => boolean): number {
  const isText = typeof value === 'string' && value.trim() !== '' && value.length < 32;
  const number = typeof value === 'number' ? value : isText ? Number(value) : Number.NaN;
  if (!isGood(number)) throw wrongUsage(`\`${path}\` must be a number`);
  return number;
}

function readBoolean(value: unknown, path: string): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw wrongUsage(`\`${path}\` must be \`true\` or \`false\``);
}

/** Seconds since 1970, or a date that JavaScript reads: ISO 8601. A date without a time zone is UTC, as in AWS's tools. */
function readTimestamp(value: unknown, path: string): number {
  if (typeof value === 'number') return Math.round(value * 1000);
  const text = typeof value === 'string' && value.length < 64 ? value : '';
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);
  const ms = /^\d+(?:\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : Date.parse(text.includes(':') && !hasZone ? `${text}Z` : text);
  if (!Number.isFinite(ms)) throw wrongUsage(`\`${path}\` must be a time: ISO 8601 or seconds since 1970`);
  return Math.round(ms);
}
