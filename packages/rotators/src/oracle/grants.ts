import type { OracleConnection } from './connect.ts';

const KINDS = ['ROLE_GRANT', 'SYSTEM_GRANT', 'OBJECT_GRANT', 'DEFAULT_ROLE'] as const;
/** ORA-31608: the user has nothing of this kind. */
const NOTHING_OF_THE_KIND = 31_608;

/**
 * The statements that give a user what another one was given. Source: Oracle, "DBMS_METADATA", GET_GRANTED_DDL.
 *
 * @param from as the dictionary has it
 * @param to as statements write it
 */
export async function copiedGrants(connection: OracleConnection, from: string, to: string): Promise<readonly string[]> {
  const statements: string[] = [];
  for (const kind of KINDS) {
    for (const line of (await grantedDdl(connection, kind, from)).split('\n')) {
      const statement = forOther(line.trim(), from, to);
      if (statement !== undefined) statements.push(statement);
    }
  }
  return statements;
}

async function grantedDdl(connection: OracleConnection, kind: string, from: string): Promise<string> {
  const sql = 'select dbms_metadata.get_granted_ddl(:kind, :name) from dual';
  try {
    const { rows } = await connection.execute(sql, { kind, name: from });
    return await textOf(rows?.[0]?.[0]);
  } catch (error) {
    if (error instanceof Error && 'errorNum' in error && error.errorNum === NOTHING_OF_THE_KIND) return '';
    throw error;
  }
}

/** Long texts come as objects that are read by themselves. */
async function textOf(value: unknown): Promise<string> {
  if (typeof value === 'object' && value !== null && 'getData' in value && typeof value.getData === 'function')
    return String((await value.getData()) ?? '');
  return String(value ?? '');
}

/** One statement a line, whose last quoted name is the user's, or for `ALTER USER` its first. */
function forOther(line: string, from: string, to: string): string | undefined {
  const statement = line.endsWith(';') ? line.slice(0, -1) : line;
  const quoted = `"${from}"`;
  if (statement.startsWith(`ALTER USER ${quoted}`)) return `ALTER USER ${to}${statement.slice(11 + quoted.length)}`;
  const at = statement.lastIndexOf(` TO ${quoted}`);
  if (!statement.startsWith('GRANT ') || at === -1) return undefined;
  return `${statement.slice(0, at)} TO ${to}${statement.slice(at + 4 + quoted.length)}`;
}
