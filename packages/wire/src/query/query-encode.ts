/** Values to parameters of the Query protocol: what a client sends. */
import type { Shape, StructShape } from '../shape.ts';
import { encodeForm, type FormPair } from './form.ts';
import { scalarText } from './scalar-text.ts';

/**
 * Writes a request's body. `value` is the struct that `Infer<typeof shape>` describes; Redacted values are unwrapped
 * where the shape says `sensitive`. Empty lists, maps and structs are written `Name=`, so that they arrive.
 * A value of a wrong type throws TypeError.
 */
export function encodeQuery(action: string, version: string, shape: StructShape, value: object): string {
  const pairs: FormPair[] = [
    ['Action', action],
    ['Version', version],
  ];
  writeMembers(shape, value, '', pairs);
  return encodeForm(pairs);
}

function writeMembers(shape: StructShape, value: object, prefix: string, pairs: FormPair[]): void {
  const entries = new Map<string, unknown>(Object.entries(value));
  for (const [name, member] of Object.entries(shape.members)) {
    const entry = entries.get(name);
    if (entry !== undefined && entry !== null) write(member, entry, `${prefix}${member.wire ?? name}`, pairs);
  }
}

function write(shape: Shape, value: unknown, name: string, pairs: FormPair[]): void {
  switch (shape.kind) {
    case 'struct':
      return writeStruct(shape, object(value), name, pairs);
    case 'list': {
      if (!Array.isArray(value)) throw new TypeError(`${name}: expected a list`);
      if (value.length === 0) pairs.push([name, '']);
      value.forEach((entry, at) => write(shape.of, entry, `${name}.member.${at + 1}`, pairs));
      return;
    }
    case 'map': {
      const entries = Object.entries(object(value));
      if (entries.length === 0) pairs.push([name, '']);
      entries.forEach(([key, entry], at) => {
        pairs.push([`${name}.entry.${at + 1}.key`, key]);
        write(shape.value, entry, `${name}.entry.${at + 1}.value`, pairs);
      });
      return;
    }
    default:
      pairs.push([name, scalarText(shape, value)]);
  }
}

function writeStruct(shape: StructShape, value: object, name: string, pairs: FormPair[]): void {
  const before = pairs.length;
  writeMembers(shape, value, `${name}.`, pairs);
  if (pairs.length === before) pairs.push([name, '']);
}

function object(value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new TypeError('expected an object');
  return value;
}
