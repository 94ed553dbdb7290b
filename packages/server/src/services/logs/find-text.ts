/** Below this length the built-in search cannot be made slow. */
const SHORT = 16;

/** Whether `wanted` is in a text: a function of the text that takes time linear in it, whatever both are. */
export function textFinder(wanted: string): (text: string, from?: number) => number {
  if (wanted.length <= SHORT) return (text, from = 0) => text.indexOf(wanted, from);
  const lengths = borders(wanted);
  return (text, from = 0) => search(text, wanted, lengths, from);
}

/** Knuth, Morris and Pratt: no character of the text is looked at twice. */
function search(text: string, wanted: string, lengths: readonly number[], from: number): number {
  let matched = 0;
  for (let at = from; at < text.length; at++) {
    while (matched > 0 && text[at] !== wanted[matched]) matched = lengths[matched - 1] ?? 0;
    if (text[at] === wanted[matched]) matched += 1;
    if (matched === wanted.length) return at - matched + 1;
  }
  return -1;
}

/** For each beginning of the text: how long its longest proper beginning is that it also ends with. */
function borders(wanted: string): readonly number[] {
  const lengths = [0];
  for (let i = 1, length = 0; i < wanted.length; i++) {
    while (length > 0 && wanted[i] !== wanted[length]) length = lengths[length - 1] ?? 0;
    if (wanted[i] === wanted[length]) length += 1;
    lengths.push(length);
  }
  return lengths;
}
