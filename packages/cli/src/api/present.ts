/** An answer as people read it: members in the contract's order, times with their zone, bytes as base64. */
import type { Shape } from '@coffer/wire';
import { Redacted, encodeBase64 } from '@coffer/wire';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * The plain JSON value that is printed. Sensitive values are unwrapped: the user asked for them, and from here they go
 * to the output and nowhere else.
 */
export function present(shape: Shape, value: unknown): Json {
  const plain: unknown = value instanceof Redacted ? value.unwrap() : value;
  switch (shape.kind) {
    case 'list':
      return Array.isArray(plain) ? plain.map(entry => present(shape.of, entry)) : [];
    case 'map':
    case 'struct': {
      const result: { [key: string]: Json } = Object.create(null);
      const entries = new Map<string, unknown>(
        typeof plain === 'object' && plain !== null ? Object.entries(plain) : [],
      );
      const names = shape.kind === 'map' ? entries.keys() : Object.keys(shape.members);
      for (const name of names) {
        const of = shape.kind === 'map' ? shape.value : shape.members[name];
        const entry = entries.get(name);
        if (of !== undefined && entry !== undefined) result[name] = present(of, entry);
      }
      return result;
    }
    case 'timestamp':
      return typeof plain === 'number' ? localIsoTime(plain) : null;
    case 'blob':
      return plain instanceof Uint8Array ? encodeBase64(plain) : null;
    default:
      return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean' ? plain : null;
  }
}

/** `2026-09-26T19:29:54.123000+00:00`: microseconds unless they are zero, and the machine's own time zone. */
export function localIsoTime(ms: number, offsetMinutes: number = -new Date(ms).getTimezoneOffset()): string {
  const local = new Date(ms + offsetMinutes * 60_000).toISOString();
  const fraction = local.slice(20, 23);
  const size = Math.abs(offsetMinutes);
  const zone = `${offsetMinutes < 0 ? '-' : '+'}${twoDigits(Math.trunc(size / 60))}:${twoDigits(Math.trunc(size % 60))}`;
  return `${local.slice(0, 19)}${fraction === '000' ? '' : `.${fraction}000`}${zone}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
