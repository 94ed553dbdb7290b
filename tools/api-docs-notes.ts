/** What the API reference says of one member: its type, and its bounds in words. */
import type { Shape, StringShape, StructShape } from '@coffer/wire';

/** What is counted, and one of it. */
const UNITS = { characters: 'character', bytes: 'byte', entries: 'entry' } as const;
type Unit = keyof typeof UNITS;

/** A cell for the type and one for the rest. `linkTo` gives the link to a structure's section. */
export function notesOf(
  shape: Shape,
  linkTo: (structure: StructShape) => string,
): { readonly type: string; readonly notes: string } {
  const wire = shape.wire === undefined ? [] : [`on the wire ${code(shape.wire)}`];
  const doc = shape.doc === undefined ? [] : [shape.doc];
  const place = shape.loc === undefined ? [] : [PLACES[shape.loc]];
  return { type: typeOf(shape, linkTo), notes: [...boundsOf(shape), ...place, ...wire, ...doc].join('; ') };
}

/** Where members of REST services are that are not in the body. */
const PLACES = {
  uri: 'in the path',
  querystring: 'in the query string',
  header: 'in a header',
  statusCode: 'the HTTP status',
  payload: 'the whole body',
} as const;

/** Markdown for a literal text, also inside a table. */
export function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replaceAll('|', '\\|')}${fence}`;
}

function typeOf(shape: Shape, linkTo: (structure: StructShape) => string): string {
  switch (shape.kind) {
    case 'list':
      return `list of ${typeOf(shape.of, linkTo)}`;
    case 'map':
      return `map of ${typeOf(shape.key, linkTo)} to ${typeOf(shape.value, linkTo)}`;
    case 'struct':
      return linkTo(shape);
    default:
      return shape.kind;
  }
}

function boundsOf(shape: Shape): string[] {
  switch (shape.kind) {
    case 'string':
      return stringBounds(shape);
    case 'blob':
      return [...range(shape, 'bytes'), ...sensitive(shape)];
    case 'integer':
    case 'long':
    case 'double':
      return range(shape);
    case 'list':
      return [...range(shape, 'entries'), ...within('each', shape.of)];
    case 'map':
      return [...range(shape, 'entries'), ...within('keys', shape.key), ...within('values', shape.value)];
    case 'boolean':
    case 'timestamp':
    case 'struct':
      return [];
    default:
      return shape satisfies never;
  }
}

function stringBounds(shape: StringShape): string[] {
  return [
    ...range(shape, 'characters'),
    ...(shape.values === undefined ? [] : [`one of ${shape.values.map(code).join(', ')}`]),
    ...(shape.pattern === undefined ? [] : [`pattern ${code(shape.pattern)}`]),
    ...sensitive(shape),
    ...(shape.idempotencyToken === true ? ['idempotency token'] : []),
  ];
}

function sensitive(shape: { readonly sensitive?: true }): string[] {
  return shape.sensitive === true ? ['sensitive'] : [];
}

function within(what: string, shape: Shape): string[] {
  const bounds = boundsOf(shape);
  return bounds.length === 0 ? [] : [`${what}: ${bounds.join(', ')}`];
}

function range({ min, max }: { readonly min?: number; readonly max?: number }, unit?: Unit): string[] {
  const [from, to] = [min, max].map(bound => bound?.toLocaleString('en-US'));
  const last = max ?? min;
  if (last === undefined) return [];
  const counted = unit === undefined ? '' : ` ${last === 1 ? UNITS[unit] : unit}`;
  if (from === to) return [`${from}${counted}`];
  if (from === undefined) return [`at most ${to}${counted}`];
  return [to === undefined ? `at least ${from}${counted}` : `${from} to ${to}${counted}`];
}
