/**
 * The AWS CLI's shorthand for structures: `Key=env,Value=prod`, `Key=name,Values=a,b`, `a={b=c},d=[e,f]`, with quotes
 * around what holds commas. One pass from left to right; what has been read is not read again but for the one word
 * after a comma, so the time is linear.
 * Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
 */
import { wrongUsage } from '../failure.ts';

export type ShorthandValue = string | readonly ShorthandValue[] | { readonly [key: string]: ShorthandValue };

/** Deeper nesting has no use in any API, and would let an argument exhaust the stack. */
const MAX_DEPTH = 32;

/** Reads one argument; objects have no prototype. Throws a `Failure` that points at the character that is wrong. */
export function parseShorthand(text: string): { readonly [key: string]: ShorthandValue } {
  const reader = new Reader(text);
  const result: Record<string, ShorthandValue> = Object.create(null);
  do {
    const key = reader.key(result);
    result[key] = reader.values();
  } while (reader.takeUnlessEnd(','));
  return result;
}

/** Where the reading stands. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** A new key of an object and the `=` after it. */
  key(object: object): string {
    this.#skipBlanks();
    const start = this.#at;
    while (KEY_CHARACTERS.has(this.#current())) this.#at += 1;
    const key = this.#text.slice(start, this.#at);
    if (key === '') throw this.#wrong('a key');
    if (Object.hasOwn(object, key))
      throw wrongUsage(`\`${key}\` stands twice in \`${this.#text}\`: structures are separated by a blank`);
    this.#take('=');
    return key;
  }

  /** What stands after a key of the outermost structure, where a comma may go on with a list or with the next key. */
  values(): ShorthandValue {
    const first = this.#value(TOP_END, 0);
    if (typeof first !== 'string') return first;
    const list = [first];
    while (this.#current() === ',' && !this.#isKeyAhead()) {
      this.#at += 1;
      this.#skipBlanks();
      list.push(this.#scalar(TOP_END));
    }
    return list.length === 1 ? first : list;
  }

  /** True when it took the character; false at the end; anything else is an error. */
  takeUnlessEnd(character: string): boolean {
    this.#skipBlanks();
    if (this.#at >= this.#text.length) return false;
    this.#take(character);
    return true;
  }

  #value(ends: ReadonlySet<string>, depth: number): ShorthandValue {
    if (depth > MAX_DEPTH) throw wrongUsage(`\`${this.#text.slice(0, 40)}...\` is nested too deeply`);
    this.#skipBlanks();
    if (this.#current() === '[') return this.#list(depth);
    if (this.#current() === '{') return this.#structure(depth);
    return this.#scalar(ends);
  }

  #list(depth: number): ShorthandValue {
    const list: ShorthandValue[] = [];
    this.#take('[');
    while (!this.#closes(']')) {
      list.push(this.#value(INNER_END, depth + 1));
      this.#separate(']');
    }
    return list;
  }

  #structure(depth: number): ShorthandValue {
    const structure: Record<string, ShorthandValue> = Object.create(null);
    this.#take('{');
    while (!this.#closes('}')) {
      const key = this.key(structure);
      structure[key] = this.#value(INNER_END, depth + 1);
      this.#separate('}');
    }
    return structure;
  }

  #closes(close: string): boolean {
    this.#skipBlanks();
    if (this.#current() !== close) return false;
    this.#at += 1;
    return true;
  }

  #separate(close: string): void {
    this.#skipBlanks();
    if (this.#current() !== close) this.#take(',');
  }

  #scalar(ends: ReadonlySet<string>): string {
    const quote = this.#current();
    if (quote === '"' || quote === "'") return this.#quoted(quote);
    const parts: string[] = [];
    let start = this.#at;
    while (this.#at < this.#text.length && !ends.has(this.#current())) {
      if (this.#current() === '\\' && this.#text[this.#at + 1] === ',') {
        parts.push(this.#text.slice(start, this.#at));
        start = this.#at + 1;
        this.#at += 1;
      }
      this.#at += 1;
    }
    parts.push(this.#text.slice(start, this.#at));
    return parts.join('').trimEnd();
  }

  /** Between quotes a backslash keeps a quote or a backslash from its meaning. */
  #quoted(quote: string): string {
    const parts: string[] = [];
    this.#at += 1;
    let start = this.#at;
    while (this.#current() !== quote) {
      if (this.#at >= this.#text.length) throw this.#wrong(`a closing ${quote}`);
      const next = this.#text[this.#at + 1];
      if (this.#current() === '\\' && (next === quote || next === '\\')) {
        parts.push(this.#text.slice(start, this.#at));
        start = this.#at + 1;
        this.#at += 1;
      }
      this.#at += 1;
    }
    parts.push(this.#text.slice(start, this.#at));
    this.#at += 1;
    this.#skipBlanks();
    return parts.join('');
  }

  /** Whether the comma here is followed by `key=` rather than by another value. */
  #isKeyAhead(): boolean {
    let at = this.#at + 1;
    while (BLANKS.has(this.#text[at] ?? '')) at += 1;
    const start = at;
    while (KEY_CHARACTERS.has(this.#text[at] ?? '')) at += 1;
    if (at === start) return false;
    while (BLANKS.has(this.#text[at] ?? '')) at += 1;
    return this.#text[at] === '=';
  }

  #take(character: string): void {
    this.#skipBlanks();
    if (this.#current() !== character) throw this.#wrong(`\`${character}\``);
    this.#at += 1;
    this.#skipBlanks();
  }

  #current(): string {
    return this.#text[this.#at] ?? '';
  }

  #skipBlanks(): void {
    while (BLANKS.has(this.#current())) this.#at += 1;
  }

  #wrong(expected: string): Error {
    const found = this.#at < this.#text.length ? `\`${this.#current()}\`` : 'the end';
    return wrongUsage(`expected ${expected} but found ${found} at character ${this.#at + 1} of \`${this.#text}\``);
  }
}

const BLANKS: ReadonlySet<string> = new Set(' \t\n\r');
const KEY_CHARACTERS: ReadonlySet<string> = new Set(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.#/:',
);
const TOP_END: ReadonlySet<string> = new Set(',');
const INNER_END: ReadonlySet<string> = new Set(',]}');
