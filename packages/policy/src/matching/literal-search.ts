/** Knuth, Morris and Pratt's search: never goes back in the text, so its cost does not depend on what either holds. */
import type { Meter } from './meter.ts';
import type { Tokens } from './tokens.ts';

export interface Literal {
  /** The code units to look for; at least one. */
  readonly codes: Tokens;
  /** For each prefix of `codes`, how long its longest proper prefix is that is a suffix of it too. */
  readonly borders: Tokens;
}

export function literal(codes: Tokens): Literal {
  const borders = [0];
  for (let index = 1, border = 0; index < codes.length; index++) {
    while (border > 0 && codes[index] !== codes[border]) {
      border = borders[border - 1] ?? 0;
    }
    if (codes[index] === codes[border]) {
      border++;
    }
    borders.push(border);
  }
  return { codes, borders };
}

/** Where the leftmost occurrence in `text` between `start` and `end` ends; -1 when there is none. */
export function search(piece: Literal, text: string, start: number, end: number, meter?: Meter): number {
  const { codes, borders } = piece;
  let found = -1;
  let steps = 0;
  for (let index = start, matched = 0; index < end; index++) {
    const code = text.charCodeAt(index);
    steps++;
    while (matched > 0 && codes[matched] !== code) {
      matched = borders[matched - 1] ?? 0;
      steps++;
    }
    if (codes[matched] === code) {
      matched++;
    }
    if (matched === codes.length) {
      found = index + 1;
      break;
    }
  }
  if (meter !== undefined) {
    meter.steps += steps;
  }
  return found;
}
