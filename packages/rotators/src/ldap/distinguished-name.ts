import type { SplitName } from '../database/engine.ts';

/** The first value of a distinguished name, and what stands around it: `app` of `uid=app,ou=people,dc=example`. */
export function splitDistinguishedName(dn: string): SplitName {
  const start = dn.indexOf('=') + 1;
  let end = start;
  // A backslash hides what follows it. Source: RFC 4514.
  while (end < dn.length && dn[end] !== ',' && dn[end] !== '+') end += dn[end] === '\\' ? 2 : 1;
  return { before: dn.slice(0, start), name: dn.slice(start, end), after: dn.slice(end) };
}

/** The attribute of a name's first value, in lower case: `uid`. */
export function namingAttribute(dn: string): string {
  return dn
    .slice(0, Math.max(0, dn.indexOf('=')))
    .trim()
    .toLowerCase();
}

/** A value of a name, as it is. Source: RFC 4514, section 2.4. */
export function unescapeValue(value: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < value.length; at += 1) {
    const pair = value.slice(at + 1, at + 3);
    if (value[at] !== '\\') bytes.push(...Buffer.from(value[at] ?? ''));
    else if (/^[0-9a-fA-F]{2}$/.test(pair)) {
      bytes.push(Number.parseInt(pair, 16));
      at += 2;
    } else {
      bytes.push(...Buffer.from(value[at + 1] ?? ''));
      at += 1;
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

/** A text within a search filter. Source: RFC 4515. */
export function filterValue(text: string): string {
  return [...text]
    .map(letter => ('\\*()\0'.includes(letter) ? `\\${letter.charCodeAt(0).toString(16).padStart(2, '0')}` : letter))
    .join('');
}
