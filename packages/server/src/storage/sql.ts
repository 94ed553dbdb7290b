/** What can be bound to a statement and what comes back. Booleans are stored as 0 and 1, times as milliseconds. */
export type SqlValue = string | number | null | Uint8Array;

/** A statement and its values; values can only be bound, never spliced into the text. */
export interface Sql {
  /** The literal parts; one more than there are values. The same array object for the same place in the code. */
  readonly strings: readonly string[];
  readonly values: readonly SqlValue[];
}

/**
 * Writes a statement: `` sql`select name from secret where id = ${id}` ``. A value is bound; another `Sql` is woven in.
 * The text is the same on both engines; where they differ, the difference belongs in the driver.
 */
export function sql(strings: TemplateStringsArray, ...values: readonly (SqlValue | Sql)[]): Sql {
  // A statement without fragments keeps the template's own array: drivers cache prepared statements by its identity.
  if (!values.some(isSql)) return { strings, values: values as readonly SqlValue[] };
  const parts: string[] = [strings[0] ?? ''];
  const bound: SqlValue[] = [];
  for (const [i, value] of values.entries()) {
    const after = strings[i + 1] ?? '';
    if (isSql(value)) {
      parts[parts.length - 1] += value.strings[0] ?? '';
      parts.push(...value.strings.slice(1));
      parts[parts.length - 1] += after;
      bound.push(...value.values);
    } else {
      bound.push(value);
      parts.push(after);
    }
  }
  return { strings: parts, values: bound };
}

/** Joins statements or fragments: `` sql`in (${join(ids.map(id => sql`${id}`))})` ``. */
export function join(parts: readonly Sql[], separator = ', '): Sql {
  const strings: string[] = [''];
  const values: SqlValue[] = [];
  for (const [i, part] of parts.entries()) {
    if (i > 0) strings[strings.length - 1] += separator;
    strings[strings.length - 1] += part.strings[0] ?? '';
    strings.push(...part.strings.slice(1));
    values.push(...part.values);
  }
  return { strings, values };
}

function isSql(value: SqlValue | Sql): value is Sql {
  return typeof value === 'object' && value !== null && 'strings' in value;
}
