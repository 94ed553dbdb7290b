/**
 * A word that a POSIX shell reads as exactly this text: between single quotes nothing is special but the single quote,
 * which leaves them for a moment. Throws RangeError for NUL, which no argument can carry.
 */
export function shQuote(word: string): string {
  if (word.includes('\0')) throw new RangeError('a shell word cannot hold a NUL character');
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
