/**
 * JSON values for the inside of a batch, where the same texts and the same keys come again and again: every text and
 * every list of keys stands once in a table, and a value refers to it by its place.
 *
 * ```
 * text     its place in `strings`          array   [-1, value, ...]
 * object   [place in `keys`, value, ...]   number  [-2, number]
 * true, false and null stand for themselves
 * ```
 */
import type { Json, JsonObject } from './fact.ts';

/** A value that refers to the tables; see above. */
export type Packed = number | boolean | null | readonly Packed[];

/** The tables while a batch is written. */
export interface PackTables {
  readonly strings: string[];
  readonly keys: (readonly string[])[];
  readonly stringPlaces: Map<string, number>;
  /** By the keys as JSON text: a key may hold any character that a separator could be. A lone key follows a dot. */
  readonly keyPlaces: Map<string, number>;
  /** UTF-16 units in the tables. */
  size: number;
}

/** The tables as they are read back. */
export type UnpackTables = Pick<PackTables, 'strings' | 'keys'>;

/** Empty tables. */
export function newTables(): PackTables {
  return { strings: [], keys: [], stringPlaces: new Map(), keyPlaces: new Map(), size: 0 };
}

/** Packs a value; the tables grow by what is new to them. */
export function pack(tables: PackTables, value: Json): Packed {
  if (typeof value === 'string') return packString(tables, value);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return [NUMBER, value];
  if (isArray(value)) {
    const packed: Packed[] = [ARRAY];
    for (const item of value) packed.push(pack(tables, item));
    return packed;
  }
  return packObject(tables, value);
}

/** `pack` for what is known to be an object. */
export function packObject(tables: PackTables, value: JsonObject): Packed {
  const keys = Object.keys(value);
  const packed: Packed[] = [packKeys(tables, keys)];
  // Only keys of the object itself, so nothing is undefined.
  for (const key of keys) packed.push(pack(tables, value[key] ?? null));
  return packed;
}

/** The place of a text. */
export function packString(tables: PackTables, value: string): number {
  const known = tables.stringPlaces.get(value);
  if (known !== undefined) return known;
  const place = tables.strings.length;
  tables.strings.push(value);
  tables.stringPlaces.set(value, place);
  tables.size += value.length;
  return place;
}

/** Throws when the value does not fit the tables: the batch is damaged. */
export function unpack(tables: UnpackTables, packed: Packed): Json {
  if (typeof packed === 'number') return unpackString(tables, packed);
  if (packed === null || typeof packed === 'boolean') return packed;
  const [kind, ...rest] = packed;
  if (kind === NUMBER && typeof rest[0] === 'number') return rest[0];
  if (kind === ARRAY) return rest.map(item => unpack(tables, item));
  const keys = typeof kind === 'number' ? tables.keys[kind] : undefined;
  if (keys?.length !== rest.length) throw damaged();
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries(keys.map((key, i) => [key, unpack(tables, rest[i] ?? null)]));
}

/** Throws when there is no such text. */
export function unpackString(tables: Pick<UnpackTables, 'strings'>, place: number): string {
  const value = tables.strings[place];
  if (value === undefined) throw damaged();
  return value;
}

/** What a reader throws when a place leads nowhere. */
export function damaged(): Error {
  return new Error('a batch of audit records is damaged');
}

const ARRAY = -1;
const NUMBER = -2;

function packKeys(tables: PackTables, keys: readonly string[]): number {
  const [first] = keys;
  // JSON text begins with a bracket, so a lone key behind a dot is nobody else's.
  const text = keys.length === 1 && first !== undefined ? `.${first}` : JSON.stringify(keys);
  const known = tables.keyPlaces.get(text);
  if (known !== undefined) return known;
  const place = tables.keys.length;
  tables.keys.push(keys);
  tables.keyPlaces.set(text, place);
  tables.size += text.length;
  return place;
}

/** `Array.isArray` does not narrow readonly arrays. */
function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
