/** What `rate()` and `cron()` expressions are made of. */

/**
 * The words between `NAME(` and `)`, split at spaces; undefined when the text is not of that form. The alphabet and the
 * length are the API model's: no letter beyond ASCII becomes one of it where names are read in any case.
 */
export function scheduleWords(name: 'rate' | 'cron', text: string): readonly string[] | undefined {
  if (!ALPHABET.test(text) || !text.startsWith(`${name}(`) || !text.endsWith(')')) {
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

const ALPHABET = /^[0-9A-Za-z()#?*\-/, ]{1,256}$/;
