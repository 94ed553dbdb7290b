/** A member of an operation's input as a flag, and the flag's words as a value of the member's type. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Member, Shape } from '@coffer/wire';
import { messageOf, wrongUsage } from '../failure.ts';
import type { Flag } from '../flags.ts';
import type { BinaryFormat } from './coerce.ts';
import { coerce } from './coerce.ts';
import { parseShorthand } from './shorthand.ts';

/** The flag of a member: a list takes several words, a boolean none. */
export function parameterFlag(member: Member): Flag<string> {
  const kind = member.kind === 'boolean' ? 'switch' : isPlural(member) ? 'rest' : 'one';
  const flag = { kind, value: valueName(member), doc: member.doc ?? '', parse: (word: string) => word } as const;
  if (member.kind === 'boolean') return { ...flag, negatable: true };
  return member.required ? { ...flag, required: true } : flag;
}

/** The value that a flag's words mean. `name` is the flag. Throws a `Failure` that never repeats the value. */
export function parameterValue(
  shape: Shape,
  words: readonly string[],
  name: string,
  options: { readonly cwd: string; readonly binary: BinaryFormat },
): unknown {
  const { cwd, binary } = options;
  const [only] = words;
  if (words.length === 1 && only !== undefined) {
    const content = readParameterFile(shape, only, name, cwd);
    if (content instanceof Uint8Array) return coerce(shape, content, name, binary);
    return coerce(shape, readWord(shape, content, name), name, binary);
  }
  if (shape.kind === 'map')
    return coerce(shape, Object.assign(Object.create(null), ...words.map(parseShorthand)), name, binary);
  const of = shape.kind === 'list' ? shape.of : shape;
  return coerce(
    shape,
    words.map(word => readEntry(of, word, name)),
    name,
    binary,
  );
}

/** `file://PATH` and `fileb://PATH` stand for what the file holds; other words for themselves. */
function readParameterFile(shape: Shape, word: string, name: string, cwd: string): string | Uint8Array {
  const isBinary = word.startsWith('fileb://');
  if (!isBinary && !word.startsWith('file://')) return word;
  if (isBinary && shape.kind !== 'blob')
    throw wrongUsage(`\`${name}\` is a text: use \`file://\` and not \`fileb://\``);
  const path = word.slice(word.indexOf('://') + 3);
  try {
    const bytes = readFileSync(resolve(cwd, path));
    // A byte order mark is part of the value, and so is a last line break.
    return isBinary ? bytes : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw wrongUsage(`error parsing parameter \`--${name}\`: unable to load \`${word}\`: ${messageOf(error)}`);
  }
}

function readWord(shape: Shape, word: string, name: string): unknown {
  if (shape.kind === 'map' || shape.kind === 'struct') return readEntry(shape, word, name);
  if (shape.kind !== 'list') return word;
  const start = word.trimStart()[0];
  if (start === '[') return readJson(word, name);
  return [readEntry(shape.of, word, name)];
}

/** One structure: JSON or shorthand; one scalar: itself. */
function readEntry(shape: Shape, word: string, name: string): unknown {
  if (shape.kind !== 'struct' && shape.kind !== 'map' && shape.kind !== 'list') return word;
  const start = word.trimStart()[0];
  return start === '{' || start === '[' ? readJson(word, name) : parseShorthand(word);
}

/** JSON.parse quotes its input in its errors, which may hold a secret. */
export function readJson(word: string, name: string): unknown {
  try {
    return JSON.parse(word);
  } catch {
    throw wrongUsage(`error parsing parameter \`--${name}\`: invalid JSON`);
  }
}

function isPlural(shape: Shape): boolean {
  return shape.kind === 'list' || shape.kind === 'map';
}

function valueName(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
      return shape.values === undefined ? 'TEXT' : shape.values.join('|');
    case 'blob':
      return 'fileb://FILE';
    case 'integer':
    case 'long':
    case 'double':
      return 'N';
    case 'boolean':
      return '';
    case 'timestamp':
      return 'TIME';
    case 'list':
      return valueName(shape.of);
    case 'map':
      return 'KEY=VALUE,...';
    case 'struct':
      return Object.keys(shape.members)
        .map(name => `${name}=...`)
        .join(',');
  }
}
