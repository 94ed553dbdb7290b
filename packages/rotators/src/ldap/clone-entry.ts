import { randomBytes } from 'node:crypto';
import type { Client } from 'ldapts';
import { filterValue, namingAttribute, splitDistinguishedName, unescapeValue } from './distinguished-name.ts';

/** Attributes that hold what proves an entry's identity: not for the clone. */
const NOT_COPIED: ReadonlySet<string> = new Set(['dn', 'userpassword', 'usercertificate', 'usercertificate;binary']);
const NO_SUCH_OBJECT = 32;
const EXISTS_ALREADY = 20;

/** Adds an entry with the attributes of another one, unless it is there, and makes it a member of the same groups. */
export async function cloneEntry(client: Client, dn: string, like: string): Promise<void> {
  if (!(await exists(client, dn))) await client.add(dn, await attributesFor(client, dn, like));
  const { Attribute, Change } = await import('ldapts');
  for (const { group, attribute } of await groupsOf(client, like)) {
    const modification = new Attribute({ type: attribute, values: [dn] });
    await client.modify(group, new Change({ operation: 'add', modification })).catch((error: unknown) => {
      if (codeOf(error) !== EXISTS_ALREADY) throw error;
    });
  }
}

async function exists(client: Client, dn: string): Promise<boolean> {
  try {
    const { searchEntries } = await client.search(dn, { scope: 'base', attributes: ['1.1'] });
    return searchEntries.length > 0;
  } catch (error) {
    if (codeOf(error) === NO_SUCH_OBJECT) return false;
    throw error;
  }
}

async function attributesFor(client: Client, dn: string, like: string): Promise<Record<string, string[]>> {
  const { searchEntries } = await client.search(like, { scope: 'base', attributes: ['*'] });
  const naming = namingAttribute(dn);
  const name = unescapeValue(splitDistinguishedName(dn).name);
  const copied = Object.entries(searchEntries[0] ?? {}).flatMap(([attribute, value]): [string, string[]][] => {
    const key = attribute.toLowerCase();
    const values = [value].flat().map(item => (typeof item === 'string' ? item : item.toString('utf8')));
    // The driver lists what it asked for, `*` itself, as an attribute without values.
    return NOT_COPIED.has(key) || key === naming || values.length === 0 ? [] : [[attribute, values]];
  });
  // Classes may want a password; nobody learns this one.
  const userPassword = [`${randomBytes(24).toString('base64url')}aA1!`];
  return { ...Object.fromEntries(copied), [naming]: [name], userPassword };
}

interface Membership {
  readonly group: string;
  readonly attribute: string;
}

/** In every tree of the directory that the administrator may search. */
async function groupsOf(client: Client, dn: string): Promise<readonly Membership[]> {
  const root = await client.search('', { scope: 'base', attributes: ['namingContexts'] });
  const trees = [root.searchEntries[0]?.['namingContexts'] ?? []].flat().map(String);
  const found: Membership[] = [];
  for (const tree of trees) {
    for (const attribute of ['member', 'uniqueMember']) {
      const filter = `(${attribute}=${filterValue(dn)})`;
      const { searchEntries } = await client.search(tree, { scope: 'sub', filter, attributes: ['1.1'] });
      found.push(...searchEntries.map(entry => ({ group: entry.dn, attribute })));
    }
  }
  return found;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
