/**
 * Patterns as numbers: a UTF-16 code unit stands for itself, a negative number for a wildcard. So a `*` that came out
 * of a variable's value, or out of `${*}`, is a character like any other.
 */
export type Tokens = readonly number[];

/** `?`: any one character. */
export const ONE = -1;
/** `?` inside one of an ARN's first five fields: any one character but a colon. */
export const ONE_IN_FIELD = -2;
/** `*`: any number of any characters. */
export const MANY = -3;
/** `*` inside one of an ARN's first five fields: any number of characters but a colon. */
export const MANY_IN_FIELD = -4;

export const COLON = 58;
const STAR = 42;
const QUESTION_MARK = 63;

/** A pattern where `*` and `?` fit everything. */
export function patternTokens(text: string): number[] {
  const tokens: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    tokens.push(code === STAR ? MANY : code === QUESTION_MARK ? ONE : code);
  }
  return tokens;
}

/** Text where nothing is a wildcard. */
export function literalTokens(text: string): number[] {
  const tokens: number[] = [];
  for (let index = 0; index < text.length; index++) {
    tokens.push(text.charCodeAt(index));
  }
  return tokens;
}

/** Colons that end an ARN's fields: `arn:partition:service:region:account:` and then the resource, colons and all. */
const FIELD_COLONS = 5;

/**
 * The pattern of a Resource element: wildcards stay within their field, save a `*` that ends its field, which may go
 * past colons (IAM User Guide, "Resource", "Using wildcards in resource ARNs").
 */
export function resourceTokens(pattern: Tokens): number[] {
  const tokens = [...pattern];
  for (let index = 0, colons = 0; index < tokens.length && colons < FIELD_COLONS; index++) {
    const token = tokens[index];
    if (token === COLON) {
      colons++;
    } else if (token === ONE) {
      tokens[index] = ONE_IN_FIELD;
    } else if (token === MANY && !endsField(tokens[index + 1])) {
      tokens[index] = MANY_IN_FIELD;
    }
  }
  return tokens;
}

/** In a run of stars only the last one ends the field, and one is enough. */
function endsField(next: number | undefined): boolean {
  return next === undefined || next === COLON;
}
