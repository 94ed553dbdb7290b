/**
 * The bounds of the API model, in AWS's sentences. They are checked after authorization, as AWS does: a caller who may
 * not use an operation learns nothing about its parameters.
 */
import { validation } from '../errors.ts';
import type { Infer, Shape, StructShape } from '../shape.ts';
import { type Constraint, constraintsOf, NOT_NULL } from './constraints.ts';
import { echo } from './echo.ts';
import { hasStructs, read, record, unwrap } from './values.ts';

/** AWS stops after this many (recorded for Kinesis, on the same framework). */
const MAX_VIOLATIONS = 10;

/** AWS repeats values whole. An answer is cut off here, in UTF-16 units: a request has room for ten long values. */
const MAX_MESSAGE = 65_536;

/**
 * Holds a decoded input against its shape: required members, lengths, ranges, patterns, enums. Throws
 * ValidationException, or the service's own code for that, with every violation, in the order in which members are declared (AWS's own order is that of a
 * hash table). Values of sensitive members are not repeated, in terse sentences no values at all. `value` is what a
 * decoder made for this shape.
 */
export function validate<S extends StructShape>(
  shape: S,
  value: unknown,
  {
    isTerse = false,
    validationCode: code,
  }: { readonly isTerse?: boolean | undefined; readonly validationCode?: string | undefined } = {},
): asserts value is Infer<S> {
  const checker = checkerOf(shape);
  if (passes(checker, value)) return;
  const found: Violation[] = [];
  collect(checker, value, '', found);
  const ofModel = found.filter(({ rule }) => rule === undefined);
  const [own] = found;
  // Recorded for IAM: its own rules come after the model's, one at a time.
  if (ofModel.length === 0 && own?.rule !== undefined) {
    throw validation(`The specified value for ${own.path} is invalid. ${own.rule}`, code);
  }
  const sentences = ofModel.slice(0, MAX_VIOLATIONS).map(each => (isTerse ? terse(each) : sentence(each)));
  const count = sentences.length === 1 ? '1 validation error' : `${sentences.length} validation errors`;
  throw validation(`${count} detected: ${sentences.join('; ')}`.slice(0, MAX_MESSAGE).toWellFormed(), code);
}

/** A shape made ready. Entries with structs in them are looked at one by one; other entries are part of `constraints`. */
interface Checker {
  readonly shape: Shape;
  readonly constraints: readonly Constraint[];
  readonly members: readonly { name: string; step: string; required: boolean; checker: Checker }[];
  readonly entries: Checker | undefined;
}

/** Checkers are made once a shape; shapes are constants of contracts, so this grows no further than they do. */
const checkers = new WeakMap<Shape, Checker>();

function checkerOf(shape: Shape): Checker {
  const known = checkers.get(shape);
  if (known !== undefined) return known;
  const made = {
    shape,
    constraints: constraintsOf(shape),
    members: shape.kind === 'struct' ? membersOf(shape) : [],
    entries: hasStructs(shape) ? entriesOf(shape) : undefined,
  };
  checkers.set(shape, made);
  return made;
}

function membersOf(shape: StructShape): Checker['members'] {
  return Object.entries(shape.members).map(([name, member]) => ({
    name,
    // Only the first letter: AWS says `secretId`, `kmsKeyId`, and for RDS `dBInstanceIdentifier`.
    step: name.charAt(0).toLowerCase() + name.slice(1),
    required: member.required === true,
    checker: checkerOf(member),
  }));
}

function entriesOf(shape: Shape): Checker | undefined {
  if (shape.kind === 'list') return checkerOf(shape.of);
  return shape.kind === 'map' ? checkerOf(shape.value) : undefined;
}

/** Whether nothing is violated. Makes no objects: this is what every request pays for. */
function passes(checker: Checker, value: unknown): boolean {
  const plain = unwrap(value);
  for (const { holds } of checker.constraints) if (!holds(plain)) return false;
  for (const member of checker.members) {
    const entry = read(plain, member.name);
    if (entry === undefined ? member.required : !passes(member.checker, entry)) return false;
  }
  if (checker.entries === undefined) return true;
  if (Array.isArray(plain)) {
    for (const entry of plain) if (!passes(checker.entries, entry)) return false;
    return true;
  }
  for (const key in record(plain)) if (!passes(checker.entries, read(plain, key))) return false;
  return true;
}

/** Adds a sentence for each violation, until there are enough. */
function collect(checker: Checker, value: unknown, path: string, found: Violation[]): void {
  if (found.length >= MAX_VIOLATIONS) return;
  const plain = unwrap(value);
  for (const { text, rule, holds } of checker.constraints) {
    if (!holds(plain)) found.push({ shape: checker.shape, value: plain, path, constraint: text, rule });
  }
  for (const { name, step, required, checker: member } of checker.members) {
    const at = path === '' ? step : `${path}.${step}`;
    const entry = read(plain, name);
    if (entry !== undefined) collect(member, entry, at, found);
    else if (required) found.push({ shape: undefined, value: null, path: at, constraint: NOT_NULL });
  }
  if (checker.entries === undefined) return;
  const entries: [string | number, unknown][] = Array.isArray(plain)
    ? plain.map((entry: unknown, at) => [at + 1, entry])
    : Object.entries(record(plain));
  for (const [step, entry] of entries) collect(checker.entries, entry, `${path}.${step}.member`, found);
}

interface Violation {
  /** Undefined: the member is missing. */
  readonly shape: Shape | undefined;
  readonly value: unknown;
  readonly path: string;
  readonly constraint: string;
  readonly rule?: string | undefined;
}

function sentence({ shape, value, path, constraint }: Violation): string {
  const echoed = shape === undefined ? 'Value null' : echo(shape, value);
  return `${echoed} at '${path}' failed to satisfy constraint: ${constraint}`;
}

/** Newer services repeat no values and name no enum sets (recorded for IAM). */
function terse({ path, constraint }: Violation): string {
  const told = constraint.startsWith(ENUM) ? ENUM : constraint;
  return `Value at '${path}' failed to satisfy constraint: ${told}`;
}

const ENUM = 'Member must satisfy enum value set';
