import type { Shape, StructShape } from '@coffer/wire';
import { cloudTrailDate, isDate } from './dates.ts';
import type { Json, JsonObject } from './fact.ts';

/** AWS: CloudTrail leaves out what of a record is larger than 100 KB, each of these members by itself. */
const MAX_BYTES = 100 * 1024;

/**
 * What a record shows of a message: `requestParameters` of an input, `responseElements` of an output. Members have
 * lower camel case, times are texts as AWS writes them; what the shape marks as sensitive is not there, nor are blobs,
 * nor any value that is not of its shape's type. Null when nothing is left. Whatever is larger than AWS records is
 * replaced by a note that says so.
 */
export function recordParameters(
  shape: StructShape,
  value: object,
  member: 'requestParameters' | 'responseElements' = 'requestParameters',
): JsonObject | null {
  const shown = viewOf(shape)?.(value);
  if (shown === undefined || !isObject(shown)) return null;
  let isEmpty = true;
  for (const _ in shown) {
    isEmpty = false;
    break;
  }
  if (isEmpty) return null;
  const size = sizeOf(shown);
  return size > MAX_BYTES ? { omitted: true, originalSize: size, reason: `${member} too large` } : shown;
}

/** Shows a value, or undefined when it is not of the shape's type. */
type View = (value: unknown) => Json | undefined;

/** One view a shape. Shapes are constants of the contracts; null: the shape never shows anything. */
const views = new WeakMap<Shape, View | null>();

function viewOf(shape: Shape): View | undefined {
  const known = views.get(shape);
  if (known !== undefined) return known ?? undefined;
  const view = compile(shape);
  views.set(shape, view ?? null);
  return view;
}

function compile(shape: Shape): View | undefined {
  switch (shape.kind) {
    case 'string':
      return shape.sensitive ? undefined : value => (typeof value === 'string' ? value : undefined);
    case 'integer':
    case 'long':
    case 'double':
      return value => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
    case 'boolean':
      return value => (typeof value === 'boolean' ? value : undefined);
    case 'timestamp':
      return value => (typeof value === 'number' && isDate(value) ? cloudTrailDate(value) : undefined);
    case 'blob':
      // KMS, the service with blobs that are no secrets, shows none of them.
      return undefined;
    case 'list':
      return shape.sensitive ? undefined : compileList(viewOf(shape.of));
    case 'map':
      return shape.key.sensitive ? undefined : compileMap(viewOf(shape.value));
    case 'struct':
      return compileStruct(shape);
    default:
      return shape satisfies never;
  }
}

function compileList(item: View | undefined): View | undefined {
  if (item === undefined) return undefined;
  return value => {
    if (!Array.isArray(value)) return undefined;
    const shown: Json[] = [];
    for (const one of value) {
      const view = item(one);
      if (view !== undefined) shown.push(view);
    }
    return shown;
  };
}

function compileMap(entry: View | undefined): View | undefined {
  if (entry === undefined) return undefined;
  return value => {
    if (!isObject(value)) return undefined;
    const shown: Record<string, Json> = {};
    for (const key of Object.keys(value)) {
      const view = entry(value[key]);
      if (view === undefined) continue;
      // Assigned, this key would be the prototype.
      if (key === '__proto__') Object.defineProperty(shown, key, { value: view, enumerable: true });
      else shown[key] = view;
    }
    return shown;
  };
}

function compileStruct(shape: StructShape): View | undefined {
  const members: (readonly [name: string, shown: string, view: View])[] = [];
  for (const [name, member] of Object.entries(shape.members)) {
    const view = viewOf(member);
    if (view !== undefined) members.push([name, lowerCamel(name), view]);
  }
  if (members.length === 0) return undefined;
  return value => {
    if (!isObject(value)) return undefined;
    const shown: Record<string, Json> = {};
    for (const [name, key, view] of members) {
      const one = value[name];
      if (one === undefined) continue;
      const json = view(one);
      if (json !== undefined) shown[key] = json;
    }
    return shown;
  };
}

/** `SecretId` is `secretId`, `ARN` is `arn`. Members are the contract's, never a client's. */
function lowerCamel(name: string): string {
  if (name === name.toUpperCase()) return name.toLowerCase();
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

/** About the size as JSON: exact for ASCII texts that need no escapes, else somewhat small. */
function sizeOf(value: Json): number {
  if (typeof value === 'string') return value.length + 2;
  if (value === null || typeof value !== 'object') return 4;
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value) size += sizeOf(item) + 1;
    return size;
  }
  if (isObject(value)) for (const key of Object.keys(value)) size += key.length + 4 + sizeOf(value[key] ?? null);
  return size;
}

function isObject<T>(value: T): value is T & Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
