/**
 * Matching text against patterns with `*` and `?`.
 *
 * INVARIANT: however a pattern is written, its cost is bounded before it runs. With n the length of the text and m
 * that of the pattern:
 *
 * - What stands before the first `*` and after the last one is compared in place: at most m steps.
 * - Pieces of plain text between stars are searched from left to right, each by Knuth, Morris and Pratt's algorithm,
 *   each from where the piece before it ended: at most 2n steps for all of them. Taking the leftmost place is right
 *   because a `*` fits whatever lies between.
 * - Patterns for which that does not hold (a `?` between stars, a `*` that may not pass a colon) run as a set of
 *   states, 32 to a word: at most 2n(m/32 + 1) steps.
 *
 * The two-pointer matcher that is usual here goes back to the last star at each mismatch: n times m steps.
 */
import { matchesAt } from './fixed.ts';
import { type Literal, literal, search } from './literal-search.ts';
import type { Meter } from './meter.ts';
import { type StateSet, runStates, stateSet } from './state-set.ts';
import { MANY, MANY_IN_FIELD, type Tokens } from './tokens.ts';

export type Wildcard =
  | { readonly type: 'fixed'; readonly whole: Tokens }
  | {
      readonly type: 'pieces';
      readonly first: Tokens;
      readonly between: readonly Literal[];
      readonly last: Tokens;
      /** Characters that the pattern needs at least. */
      readonly minLength: number;
    }
  | { readonly type: 'states'; readonly first: Tokens; readonly states: StateSet };

export function compileWildcard(tokens: Tokens): Wildcard {
  const pieces: number[][] = [[]];
  let isPlain = true;
  for (const token of tokens) {
    if (token === MANY || token === MANY_IN_FIELD) {
      isPlain &&= token === MANY;
      pieces.push([]);
    } else {
      pieces.at(-1)?.push(token);
    }
  }

  const first = pieces[0] ?? [];
  if (pieces.length === 1) {
    return { type: 'fixed', whole: first };
  }
  const between = pieces.slice(1, -1).filter(piece => piece.length > 0);
  if (!isPlain || between.some(piece => piece.some(token => token < 0))) {
    return { type: 'states', first, states: stateSet(tokens) };
  }

  const minLength = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return { type: 'pieces', first, between: between.map(literal), last: pieces.at(-1) ?? [], minLength };
}

/** Whether the whole text fits the pattern. */
export function matchesWildcard(pattern: Wildcard, text: string, meter?: Meter): boolean {
  switch (pattern.type) {
    case 'fixed':
      return text.length === pattern.whole.length && matchesAt(pattern.whole, text, 0, meter);
    case 'states':
      return matchesAt(pattern.first, text, 0, meter) && runStates(pattern.states, text, meter);
    case 'pieces': {
      const end = text.length - pattern.last.length;
      return (
        text.length >= pattern.minLength &&
        // The end first: see `matchesAt`.
        matchesAt(pattern.last, text, end, meter) &&
        matchesAt(pattern.first, text, 0, meter) &&
        findAll(pattern.between, text, pattern.first.length, end, meter)
      );
    }
  }
}

/** Whether the pieces stand in the text one after the other, between `start` and `end`. */
function findAll(pieces: readonly Literal[], text: string, start: number, end: number, meter?: Meter): boolean {
  let position = start;
  for (const piece of pieces) {
    position = search(piece, text, position, end, meter);
    if (position === -1) {
      return false;
    }
  }
  return true;
}
