/** Reading decoded values without knowing their type. */
import { Redacted } from '../redacted.ts';
import type { Shape } from '../shape.ts';

/** Whether structs are in it, at any depth: their members have paths of their own. */
export function hasStructs(shape: Shape): boolean {
  if (shape.kind === 'list') return hasStructs(shape.of);
  return shape.kind === 'map' ? hasStructs(shape.value) : shape.kind === 'struct';
}

/** The value itself; tests of bounds look at secrets too. */
export function unwrap(value: unknown): unknown {
  return value instanceof Redacted ? value.unwrap() : value;
}

/** An object to read from; empty for what is none. */
export function record(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** A member or entry by name. */
export function read(value: unknown, name: string): unknown {
  // `as`: any object may be read by name; own members only, so that Object.prototype gives nothing.
  const from = record(value) as Readonly<Record<string, unknown>>;
  return Object.hasOwn(from, name) ? from[name] : undefined;
}
