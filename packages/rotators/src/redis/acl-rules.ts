/** What `ACL GETUSER` tells of a user, as the rules that give another one the same: all but passwords. */
export function aclRules(answer: unknown): readonly string[] {
  const fields = pairs(answer);
  return [
    ...listOf(fields.get('flags')).filter(flag => flag === 'skip-sanitize-payload'),
    ...words(fields.get('commands')),
    ...patterns(fields.get('keys'), '~'),
    ...patterns(fields.get('channels'), '&'),
    ...(Array.isArray(fields.get('selectors')) ? listOfAny(fields.get('selectors')).map(selector) : []),
  ];
}

function selector(answer: unknown): string {
  return `(${aclRules(answer).join(' ')})`;
}

/** Names and values in turn. */
function pairs(answer: unknown): ReadonlyMap<string, unknown> {
  const list = listOfAny(answer);
  return new Map(list.flatMap((name, at) => (at % 2 === 0 ? [[String(name), list[at + 1]] as const] : [])));
}

/** Redis 7 writes `~a* &b*`, Redis 6 lists the bare patterns. */
function patterns(value: unknown, sign: string): readonly string[] {
  return Array.isArray(value) ? listOf(value).map(pattern => sign + pattern) : words(value);
}

function words(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split(' ').filter(word => word !== '') : [];
}

function listOf(value: unknown): readonly string[] {
  return listOfAny(value).map(String);
}

function listOfAny(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
