/** What `rate()` and `cron()` expressions are made of. */

/** The words between `NAME(` and `)`, split at spaces; undefined when the text is not of that form. */
export function scheduleWords(name: 'rate' | 'cron', text: string): readonly string[] | undefined {
  if (!text.startsWith(`${name}(`) || !text.endsWith(')')) {
    return undefined;
  }
  return text
    .slice(name.length + 1, -1)
    .split(' ')
    .filter(word => word !== '');
}

/** A number of one to nine decimal digits and nothing else; undefined for any other text. */
export function wholeNumber(text: string): number | undefined {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined;
}
