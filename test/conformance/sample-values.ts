/** Values of a shape: such as it takes, and texts of a given length that its pattern lets pass. */
import type { Shape, StringShape } from '@coffer/wire';

/** A small value of the shape, as JSON has it: within its bounds, every member of a struct in it. */
export function sample(shape: Shape): unknown {
  switch (shape.kind) {
    case 'string':
      return shape.values?.[0] ?? textInside(shape);
    case 'blob':
      return base64OfLength(Math.max(shape.min ?? 0, 1));
    case 'integer':
    case 'long':
    case 'double':
      return shape.min ?? 1;
    case 'boolean':
      return true;
    case 'timestamp':
      return 1_790_000_000;
    case 'list':
      return [sample(shape.of)];
    case 'map':
      return { [String(sample(shape.key))]: sample(shape.value) };
    case 'struct':
      return Object.fromEntries(Object.entries(shape.members).map(([name, member]) => [name, sample(member)]));
  }
}

/** So many entries of a list, told apart by their number where their kind lets them. */
export function entriesOf(shape: Shape, count: number): unknown[] {
  return Array.from({ length: count }, (_, at) => numbered(shape, at));
}

function numbered(shape: Shape, at: number): unknown {
  if (shape.kind === 'string' && shape.values === undefined) {
    const digits = String(at).padStart(4, '0');
    const text = `${textOfLength(shape, Math.max((shape.min ?? 0) - 4, 1))}${digits}`;
    return passes(shape, text) ? text : textInside(shape);
  }
  if (shape.kind !== 'struct') return sample(shape);
  return Object.fromEntries(Object.entries(shape.members).map(([name, member]) => [name, numbered(member, at)]));
}

/** A short text that the shape takes. */
function textInside(shape: StringShape): string {
  const short = textOfLength(shape, Math.max(shape.min ?? 0, 1));
  return ['eu-west-1', short].find(text => shape.pattern !== undefined && passes(shape, text)) ?? short;
}

/** Texts of a length, the first of which that the pattern takes is used. */
const TEXTS: readonly ((length: number) => string)[] = [
  length => 'a'.repeat(length),
  length => `${'a'.repeat(Math.max(length - 2, 0))}-1`.slice(-length),
  length => `${'1'.repeat(Math.max(length - 1, 0))}h`,
  length => 'tag:'.padEnd(length, 'k'),
  length => 'Name'.slice(0, length),
];

/** A text of so many characters; it fits the pattern where one of them does. */
export function textOfLength(shape: StringShape, length: number): string {
  const texts = TEXTS.map(text => text(length)).filter(text => text.length === length);
  return texts.find(text => passes(shape, text)) ?? 'a'.repeat(length);
}

/** A short text that the pattern refuses; undefined where there is no pattern. */
export function textOutside(shape: StringShape): string | undefined {
  if (shape.pattern === undefined) return undefined;
  const length = Math.max(shape.min ?? 0, 1);
  return ['!', '\n', '§'].map(char => char.repeat(length)).find(text => !passes(shape, text));
}

/** Base64 of so many bytes. */
export function base64OfLength(bytes: number): string {
  return Buffer.alloc(bytes, 7).toString('base64');
}

function passes({ pattern }: StringShape, text: string): boolean {
  return pattern === undefined || new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') ? 'u' : '').test(text);
}
