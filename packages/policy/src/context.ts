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
