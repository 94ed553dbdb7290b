/** Reading values of unknown type. Objects become maps, so that no name of an author's can mean something of ours. */

export function readObject(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map<string, unknown>(Object.entries(value))
    : undefined;
}

/** One text or a list of texts. */
export function readTexts(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every(item => typeof item === 'string') ? list : undefined;
}

/** The values of a condition: texts, numbers and booleans, one or a list. */
export function readConditionValues(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts: string[] = [];
  for (const item of list) {
    if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean') {
      return undefined;
    }
    texts.push(String(item));
  }
  return texts;
}
