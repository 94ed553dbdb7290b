/**
 * Parameters of the Query protocol to values: `A.B` are members of structs, `Name.member.N` entries of lists,
 * `Name.entry.N.key` and `.value` entries of maps, `Name=` an empty list.
 */
import { decodeBase64 } from '../base64.ts';
import { serialization } from '../errors.ts';
import { fitInteger } from '../integers.ts';
import { Redacted } from '../redacted.ts';
import type { Decoded, ListShape, MapShape, NumberShape, Shape, StructShape } from '../shape.ts';
import type { FormPair } from './form.ts';
import { parseIsoTime } from './iso-time.ts';

/** No shape nests deeper; a name of ten thousand points makes no tree of ten thousand nodes. */
const MAX_DEPTH = 32;

/**
 * Reads an operation's parameters. Parameters that the shape does not know are ignored (`Action`, `Version`, a
 * signature); the last of several with one name counts. Entries of lists come in the order of their numbers, whatever
 * numbers these are. Throws MalformedInput (SerializationException in JSON's words) for what is of a wrong type or
 * ambiguous, and nothing else.
 */
export function decodeQuery<S extends StructShape>(shape: S, pairs: readonly FormPair[]): Decoded<S> {
  const root: Branch = { value: undefined, children: new Map() };
  for (const [name, value] of pairs) plant(root, name, value);
  // `as`: the value was read by the very shape that the type is made from.
  return readStruct(shape, root) as Decoded<S>;
}

/** Parameters as a tree of their names' parts. */
interface Branch {
  value: string | undefined;
  children: Map<string, Branch> | undefined;
}

function plant(root: Branch, name: string, value: string): void {
  const parts = name.split('.', MAX_DEPTH + 1);
  if (parts.length > MAX_DEPTH) throw serialization('Parameter names nest too deep');
  let branch = root;
  for (const part of parts) {
    branch.children ??= new Map();
    let child = branch.children.get(part);
    if (child === undefined) {
      child = { value: undefined, children: undefined };
      branch.children.set(part, child);
    }
    branch = child;
  }
  branch.value = value;
}

function read(shape: Shape, branch: Branch): unknown {
  switch (shape.kind) {
    case 'list':
      return readList(shape, branch);
    case 'map':
      return readMap(shape, branch);
    case 'struct':
      return readStruct(shape, branch);
    case 'string':
    case 'blob': {
      const value = shape.kind === 'string' ? scalar(branch) : readBlob(scalar(branch));
      return shape.sensitive === true ? new Redacted(value) : value;
    }
    case 'boolean':
      return readBoolean(scalar(branch));
    case 'timestamp':
      return parseIsoTime(scalar(branch)) ?? mismatch('milliseconds since epoch');
    case 'integer':
    case 'long':
    case 'double':
      return readNumber(shape, scalar(branch));
  }
}

function scalar(branch: Branch): string {
  if (branch.value === undefined || branch.children !== undefined) {
    throw serialization('Start of structure or map found where not expected.');
  }
  return branch.value;
}

function readBlob(text: string): Uint8Array {
  return decodeBase64(text) ?? mismatch('a Blob');
}

function readBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') return mismatch('a Boolean');
  return text === 'true';
}

/** No number that anybody writes is longer. */
const MAX_NUMBER_LENGTH = 64;
const integerText = /^-?\d+$/;
const doubleText = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function readNumber({ kind }: NumberShape, text: string): number {
  if (text.length > MAX_NUMBER_LENGTH) return mismatch(numberNames[kind]);
  if (kind === 'double') {
    const value = doubleText.test(text) ? Number(text) : Number.NaN;
    return Number.isFinite(value) ? value : mismatch(numberNames[kind]);
  }
  return integerText.test(text) ? fitInteger(kind, Number(text)) : mismatch(numberNames[kind]);
}

const numberNames = { integer: 'an Integer', long: 'a Long', double: 'a Double' } as const;

/** Names the type that was wanted, never the value: it may be a secret. */
function mismatch(wanted: string): never {
  throw serialization(`STRING_VALUE can not be converted to ${wanted}`);
}

function readStruct(shape: StructShape, branch: Branch): object {
  const children = childrenOf(branch, 'Unexpected complex element termination');
  const decoded: Record<string, unknown> = {};
  for (const name of Object.keys(shape.members)) {
    const member = shape.members[name];
    const child = member === undefined ? undefined : children.get(member.wire ?? name);
    if (member !== undefined && child !== undefined) decoded[name] = read(member, child);
  }
  return decoded;
}

function readList(shape: ListShape, branch: Branch): unknown[] {
  return numbered(branch, 'member', 'Unexpected list element termination').map(entry => read(shape.of, entry));
}

function readMap(shape: MapShape, branch: Branch): object {
  const decoded: Record<string, unknown> = Object.create(null);
  for (const entry of numbered(branch, 'entry', 'Unexpected map element termination')) {
    const key = entry.children?.get('key');
    const value = entry.children?.get('value');
    if (key === undefined || value === undefined) throw serialization('Unexpected map element termination');
    decoded[scalar(key)] = read(shape.value, value);
  }
  return decoded;
}

/** Nine digits: more entries than a request has bytes. */
const entryNumber = /^[1-9]\d{0,8}$/;

/** The entries under `Name.member` or `Name.entry`, by number. No number makes room for the ones before it. */
function numbered(branch: Branch, marker: string, termination: string): Branch[] {
  const children = childrenOf(branch, termination);
  if (children.size === 0) return [];
  const entries = children.get(marker);
  if (children.size > 1 || entries?.children === undefined || entries.value !== undefined) {
    throw serialization('Start of structure or map found where not expected.');
  }
  const found: [number: number, entry: Branch][] = [];
  for (const [part, entry] of entries.children) {
    if (!entryNumber.test(part)) throw serialization('Start of structure or map found where not expected.');
    found.push([Number(part), entry]);
  }
  return found.toSorted(([a], [b]) => a - b).map(([, entry]) => entry);
}

const none: ReadonlyMap<string, Branch> = new Map();

/** What is below a list, map or struct. `Name=` alone is an empty one; a value of its own is an error. */
function childrenOf(branch: Branch, termination: string): ReadonlyMap<string, Branch> {
  if (branch.children === undefined ? branch.value !== '' : branch.value !== undefined) {
    throw serialization(termination);
  }
  return branch.children ?? none;
}
