import { invalidParameter } from './errors.ts';

/**
 * A text in double quotes that begins here; a backslash takes the next character as it is.
 *
 * @throws AwsError InvalidParameterException when it does not end
 */
export function readQuoted(text: string, start: number): { readonly value: string; readonly end: number } {
  let value = '';
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '"') return { value, end: at + 1 };
    if (character === '\\' && at + 1 < text.length) {
      at += 1;
      value += text[at] ?? '';
    } else {
      value += character;
    }
  }
  throw invalidParameter('Invalid filter pattern');
}
