/**
 * Flags are data: a command declares one table, and the parser, the help, the `COFFER_*` variables and the keys of the
 * configuration file all read it.
 */
import { wrongUsage } from './failure.ts';

/** `one` value, `many` by repeating the flag, `rest`: all words up to the next flag, `switch`: no value. */
export type FlagKind = 'one' | 'many' | 'rest' | 'switch';

export interface Flag<V = unknown, K extends FlagKind = FlagKind> {
  readonly kind: K;
  /** What the help shows for the value: `DIR`. */
  readonly value: string;
  readonly doc: string;
  /** Reads the value or throws a `Failure` that says what is wrong with it, without the flag's name. */
  readonly parse: (text: string) => V;
  /** The environment variable that stands in for the flag. */
  readonly variable?: string;
  /** What stands between the values of `many` in the variable; a comma unless values have commas of their own. */
  readonly separator?: ';';
  /** The value, as text, when nobody gave one. */
  readonly fallback?: string;
  /** `--no-NAME` says false. */
  readonly negatable?: true;
  readonly required?: true;
  /** What to tell of a value that was given among the words, where the list of processes shows it; undefined: nothing. */
  readonly warn?: (text: string) => string | undefined;
}

export type FlagTable = Readonly<Record<string, Flag>>;

/** What a table's flags hold after parsing. */
export type FlagValues<T extends FlagTable> = { readonly [N in keyof T]: FlagValue<T[N]> };

type FlagValue<F> =
  F extends Flag<infer V, infer K>
    ?
        | (K extends 'many' | 'rest' ? readonly V[] : V)
        | (F extends { readonly fallback: string } | { readonly required: true } ? never : undefined)
    : never;

type Traits = Pick<Flag, 'variable' | 'separator' | 'fallback' | 'negatable' | 'required' | 'warn'>;

/** Any text. */
export function text<const T extends Traits>(value: string, doc: string, traits: T = {} as T): Flag<string, 'one'> & T {
  return { kind: 'one', value, doc, parse: word => word, ...traits };
}

/** A text that is read by a function. */
export function parsed<V, const T extends Traits>(
  value: string,
  doc: string,
  parse: (text: string) => V,
  traits: T = {} as T,
): Flag<V, 'one'> & T {
  return { kind: 'one', value, doc, parse, ...traits };
}

/** A flag that may be repeated. */
export function many<const T extends Traits>(
  value: string,
  doc: string,
  traits: T = {} as T,
): Flag<string, 'many'> & T {
  return manyParsed(value, doc, word => word, traits);
}

/** A flag that may be repeated, each value read by a function. */
export function manyParsed<V, const T extends Traits>(
  value: string,
  doc: string,
  parse: (text: string) => V,
  traits: T = {} as T,
): Flag<V, 'many'> & T {
  return { kind: 'many', value, doc, parse, ...traits };
}

/** A flag without a value. */
export function toggle<const T extends Traits>(doc: string, traits: T = {} as T): Flag<boolean, 'switch'> & T {
  return { kind: 'switch', value: '', doc, parse: readBoolean, ...traits };
}

/** One of a few words. */
export function choice<const C extends readonly string[], const T extends Traits>(
  choices: C,
  doc: string,
  traits: T = {} as T,
): Flag<C[number], 'one'> & T {
  return { kind: 'one', value: choices.join('|'), doc, parse: word => readChoice(choices, word), ...traits };
}

/** A whole number within bounds. */
export function count<const T extends Traits>(
  value: string,
  doc: string,
  bounds: { readonly min: number; readonly max: number },
  traits: T = {} as T,
): Flag<number, 'one'> & T {
  return { kind: 'one', value, doc, parse: word => readCount(word, bounds), ...traits };
}

function readBoolean(word: string): boolean {
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  throw wrongUsage(`\`${word}\` is neither \`true\` nor \`false\``);
}

function readChoice<const C extends readonly string[]>(choices: C, word: string): C[number] {
  const found = choices.find(each => each === word);
  if (found === undefined) throw wrongUsage(`\`${word}\` is none of ${choices.map(each => `\`${each}\``).join(', ')}`);
  return found;
}

function readCount(word: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const value = /^\d{1,15}$/.test(word) ? Number(word) : Number.NaN;
  if (!(value >= min && value <= max)) throw wrongUsage(`\`${word}\` is not a whole number from ${min} to ${max}`);
  return value;
}
