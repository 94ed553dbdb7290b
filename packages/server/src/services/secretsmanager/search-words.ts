/**
 * The words of a text, in lower case: AWS splits at blanks and punctuation, between lower and upper case
 * (`camelCase`), and between letters and digits. One pass over the text.
 */
export function searchWords(text: string): readonly string[] {
  const words: string[] = [];
  let start = 0;
  let before: Kind = 'none';
  for (let i = 0; i <= text.length; i++) {
    const kind = i < text.length ? kindOf(text.charCodeAt(i)) : 'none';
    if (i > start && isBorder(before, kind)) {
      words.push(text.slice(start, i).toLowerCase());
      start = i;
    }
    if (kind === 'none') start = i + 1;
    before = kind;
  }
  return words;
}

type Kind = 'none' | 'lower' | 'upper' | 'digit' | 'other';

/** An upper-case letter goes with the lower-case ones behind it. */
function isBorder(before: Kind, after: Kind): boolean {
  if (before === after || (before === 'upper' && after === 'lower')) return false;
  return before !== 'none';
}

function kindOf(code: number): Kind {
  if (code >= 97 && code <= 122) return 'lower';
  if (code >= 65 && code <= 90) return 'upper';
  if (code >= 48 && code <= 57) return 'digit';
  return code < 128 ? 'none' : 'other';
}
