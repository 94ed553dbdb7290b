/** Filter patterns for messages that are JSON: `{ $.level = "ERROR" && ($.status >= 500 || $.user.name = "a*") }`. */
import { invalidParameter } from './errors.ts';
import { textFinder } from './find-text.ts';
import { readQuoted } from './read-quoted.ts';

type Test = (event: unknown) => boolean;

/** Reads a pattern in braces. @throws AwsError InvalidParameterException */
export function compileJsonPattern(pattern: string): (message: string) => boolean {
  const tokens = new Tokens(tokensOf(pattern));
  tokens.take('{');
  const test = either(tokens);
  tokens.take('}');
  tokens.end();
  return message => {
    const event = parsed(message);
    return event !== undefined && test(event);
  };
}

/** Messages that are no JSON objects match no such pattern. */
function parsed(message: string): object | undefined {
  if (!message.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Token {
  readonly kind: 'sign' | 'word' | 'text';
  readonly value: string;
}

const SIGNS = ['&&', '||', '!=', '<=', '>=', '{', '}', '(', ')', '=', '<', '>'] as const;

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length;) {
    const character = pattern[at] ?? '';
    if (/\s/.test(character)) {
      at += 1;
    } else if (character === '"') {
      const { value, end } = readQuoted(pattern, at);
      tokens.push({ kind: 'text', value });
      at = end;
    } else {
      const sign = SIGNS.find(each => pattern.startsWith(each, at));
      let end = at + (sign?.length ?? 0);
      if (sign === undefined) while (end < pattern.length && isOfWord(pattern, end)) end += 1;
      tokens.push({ kind: sign === undefined ? 'word' : 'sign', value: pattern.slice(at, end) });
      at = end;
    }
  }
  return tokens;
}

function isOfWord(pattern: string, at: number): boolean {
  const character = pattern[at] ?? '';
  return character !== '"' && !/\s/.test(character) && !SIGNS.some(sign => pattern.startsWith(sign, at));
}

class Tokens {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw invalid();
    this.#at += 1;
    return token;
  }

  /** Takes this sign or word if it stands here. */
  takes(value: string): boolean {
    const token = this.#tokens[this.#at];
    const isThere = token !== undefined && token.kind !== 'text' && token.value.toUpperCase() === value;
    if (isThere) this.#at += 1;
    return isThere;
  }

  take(value: string): void {
    if (!this.takes(value)) throw invalid();
  }

  end(): void {
    if (this.#at !== this.#tokens.length) throw invalid();
  }
}

function either(tokens: Tokens): Test {
  const tests = [both(tokens)];
  while (tokens.takes('||')) tests.push(both(tokens));
  return event => tests.some(test => test(event));
}

function both(tokens: Tokens): Test {
  const tests = [one(tokens)];
  while (tokens.takes('&&')) tests.push(one(tokens));
  return event => tests.every(test => test(event));
}

function one(tokens: Tokens): Test {
  if (tokens.takes('(')) {
    const test = either(tokens);
    tokens.take(')');
    return test;
  }
  const { kind, value } = tokens.next();
  if (kind !== 'word') throw invalid();
  const path = pathOf(value);
  if (tokens.takes('IS')) {
    const wanted = new Map([
      ['NULL', null],
      ['TRUE', true],
      ['FALSE', false],
    ]).get(tokens.next().value.toUpperCase());
    if (wanted === undefined) throw invalid();
    return event => valueAt(event, path) === wanted;
  }
  if (tokens.takes('NOT')) {
    tokens.take('EXISTS');
    return event => valueAt(event, path) === undefined;
  }
  return comparison(tokens, path);
}

function comparison(tokens: Tokens, path: readonly string[]): Test {
  const { kind: signKind, value: sign } = tokens.next();
  const { kind, value: text } = tokens.next();
  if (signKind !== 'sign' || kind === 'sign') throw invalid();
  const number = kind === 'word' && /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
  if (sign === '=' || sign === '!=') {
    const same = number === undefined ? textTest(text) : (value: unknown) => value === number;
    // What is not there is neither the same nor another.
    return event => {
      const value = valueAt(event, path);
      return value !== undefined && same(value) === (sign === '=');
    };
  }
  if (number === undefined) throw invalid();
  return event => {
    const value = valueAt(event, path);
    if (typeof value !== 'number') return false;
    switch (sign) {
      case '<':
        return value < number;
      case '<=':
        return value <= number;
      case '>':
        return value > number;
      case '>=':
        return value >= number;
      default:
        return false;
    }
  };
}

/** `*` stands for any text. The pieces between are looked for one after the other: no piece is looked for twice. */
function textTest(wanted: string): (value: unknown) => boolean {
  const [first = '', ...rest] = wanted.split('*');
  const last = rest.pop();
  const finders = rest.filter(piece => piece !== '').map(piece => [textFinder(piece), piece.length] as const);
  return value => {
    if (typeof value !== 'string') return false;
    if (last === undefined) return value === first;
    if (!value.startsWith(first) || !value.endsWith(last)) return false;
    let at = first.length;
    for (const [find, length] of finders) {
      const found = find(value, at);
      if (found < 0) return false;
      at = found + length;
    }
    return at <= value.length - last.length;
  };
}

/** `$.a.b[0]`: members and, in brackets, entries of lists. */
function pathOf(word: string): readonly string[] {
  if (!word.startsWith('$')) throw invalid();
  const steps: string[] = [];
  for (let at = 1; at < word.length;) {
    const isIndex = word[at] === '[';
    if (!isIndex && word[at] !== '.') throw invalid();
    let end = at + 1;
    while (end < word.length && (isIndex ? word[end] !== ']' : word[end] !== '.' && word[end] !== '[')) end += 1;
    const step = word.slice(at + 1, end);
    if (step === '' || (isIndex && (word[end] !== ']' || !/^\d+$/.test(step)))) throw invalid();
    steps.push(step);
    at = isIndex ? end + 1 : end;
  }
  if (steps.length === 0) throw invalid();
  return steps;
}

function valueAt(event: unknown, path: readonly string[]): unknown {
  let value = event;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    // The line before has looked: the property is the object's own.
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}

function invalid() {
  return invalidParameter('Invalid filter pattern');
}
