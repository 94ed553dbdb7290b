/**
 * Values to JSON 1.1 bodies, byte for byte as AWS Secrets Manager writes them (recorded): keys in alphabetical order, no
 * blanks, absent members left out, timestamps as doubles of Java.
 */
import { encodeBase64 } from '../base64.ts';
import { Redacted } from '../redacted.ts';
import type { ListShape, MapShape, Shape, StructShape } from '../shape.ts';
import { javaDouble } from './java-double.ts';

/**
 * Writes a body. `value` is the struct that `Infer<typeof shape>` describes: handlers are typed by their contract, and
 * the pipeline that calls this knows no single operation. Members that the shape does not declare are not written.
 * Redacted values are unwrapped where the shape says `sensitive`, and nowhere else. A value of a wrong type is a bug of
 * the caller and throws TypeError or RangeError.
 */
export function encodeJson(shape: StructShape, value: object): string {
  return encoderOf(shape)(value);
}

type Encoder = (value: unknown) => string;

/** Encoders are made once a shape; shapes are constants of contracts, so this grows no further than they do. */
const encoders = new WeakMap<Shape, Encoder>();

function encoderOf(shape: Shape): Encoder {
  const known = encoders.get(shape);
  if (known !== undefined) return known;
  const made = makeEncoder(shape);
  encoders.set(shape, made);
  return made;
}

function makeEncoder(shape: Shape): Encoder {
  switch (shape.kind) {
    case 'string':
      return shape.sensitive === true ? value => encodeString(unwrap(value)) : encodeString;
    case 'blob':
      return shape.sensitive === true ? value => encodeBlob(unwrap(value)) : encodeBlob;
    case 'integer':
    case 'long':
      return encodeInteger;
    case 'double':
      return value => javaDouble(number(value));
    case 'boolean':
      return encodeBoolean;
    case 'timestamp':
      return value => javaDouble(number(value) / 1000);
    case 'list':
      return listEncoder(shape);
    case 'map':
      return mapEncoder(shape);
    case 'struct':
      return structEncoder(shape);
  }
}

function unwrap(value: unknown): unknown {
  return value instanceof Redacted ? value.unwrap() : value;
}

function encodeString(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('expected a string');
  return JSON.stringify(value);
}

function encodeBlob(value: unknown): string {
  if (!(value instanceof Uint8Array)) throw new TypeError('expected bytes');
  return `"${encodeBase64(value)}"`;
}

function encodeInteger(value: unknown): string {
  if (!Number.isSafeInteger(value)) throw new TypeError('expected a whole number');
  return String(value);
}

function encodeBoolean(value: unknown): string {
  if (typeof value !== 'boolean') throw new TypeError('expected a boolean');
  return value ? 'true' : 'false';
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('expected a number');
  return value;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError('expected an object');
  // `as`: any object may be read by name; what is read is checked again.
  return value as Readonly<Record<string, unknown>>;
}

function listEncoder(shape: ListShape): Encoder {
  const encode = encoderOf(shape.of);
  return value => {
    if (!Array.isArray(value)) throw new TypeError('expected a list');
    let text = '[';
    for (let at = 0; at < value.length; at += 1) text += at === 0 ? encode(value[at]) : `,${encode(value[at])}`;
    return `${text}]`;
  };
}

function mapEncoder(shape: MapShape): Encoder {
  const encode = encoderOf(shape.value);
  return value => {
    const entries = record(value);
    let text = '{';
    for (const key of Object.keys(entries).toSorted()) {
      text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${encode(entries[key])}`;
    }
    return `${text}}`;
  };
}

function structEncoder(shape: StructShape): Encoder {
  const members = Object.entries(shape.members)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => ({ name, key: `${JSON.stringify(member.wire ?? name)}:`, encode: encoderOf(member) }));
  return value => {
    const struct = record(value);
    let text = '{';
    for (const { name, key, encode } of members) {
      const entry = struct[name];
      if (entry === undefined || entry === null) continue;
      text += text === '{' ? key : `,${key}`;
      text += encode(entry);
    }
    return `${text}}`;
  };
}
