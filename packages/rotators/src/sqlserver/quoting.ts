/** A name in brackets. */
export function quoteName(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}

/** A text as a literal. */
export function literal(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`;
}
