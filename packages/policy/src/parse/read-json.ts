/**
 * JSON without the two things that a security document must not have: names that stand twice in one object (one of
 * them would be lost in silence, a condition perhaps), and lengths without bound.
 */

/** AWS: the longest `policyDocument` that the IAM API takes, in characters; other documents are shorter. */
export const MAX_DOCUMENT_LENGTH = 131_072;

/** Undefined when the text is not acceptable JSON; never throws. */
export function readJson(text: string): { readonly value: unknown } | undefined {
  if (text.length > MAX_DOCUMENT_LENGTH) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return hasRepeatedName(text) ? undefined : { value };
  } catch {
    return undefined;
  }
}

const QUOTE = 34;
const BACKSLASH = 92;

/** Looks through text that is known to be JSON. A list holds an undefined set of names, an object its own. */
function hasRepeatedName(text: string): boolean {
  const open: (Set<unknown> | undefined)[] = [];
  for (let index = 0; index < text.length; index++) {
    switch (text[index]) {
      case '{':
        open.push(new Set());
        break;
      case '[':
        open.push(undefined);
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"': {
        const end = endOfString(text, index);
        const names = open.at(-1);
        if (names !== undefined && isName(text, end)) {
          // Parsed, because a name may be written with escapes.
          const name: unknown = JSON.parse(text.slice(index, end));
          if (names.has(name)) {
            return true;
          }
          names.add(name);
        }
        index = end - 1;
      }
    }
  }
  return false;
}

/** Behind the closing quote of the string that begins here. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE) {
    index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  }
  return index + 1;
}

/** A string before a colon is a name. */
function isName(text: string, end: number): boolean {
  let index = end;
  while (index < text.length && ' \t\r\n'.includes(text.charAt(index))) {
    index++;
  }
  return text[index] === ':';
}
