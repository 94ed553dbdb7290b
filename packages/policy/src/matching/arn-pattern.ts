import type { Meter } from './meter.ts';
import { COLON, MANY, type Tokens } from './tokens.ts';
import { compileWildcard, matchesWildcard, type Wildcard } from './wildcard.ts';

/**
 * The pattern of an ARN operator: six fields that are compared one by one, so no wildcard passes a colon, save in the
 * last field, which is the rest. `*` alone fits every ARN; other patterns with fewer fields fit none.
 */
export type ArnPattern = 'any' | 'none' | readonly Wildcard[];

const FIELDS = 6;

export function compileArnPattern(tokens: Tokens): ArnPattern {
  if (tokens.length === 1 && tokens[0] === MANY) {
    return 'any';
  }
  const fields: number[][] = [[]];
  for (const token of tokens) {
    if (token === COLON && fields.length < FIELDS) {
      fields.push([]);
    } else {
      fields.at(-1)?.push(token);
    }
  }
  return fields.length === FIELDS ? fields.map(compileWildcard) : 'none';
}

/** False for text that is no ARN. */
export function matchesArn(pattern: ArnPattern, text: string, meter?: Meter): boolean {
  if (pattern === 'none') {
    return false;
  }
  let start = 0;
  for (let field = 0; field < FIELDS; field++) {
    const end = field === FIELDS - 1 ? text.length : text.indexOf(':', start);
    if (end === -1) {
      return false;
    }
    const wildcard = pattern === 'any' ? undefined : pattern[field];
    if (wildcard !== undefined && !matchesWildcard(wildcard, text.slice(start, end), meter)) {
      return false;
    }
    start = end + 1;
  }
  return true;
}
