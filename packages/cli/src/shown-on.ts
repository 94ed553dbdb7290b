import type { Output } from './io.ts';

/**
 * A text as it may go to this output. On a terminal, control characters but line break and tab become `\u001b` and the
 * like: whoever wrote a description must not move the cursor, rename the window or answer for the terminal's user.
 * Elsewhere the text stays as it is.
 */
export function shownOn(output: Output, text: string): string {
  if (output.isTTY !== true) return text;
  return text.replaceAll(/\p{Cc}/gu, each => (each === '\n' || each === '\t' ? each : escaped(each)));
}

/** As JSON and YAML write it, so that their output stays what it is. */
function escaped(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
