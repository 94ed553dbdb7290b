/** Requests made from a contract: each bound below, at and above; each enum value; each member absent, null, mistyped. */
import type { ListShape, MapShape, NumberShape, OperationContract, Shape, StringShape } from '@coffer/wire';
import { base64OfLength, entriesOf, sample, textOfLength, textOutside } from './sample-values.ts';
import type { ValidInput } from './valid-inputs.ts';

/** One request. */
export interface GeneratedCase {
  /** Unique within its operation. */
  readonly name: string;
  /** The body, as JSON or as what is none. */
  readonly body: string;
}

/** A value in a place of an input, by what is odd about it. */
type Odd = readonly [name: string, value: unknown];

/** Makes an input whose value in one place is another one. */
type Rebuild = (value: unknown) => unknown;

/** Every case of an operation; the order is that of the contract. */
export function generateCases(contract: OperationContract, valid: ValidInput): readonly GeneratedCase[] {
  const cases = new Map<string, string>([
    ['valid', JSON.stringify(valid.input)],
    ['body empty', ''],
    ['body null', 'null'],
    ['body a list', '[]'],
    ['body a text', '"text"'],
    ['body cut off', JSON.stringify(valid.input).slice(0, -1)],
    ['body without members', '{}'],
    ['an unknown member', JSON.stringify({ ...valid.input, Unknown: [{ deep: null }] })],
    ['members of Object.prototype', JSON.stringify(valid.input).replace(/^\{/, '{"__proto__":{"a":1},"toString":1,')],
    ['members in lower camel case', JSON.stringify(inLowerCase(valid.input))],
  ]);
  for (const [name, member] of Object.entries(contract.input.members)) {
    const others = without(valid.input, valid.without?.[name] ?? []);
    const rebuild: Rebuild = value => ({ ...others, [name]: value });
    for (const [odd, value] of oddities(member, name, others[name], rebuild)) {
      if (cases.has(odd)) throw new Error(`two cases have the name ${odd}`);
      cases.set(odd, stringify(value));
    }
  }
  return [...cases].map(([name, body]) => ({ name, body }));
}

/** What JSON.stringify cannot write. */
const RAW = 'raw json:';

function stringify(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"raw json:([^"]*)"/g, '$1');
}

function inLowerCase(input: object): object {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name[0]?.toLowerCase() + name.slice(1), value]),
  );
}

function without(input: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));
}

/** All cases of a value and of what is in it. */
function* oddities(shape: Shape, path: string, current: unknown, rebuild: Rebuild): Generator<Odd> {
  for (const [name, value] of valuesOf(shape)) yield [`${path} ${name}`, rebuild(value)];
  const present = current ?? sample(shape);
  switch (shape.kind) {
    case 'struct': {
      const struct = typeof present === 'object' && present !== null ? present : {};
      for (const [name, member] of Object.entries(shape.members)) {
        const entry: unknown = new Map<string, unknown>(Object.entries(struct)).get(name);
        yield* oddities(member, `${path}.${name}`, entry, value => rebuild({ ...struct, [name]: value }));
      }
      return;
    }
    case 'list': {
      const [first, ...rest] = Array.isArray(present) ? (present as unknown[]) : []; // JSON has nothing else in a list
      yield* oddities(shape.of, `${path}[]`, first, value => rebuild([value, ...rest]));
      return;
    }
    case 'map': {
      for (const [name, key] of lengths(shape.key)) yield [`${path}{key} ${name}`, rebuild({ [String(key)]: 'v' })];
      yield* oddities(shape.value, `${path}{value}`, undefined, value => rebuild({ k: value }));
    }
  }
}

function valuesOf(shape: Shape): readonly Odd[] {
  const everywhere: readonly Odd[] = [
    ['absent', undefined],
    ['null', null],
    ...WRONG.filter(([, , rightFor]) => !rightFor.includes(shape.kind)).map(([name, value]): Odd => [name, value]),
  ];
  switch (shape.kind) {
    case 'string':
      return [...everywhere, ...(shape.values === undefined ? lengths(shape) : enumValues(shape.values))];
    case 'integer':
    case 'long':
    case 'double':
      return [...everywhere, ...numbers(shape)];
    case 'boolean':
      return [...everywhere, ['true', true], ['false', false]];
    case 'blob':
      return [...everywhere, ...blobs(shape)];
    case 'timestamp':
      return [...everywhere, ['1970', 0], ['before 1970', -1], ['with a fraction', 1.5], ['beyond all dates', 1e14]];
    case 'list':
    case 'map':
      return [...everywhere, ...counts(shape)];
    case 'struct':
      return [...everywhere, ['without members', {}]];
  }
}

/** A value of each JSON type, and the kinds of shape that take it. */
const WRONG: readonly (readonly [string, unknown, readonly Shape['kind'][]])[] = [
  ['a text', 'text', ['string', 'blob']],
  ['a text with a number', '7', ['string', 'blob']],
  ['a number', 7, ['integer', 'long', 'double', 'timestamp']],
  ['a boolean', true, ['boolean']],
  ['a list', [], ['list']],
  ['an object', {}, ['map', 'struct']],
];

function lengths(shape: StringShape): readonly Odd[] {
  const { min = 0, max } = shape;
  const wanted = new Set([min - 1, min, 1, ...(max === undefined ? [] : [max, max + 1])]);
  const outside = textOutside(shape);
  return [
    ...[...wanted]
      .filter(length => length >= 0)
      .map((length): Odd => [`of ${length} characters`, textOfLength(shape, length)]),
    // Each takes two UTF-16 units and four bytes.
    ...(max === undefined || max > 4096
      ? []
      : [[`of ${max} characters beyond the BMP`, '\u{1D504}'.repeat(max)] as const]),
    ...(outside === undefined ? [] : [['outside the pattern', outside] as const]),
    ['with U+0000', `${textOfLength(shape, Math.max(min, 2)).slice(1)}\u0000`],
    ['with a lone surrogate', `${textOfLength(shape, Math.max(min, 2)).slice(1)}\uD800`],
  ];
}

function enumValues(values: readonly string[]): readonly Odd[] {
  const [first = ''] = values;
  const swapped = first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase();
  return [...values, 'outside', '', swapped].map(value => [`= ${JSON.stringify(value)}`, value]);
}

function numbers({ min, max }: NumberShape): readonly Odd[] {
  const near = [min === undefined ? [] : [min - 1, min], max === undefined ? [] : [max, max + 1]].flat();
  const wanted = new Set([...near, 0, -1, 1, 1.5, 2 ** 31, 2 ** 53]);
  return [
    ...[...wanted].map((value): Odd => [`= ${value}`, value]),
    ...['-0', '1e400', '9223372036854775808'].map((raw): Odd => [`= ${raw}`, `${RAW}${raw}`]),
  ];
}

function blobs({ min = 0, max }: { readonly min?: number; readonly max?: number }): readonly Odd[] {
  const wanted = new Set([min - 1, min, 1, ...(max === undefined ? [] : [max, max + 1])].filter(length => length >= 0));
  return [
    ...[...wanted].map((length): Odd => [`of ${length} bytes`, base64OfLength(length)]),
    ['no base64', '%%%%'],
    ['base64 without its padding', 'YQ'],
  ];
}

function counts(shape: ListShape | MapShape): readonly Odd[] {
  const { min = 0, max } = shape;
  const wanted = new Set([min - 1, min, 1, ...(max === undefined ? [] : [max, max + 1])].filter(count => count >= 0));
  const made = [...wanted].map((count): Odd => [`of ${count} entries`, entries(shape, count)]);
  if (shape.kind === 'map') return [...made, ['with a null entry', { k: null }]];
  const [entry] = entriesOf(shape.of, 1);
  return [...made, ['with a null entry', [null]], ['with an entry twice', [entry, entry]]];
}

function entries(shape: ListShape | MapShape, count: number): unknown {
  if (shape.kind === 'list') return entriesOf(shape.of, count);
  return Object.fromEntries(entriesOf(shape.key, count).map(key => [String(key), sample(shape.value)]));
}
