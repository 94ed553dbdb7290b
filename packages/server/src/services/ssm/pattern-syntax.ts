/** Reads the syntax of the patterns that linear-pattern.ts compiles. */

/** A pattern as a tree. */
export type Node =
  | { readonly kind: 'set'; readonly holds: (codePoint: number) => boolean; readonly ranges: number }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number | undefined };

/** The text is no pattern, or none that can be matched in linear time. */
export class UnusablePattern extends Error {
  constructor() {
    super('the pattern cannot be used');
    this.name = 'UnusablePattern';
  }
}

type Ranges = readonly (readonly [from: number, to: number])[];

/** AWS's model: characters of a pattern. Also bounds the depth of its groups. */
const MAX_LENGTH = 1024;
/** The largest repetition that may be written. */
const MAX_REPEAT = 1_000;
const LAST = 0x10ffff;

const DIGITS: Ranges = [[0x30, 0x39]];
const WORD: Ranges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
const BLANKS: Ranges = [
  [0x09, 0x0d],
  [0x20, 0x20],
];
/** What `.` does not match in Java. */
const LINE_ENDS: Ranges = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x85, 0x85],
  [0x2028, 0x2029],
];
const CLASSES: ReadonlyMap<string, Ranges> = new Map([
  ['d', DIGITS],
  ['D', without(DIGITS)],
  ['w', WORD],
  ['W', without(WORD)],
  ['s', BLANKS],
  ['S', without(BLANKS)],
]);
const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['t', 0x09],
  ['n', 0x0a],
  ['f', 0x0c],
  ['r', 0x0d],
]);

/** @throws UnusablePattern */
export function parsePattern(text: string): Node {
  const characters = Array.from(text);
  if (characters.length > MAX_LENGTH) throw new UnusablePattern();
  let at = 0;
  const tree = choice();
  if (at < characters.length) throw new UnusablePattern();
  return tree;

  function take(expected: string): boolean {
    if (characters[at] !== expected) return false;
    at++;
    return true;
  }

  function next(): string {
    const character = characters[at++];
    if (character === undefined) throw new UnusablePattern();
    return character;
  }

  function choice(): Node {
    const parts = [sequence()];
    while (take('|')) parts.push(sequence());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
  }

  function sequence(): Node {
    const parts: Node[] = [];
    while (at < characters.length && characters[at] !== '|' && characters[at] !== ')') parts.push(repeated(atom()));
    return { kind: 'sequence', parts };
  }

  function atom(): Node {
    const character = next();
    if (character === '(') return group();
    if (character === '[') return set(characterClass());
    if (character === '.') return set(without(LINE_ENDS));
    if (character === '^') return { kind: 'start' };
    if (character === '$') return { kind: 'end' };
    if (character === '\\') return set(escape());
    if ('*+?{'.includes(character)) throw new UnusablePattern();
    return set(single(character));
  }

  function group(): Node {
    if (take('?') && !take(':')) throw new UnusablePattern();
    const inner = choice();
    if (!take(')')) throw new UnusablePattern();
    return inner;
  }

  function repeated(part: Node): Node {
    const bounds = quantifier();
    if (bounds === undefined) return part;
    // Reluctance does not change what matches as a whole; possession does. Two quantifiers in a row are none.
    if (!take('?') && (characters[at] === '+' || characters[at] === '*' || characters[at] === '{')) {
      throw new UnusablePattern();
    }
    return { kind: 'repeat', part, ...bounds };
  }

  function quantifier(): { readonly min: number; readonly max: number | undefined } | undefined {
    if (take('*')) return { min: 0, max: undefined };
    if (take('+')) return { min: 1, max: undefined };
    if (take('?')) return { min: 0, max: 1 };
    if (!take('{')) return undefined;
    const min = number();
    const max = take(',') ? (characters[at] === '}' ? undefined : number()) : min;
    if (!take('}') || (max !== undefined && max < min)) throw new UnusablePattern();
    return { min, max };
  }

  function number(): number {
    let digits = '';
    while (at < characters.length && /^\d$/.test(characters[at] ?? '')) digits += next();
    const value = Number(digits);
    if (digits === '' || value > MAX_REPEAT) throw new UnusablePattern();
    return value;
  }

  function escape(): Ranges {
    const character = next();
    const known = CLASSES.get(character);
    if (known !== undefined) return known;
    const control = CONTROLS.get(character);
    if (control !== undefined) return [[control, control]];
    if (character === 'x') return hex(2);
    if (character === 'u') return hex(4);
    // Other letters and digits mean something that is not here: \b, \p{L}, \1, \Q.
    if (/^[a-zA-Z0-9]$/.test(character)) throw new UnusablePattern();
    return single(character);
  }

  function hex(digits: number): Ranges {
    const written = characters.slice(at, at + digits).join('');
    if (written.length !== digits || !/^[0-9a-fA-F]+$/.test(written)) throw new UnusablePattern();
    at += digits;
    const code = Number.parseInt(written, 16);
    return [[code, code]];
  }

  function characterClass(): Ranges {
    const isNegated = take('^');
    const ranges: (readonly [number, number])[] = [];
    do {
      const from = member();
      const [first] = from;
      // A hyphen before the end stands for itself.
      if (characters[at] !== '-' || characters[at + 1] === ']' || first === undefined) {
        ranges.push(...from);
        continue;
      }
      at++;
      const [last] = member();
      if (from.length > 1 || first[0] !== first[1] || last === undefined || last[0] !== last[1] || last[0] < first[0]) {
        throw new UnusablePattern();
      }
      ranges.push([first[0], last[0]]);
    } while (!take(']'));
    return isNegated ? without(ranges) : ranges;
  }

  function member(): Ranges {
    const character = next();
    if (character === '\\') return escape();
    // Java's unions and intersections of classes are not here.
    if (character === '[' || (character === '&' && characters[at] === '&')) throw new UnusablePattern();
    return single(character);
  }
}

function single(character: string): Ranges {
  const code = character.codePointAt(0) ?? 0;
  return [[code, code]];
}

function set(ranges: Ranges): Node {
  const [only] = ranges;
  if (ranges.length === 1 && only !== undefined) {
    const [from, to] = only;
    return { kind: 'set', holds: code => code >= from && code <= to, ranges: 1 };
  }
  return { kind: 'set', holds: code => ranges.some(([from, to]) => code >= from && code <= to), ranges: ranges.length };
}

/** All code points that are in none of the ranges. */
function without(ranges: Ranges): Ranges {
  const rest: (readonly [number, number])[] = [];
  let begin = 0;
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (from > begin) rest.push([begin, from - 1]);
    begin = Math.max(begin, to + 1);
  }
  if (begin <= LAST) rest.push([begin, LAST]);
  return rest;
}
