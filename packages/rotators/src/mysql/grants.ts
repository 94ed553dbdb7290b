/**
 * The statements that give another account what `SHOW GRANTS` lists: its own text up to the account, and the right to
 * pass it on. Limits of resources, passwords and requirements of TLS in the first line are not among them. Lines of
 * another form give nothing.
 *
 * @param from both spellings are the server's: MariaDB and MySQL 8 write backquotes, MySQL 5 apostrophes
 * @param to the other account, as a literal
 */
export function copiedGrants(lines: readonly string[], from: NamedAccount, to: string): readonly string[] {
  return lines.flatMap(line => {
    for (const account of spellings(from)) {
      const copied = copyGrant(line, account, to) ?? copyDefaultRole(line, account, to);
      if (copied !== undefined) return [copied];
    }
    return [];
  });
}

/** An account of MySQL. */
export interface NamedAccount {
  readonly name: string;
  readonly host: string;
}

const OPTIONS = [' WITH GRANT OPTION', ' WITH ADMIN OPTION'];

function copyGrant(line: string, account: string, to: string): string | undefined {
  if (!line.startsWith('GRANT ')) return undefined;
  // The last one: names of databases may hold anything, and nothing behind the account does.
  const at = line.lastIndexOf(` TO ${account}`);
  if (at === -1) return undefined;
  const rest = line.slice(at + ` TO ${account}`.length);
  if (rest !== '' && !rest.startsWith(' ')) return undefined;
  const option = OPTIONS.find(text => rest.endsWith(text)) ?? '';
  return `${line.slice(0, at)} TO ${to}${option}`;
}

/** As MariaDB writes it. */
function copyDefaultRole(line: string, account: string, to: string): string | undefined {
  const end = ` FOR ${account}`;
  if (!line.startsWith('SET DEFAULT ROLE ') || !line.endsWith(end)) return undefined;
  return `${line.slice(0, -end.length)} FOR ${to}`;
}

function spellings({ name, host }: NamedAccount): readonly string[] {
  return ['`', "'"].map(mark => {
    const quote = (text: string) => `${mark}${text.replaceAll(mark, mark + mark)}${mark}`;
    return `${quote(name)}@${quote(host)}`;
  });
}
