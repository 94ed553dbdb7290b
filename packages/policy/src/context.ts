/** The condition keys of a request. */
import { formatDate } from './conditions/dates.ts';

/** A moment. `ms` counts from 1970. */
export interface Moment {
  readonly epochMs: number;
}

/** Addresses, ARNs and bytes (as base64) are text. */
export type ContextScalar = string | number | boolean | Moment;

export type ContextValue = ContextScalar | readonly ContextScalar[];

/**
 * Condition keys in lower case, because policies may write them in any case. A key that a request does not have is not
 * in the map: that is something else than an empty text, and conditions tell them apart. Whatever answers `get` will do,
 * because most decisions need no key and whoever asks need not gather them before.
 */
export type Context = Pick<ReadonlyMap<string, ContextValue>, 'get'>;

/**
 * A context from keys as AWS spells them. Undefined values are left out. Keys that differ in case only (two tags
 * `Env` and `env`) have both values, so that a Deny sees each of them.
 */
export function createContext(entries: Iterable<readonly [string, ContextValue | undefined]>): Context {
  const context = new Map<string, ContextValue>();
  // Lists that grow in place: a request may repeat one key as often as its body has room for.
  const lists = new Map<string, ContextScalar[]>();
  for (const [written, value] of entries) {
    if (value === undefined) {
      continue;
    }
    const key = written.toLowerCase();
    const before = context.get(key);
    if (before === undefined) {
      context.set(key, value);
      continue;
    }
    const list = lists.get(key) ?? [...listOf(before)];
    for (const scalar of listOf(value)) {
      list.push(scalar);
    }
    lists.set(key, list);
    context.set(key, list);
  }
  return context;
}

/** How many entries are looked through for each key. A request may have very many, and policies may ask for many. */
const FEW_ENTRIES = 48;

/**
 * The same context where few of its keys will be asked for: one is looked for when a policy first asks for it, and then
 * known. What is asked for must be in lower case.
 */
export function lazyContext(given: Iterable<readonly [string, ContextValue | undefined]>): Context {
  const entries = [...given];
  if (entries.length > FEW_ENTRIES) {
    return createContext(entries);
  }
  const known = new Map<string, ContextValue | undefined>();
  return {
    get(key) {
      const value = known.get(key);
      if (value !== undefined || known.has(key)) {
        return value;
      }
      const found = valueIn(entries, key);
      known.set(key, found);
      return found;
    },
  };
}

function valueIn(
  entries: readonly (readonly [string, ContextValue | undefined])[],
  key: string,
): ContextValue | undefined {
  let found: ContextValue | undefined;
  for (const [written, value] of entries) {
    if (value === undefined || !isSpelledLike(written, key)) {
      continue;
    }
    if (found !== undefined) {
      // Spelled in several ways: rare, and together they have all values.
      return createContext(entries).get(key);
    }
    found = value;
  }
  return found;
}

/** Whether a name is this one in lower case. Of all letters only one has a longer form in lower case. */
function isSpelledLike(written: string, key: string): boolean {
  return (written.length === key.length || written.includes('\u0130')) && written.toLowerCase() === key;
}

/** A value as text, as string operators and variables see it. */
export function contextText(value: ContextScalar): string {
  if (typeof value === 'string') {
    return value;
  }
  return typeof value === 'object' ? formatDate(value.epochMs) : String(value);
}

function listOf(value: ContextValue): readonly ContextScalar[] {
  return isList(value) ? value : [value];
}

/** `Array.isArray` does not narrow read-only arrays. */
export function isList(value: ContextValue): value is readonly ContextScalar[] {
  return Array.isArray(value);
}
