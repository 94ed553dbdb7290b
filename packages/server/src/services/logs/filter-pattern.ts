/** Filter patterns. Source: CloudWatch Logs User Guide, "Filter pattern syntax". */
import { invalidParameter } from './errors.ts';
import { textFinder } from './find-text.ts';
import { compileJsonPattern } from './json-pattern.ts';
import { readQuoted } from './read-quoted.ts';

/** Whether a message is found. Takes time linear in the message for each term of the pattern. */
export type Matches = (message: string) => boolean;

/**
 * Reads a pattern: terms that must all be there, `-` before one that must not, `?` before those of which one is enough
 * (they mean nothing beside terms without it), phrases in quotes, `{ ... }` for messages that are JSON.
 *
 * @throws AwsError InvalidParameterException for what is none, and for regular expressions and `[...]`, which are not built
 */
export function compilePattern(pattern: string | undefined): Matches {
  const text = pattern?.trim() ?? '';
  if (text === '') return () => true;
  if (text.startsWith('{')) return compileJsonPattern(text);
  if (text.startsWith('[')) throw invalidParameter('Filter patterns for space-delimited events are not supported.');
  const all: Find[] = [];
  const none: Find[] = [];
  const any: Find[] = [];
  for (const { sign, term } of termsOf(text)) {
    const find = textFinder(term);
    (sign === '-' ? none : sign === '?' ? any : all).push(message => find(message) >= 0);
  }
  const isChoice = all.length === 0 && any.length > 0;
  return message =>
    all.every(find => find(message)) &&
    !none.some(find => find(message)) &&
    (!isChoice || any.some(find => find(message)));
}

type Find = (message: string) => boolean;

interface Term {
  readonly sign: string;
  readonly term: string;
}

function termsOf(text: string): readonly Term[] {
  const terms: Term[] = [];
  for (let at = 0; at < text.length;) {
    if (isSpace(text[at])) {
      at += 1;
      continue;
    }
    const sign = text[at] === '-' || text[at] === '?' ? text.slice(at, at + 1) : '';
    const start = at + sign.length;
    if (text[start] === '"') {
      const { value, end } = readQuoted(text, start);
      if (value === '') throw invalidParameter('Invalid filter pattern');
      terms.push({ sign, term: value });
      at = end;
    } else {
      let end = start;
      while (end < text.length && !isSpace(text[end])) end += 1;
      const term = text.slice(start, end);
      if (term.startsWith('%')) throw invalidParameter('Regular expressions in filter patterns are not supported.');
      // Users report this sentence.
      if (!/^\w+$/.test(term)) throw invalidParameter(`Invalid character(s) in term '${term}'`);
      terms.push({ sign, term });
      at = end;
    }
  }
  return terms;
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}
