/**
 * JSON 1.1 bodies to values: of the right types, nothing more. Bounds are checked later, after authorization.
 *
 * Texts of the errors: recorded from AWS Secrets Manager where an object stands for a scalar, from services on the same
 * framework (Athena and SES in 2026, Kinesis) for the rest.
 */
import { decodeBase64 } from '../base64.ts';
import { serialization } from '../errors.ts';
import { fitInteger } from '../integers.ts';
import { Redacted } from '../redacted.ts';
import type {
  BlobShape,
  Decoded,
  ListShape,
  MapShape,
  NumberShape,
  Shape,
  StringShape,
  StructShape,
} from '../shape.ts';

/**
 * Reads a body. Absent members, members that are null and members that the shape does not know are left out; so are
 * null entries of lists and maps. The last of several members with one name counts. An empty body is an empty struct.
 * Structs come as plain objects with declared members only, maps without a prototype.
 *
 * Throws SerializationException for what is not JSON or of a wrong type, and nothing else.
 */
export function decodeJson<S extends StructShape>(shape: S, text: string): Decoded<S> {
  const value: unknown = text === '' ? {} : parse(text);
  // `as`: the decoder was made from the very shape that the type is made from; TypeScript cannot follow closures.
  return decoderOf(shape)(value ?? {}) as Decoded<S>;
}

/** What JSON.parse may say quotes the body, secrets included, so nothing of it is passed on. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw serialization();
  }
}

/** Makes a value, which is not null, out of what JSON.parse gave; throws SerializationException. */
type Decoder = (value: unknown) => unknown;

/** Decoders are made once a shape; shapes are constants of contracts, so this grows no further than they do. */
const decoders = new WeakMap<Shape, Decoder>();

function decoderOf(shape: Shape): Decoder {
  const known = decoders.get(shape);
  if (known !== undefined) return known;
  const made = makeDecoder(shape);
  decoders.set(shape, made);
  return made;
}

function makeDecoder(shape: Shape): Decoder {
  switch (shape.kind) {
    case 'string':
      return stringDecoder(shape);
    case 'blob':
      return blobDecoder(shape);
    case 'integer':
    case 'long':
    case 'double':
      return numberDecoder(shape);
    case 'boolean':
      return decodeBoolean;
    case 'timestamp':
      return decodeTimestamp;
    case 'list':
      return listDecoder(shape);
    case 'map':
      return mapDecoder(shape);
    case 'struct':
      return structDecoder(shape);
  }
}

function stringDecoder(shape: StringShape): Decoder {
  return shape.sensitive === true ? value => new Redacted(decodeString(value)) : decodeString;
}

/** A lone surrogate has no UTF-8, so a string with one could be neither stored nor answered as it came. */
function decodeString(value: unknown): string {
  if (typeof value !== 'string' || !value.isWellFormed()) throw mismatch(value, 'a String');
  return value;
}

function blobDecoder(shape: BlobShape): Decoder {
  return shape.sensitive === true ? value => new Redacted(decodeBlob(value)) : decodeBlob;
}

function decodeBlob(value: unknown): Uint8Array {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  if (bytes === undefined) throw mismatch(value, 'a Blob');
  return bytes;
}

const numberNames = { integer: 'an Integer', long: 'a Long', double: 'a Double' } as const;

function numberDecoder({ kind }: NumberShape): Decoder {
  return value => {
    if (typeof value !== 'number') throw mismatch(value, numberNames[kind]);
    if (kind !== 'double') return fitInteger(kind, value);
    // JSON.parse makes Infinity of 1e999, which could not be answered again.
    if (!Number.isFinite(value)) throw mismatch(value, numberNames[kind]);
    return value;
  };
}

/** A string is refused, also "false", which AWS is known to take for true. */
function decodeBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw mismatch(value, 'a Boolean');
  return value;
}

/** The furthest instant from 1970 that `Date` knows, in milliseconds. */
const MAX_INSTANT = 8.64e15;

/** Seconds since 1970, with a fraction; kept as whole milliseconds. */
function decodeTimestamp(value: unknown): number {
  const ms = typeof value === 'number' ? Math.round(value * 1000) : Number.NaN;
  if (!(Math.abs(ms) <= MAX_INSTANT)) throw mismatch(value, 'milliseconds since epoch');
  return ms + 0;
}

function listDecoder(shape: ListShape): Decoder {
  const decode = decoderOf(shape.of);
  return value => {
    if (!Array.isArray(value)) throw container(value, 'Expected list or null');
    const decoded: unknown[] = [];
    for (const entry of value) {
      if (entry !== null) decoded.push(decode(entry));
    }
    return decoded;
  };
}

function mapDecoder(shape: MapShape): Decoder {
  const decode = decoderOf(shape.value);
  return value => {
    if (!isObject(value)) throw container(value, 'Expected map or null');
    const decoded: Record<string, unknown> = Object.create(null);
    for (const key of Object.keys(value)) {
      const entry = value[key];
      if (entry !== null) decoded[decodeString(key)] = decode(entry);
    }
    return decoded;
  };
}

function structDecoder(shape: StructShape): Decoder {
  const members = Object.entries(shape.members).map(([name, member]) => {
    const { wire = name } = member;
    return { name, wire, decode: decoderOf(member) };
  });
  return value => {
    if (!isObject(value)) throw container(value, 'Expected null');
    const decoded: Record<string, unknown> = {};
    for (const { name, wire, decode } of members) {
      // A member that happens to be called `constructor` must not be found on Object.prototype.
      const entry = Object.hasOwn(value, wire) ? value[wire] : undefined;
      if (entry !== undefined && entry !== null) decoded[name] = decode(entry);
    }
    return decoded;
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const START_OF_LIST = 'Start of list found where not expected';
const START_OF_STRUCTURE = 'Start of structure or map found where not expected.';

/** Something stands where a scalar belongs. Names its type only: the value may be a secret. */
function mismatch(value: unknown, wanted: string): Error {
  if (typeof value === 'object') return serialization(Array.isArray(value) ? START_OF_LIST : START_OF_STRUCTURE);
  const token = typeof value === 'boolean' ? (value ? 'TRUE' : 'FALSE') : (typeof value).toUpperCase();
  return serialization(`${token}_VALUE can not be converted to ${wanted}`);
}

/** Something stands where a list, a map or a struct belongs; `scalar` is what to say of a scalar. */
function container(value: unknown, scalar: string): Error {
  if (Array.isArray(value)) return serialization(START_OF_LIST);
  return serialization(typeof value === 'object' ? START_OF_STRUCTURE : scalar);
}
