/** Tests texts for a substring in time linear in both (Knuth, Morris and Pratt): both may come from clients. */
export function contains(wanted: string): (text: string) => boolean {
  const fallback = fallbacks(wanted);
  return text => {
    let matched = 0;
    for (let i = 0; i < text.length && matched < wanted.length; i++) {
      while (matched > 0 && text[i] !== wanted[matched]) matched = fallback[matched - 1] ?? 0;
      if (text[i] === wanted[matched]) matched++;
    }
    return matched === wanted.length;
  };
}

/** For each prefix, the length of its longest proper prefix that is also its suffix. */
function fallbacks(wanted: string): readonly number[] {
  const lengths = [0];
  for (let i = 1, length = 0; i < wanted.length; i++) {
    while (length > 0 && wanted[i] !== wanted[length]) length = lengths[length - 1] ?? 0;
    if (wanted[i] === wanted[length]) length++;
    lengths.push(length);
  }
  return lengths;
}
