import { javaDouble } from '../json/java-double.ts';
import type { ListShape, MapShape, NumberShape, Shape, StringShape } from '../shape.ts';
import { isAtLeast, isAtMost } from './length.ts';
import { hasStructs, read, record, unwrap } from './values.ts';

/** One bound: its sentence and its test. Tests take values of the shape's type, sensitive ones already unwrapped. */
export interface Constraint {
  readonly text: string;
  /** The service checks it itself, after those of the model, and says this. */
  readonly rule?: string | undefined;
  readonly holds: (value: unknown) => boolean;
}

/** The bounds of a value of this shape, entries that are no structs included. Struct members answer for themselves. */
export function constraintsOf(shape: Shape): Constraint[] {
  switch (shape.kind) {
    case 'string':
      return [...patternOf(shape), ...enumOf(shape), ...lengthsOf(shape)];
    case 'integer':
    case 'long':
    case 'double':
      return rangeOf(shape);
    case 'blob':
      return lengthsOf(shape);
    case 'list':
      return [...lengthsOf(shape), ...elementsOf(shape)];
    case 'map':
      return [...lengthsOf(shape), ...keysAndValuesOf(shape)];
    default:
      return [];
  }
}

function patternOf({ pattern, patternRule: rule, max }: StringShape): Constraint[] {
  if (pattern === undefined) return [];
  // A pattern must match the whole text. It comes from the contract, never from a request.
  // Unicode classes need the flag; the other patterns of AWS's models have escapes that it forbids (`\\!`).
  const expression = new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') ? 'u' : '');
  const holds = (value: unknown) => (max !== undefined && !isAtMost(value, max)) || expression.test(String(value));
  return [{ text: `Member must satisfy regular expression pattern: ${pattern}`, rule, holds }];
}

function enumOf({ values }: StringShape): Constraint[] {
  if (values === undefined) return [];
  const allowed: ReadonlySet<unknown> = new Set(values);
  const text = `Member must satisfy enum value set: [${values.join(', ')}]`;
  return [{ text, holds: value => allowed.has(value) }];
}

function lengthsOf({ min, max }: { readonly min?: number; readonly max?: number }): Constraint[] {
  const constraints: Constraint[] = [];
  if (max !== undefined) {
    const text = `Member must have length less than or equal to ${max}`;
    constraints.push({ text, holds: value => isAtMost(value, max) });
  }
  if (min !== undefined) {
    const text = `Member must have length greater than or equal to ${min}`;
    constraints.push({ text, holds: value => isAtLeast(value, min) });
  }
  return constraints;
}

function rangeOf({ kind, min, max }: NumberShape): Constraint[] {
  const write = kind === 'double' ? javaDouble : String;
  const constraints: Constraint[] = [];
  if (max !== undefined) {
    const text = `Member must have value less than or equal to ${write(max)}`;
    constraints.push({ text, holds: value => typeof value === 'number' && value <= max });
  }
  if (min !== undefined) {
    const text = `Member must have value greater than or equal to ${write(min)}`;
    constraints.push({ text, holds: value => typeof value === 'number' && value >= min });
  }
  return constraints;
}

/** A list of scalars answers for its elements, naming all of their bounds (recorded: `VersionStages: [""]`). */
function elementsOf(shape: ListShape): Constraint[] {
  if (hasStructs(shape.of)) return [];
  const [entries] = together('Member must satisfy constraint', shape.of, (value, holds) => {
    if (!Array.isArray(value)) return false;
    for (const entry of value) if (!holds(unwrap(entry))) return false;
    return true;
  });
  if (entries === undefined) return [];
  const text = shape.entriesNotNull === true ? entries.text.replace(/]$/, `, ${NOT_NULL}]`) : entries.text;
  return [{ ...entries, text }];
}

/** What is said of a member that is missing. */
export const NOT_NULL = 'Member must not be null';

/** So does a map for its keys and values (recorded for Lambda). */
function keysAndValuesOf(shape: MapShape): Constraint[] {
  const keys = together('Map keys must satisfy constraint', shape.key, (value, holds) => {
    for (const key in record(value)) if (!holds(key)) return false;
    return true;
  });
  if (hasStructs(shape.value)) return keys;
  const values = together('Map value must satisfy constraint', shape.value, (value, holds) => {
    for (const key in record(value)) if (!holds(unwrap(read(value, key)))) return false;
    return true;
  });
  return [...keys, ...values];
}

/** One constraint out of all those of an entry. In brackets AWS names lengths before the pattern. */
function together(
  title: string,
  entry: Shape,
  every: (value: unknown, holds: (entry: unknown) => boolean) => boolean,
): Constraint[] {
  const constraints = constraintsOf(entry);
  if (constraints.length === 0) return [];
  const ordered = entry.kind === 'string' ? [...lengthsOf(entry), ...patternOf(entry), ...enumOf(entry)] : constraints;
  const holds = (value: unknown) => {
    for (const constraint of constraints) if (!constraint.holds(value)) return false;
    return true;
  };
  return [{ text: `${title}: [${ordered.map(({ text }) => text).join(', ')}]`, holds: value => every(value, holds) }];
}
