import type { Redacted } from '@coffer/wire';

const LONGEST = 1_000;

/**
 * What an error of a library says, as one line without any of these values; at most 1,000 characters. Servers quote the
 * statement that they could not read, and a statement may hold a password.
 */
export function scrub(error: unknown, hidden: readonly Redacted<string>[]): string {
  let text = describe(error);
  for (const secret of hidden) {
    const value = secret.unwrap();
    // As it is, and as statements and URLs spell it.
    for (const form of new Set([value, value.replaceAll("'", "''"), encodeURIComponent(value.toWellFormed())]))
      if (form !== '') text = text.replaceAll(form, '***');
  }
  return text.replaceAll('\r', ' ').replaceAll('\n', ' ').slice(0, LONGEST);
}

/** Several addresses of one name give one error each, and a message of nothing. */
function describe(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(describe).join('; ');
  return error instanceof Error ? error.message : String(error);
}
