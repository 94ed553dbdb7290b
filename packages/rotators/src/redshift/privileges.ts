import type { Client } from 'pg';

interface Held {
  readonly schema: string | null;
  readonly name: string;
  readonly privilege: string;
}

/**
 * The statements that give a user what another one may do in this database: on the database itself, its schemas and its
 * tables, and the same groups. Redshift has no roles to join in every version, and answers what somebody may do; owning
 * is not copied.
 *
 * @param to the other user, quoted
 */
export async function copiedPrivileges(client: Client, from: string, to: string): Promise<readonly string[]> {
  const quote = (name: string) => client.escapeIdentifier(name);
  const held = async (query: string) => (await client.query<Held>(query, [from])).rows;
  const grants = (on: string, rows: readonly Held[]) =>
    rows.map(({ schema, name, privilege }) => {
      const object = schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`;
      return `grant ${privilege} on ${on} ${object} to ${to}`;
    });
  const groups = await held(GROUPS);
  return [
    ...groups.map(({ name }) => `alter group ${quote(name)} add user ${to}`),
    ...grants('database', await held(probe('database', ['create', 'temporary'], DATABASES))),
    ...grants('schema', await held(probe('schema', ['create', 'usage'], SCHEMAS))),
    ...grants('table', await held(probe('table', ['select', 'insert', 'update', 'delete', 'references'], TABLES))),
  ];
}

const GROUPS = `
  select null as schema, g.groname as name, '' as privilege
  from pg_catalog.pg_group g, pg_catalog.pg_user u
  where u.usename = $1 and u.usesysid = any (g.grolist)`;

const DATABASES = `select null as schema, datname as name, datname as object
  from pg_catalog.pg_database where datname = current_database()`;

/** Not the system's own, which everybody may use. */
const SCHEMAS = `select null as schema, nspname as name, nspname as object
  from pg_catalog.pg_namespace where nspname not like 'pg\\\\_%' and nspname <> 'information_schema'`;

const TABLES = `select schemaname as schema, tablename as name,
    quote_ident(schemaname) || '.' || quote_ident(tablename) as object
  from pg_catalog.pg_tables where schemaname not like 'pg\\\\_%' and schemaname <> 'information_schema'`;

/** One row for each privilege that the user has on one of the objects. */
function probe(kind: string, privileges: readonly string[], objects: string): string {
  return privileges
    .map(
      privilege => `
  select o.schema, o.name, '${privilege}' as privilege
  from (${objects}) o
  where has_${kind}_privilege($1, o.object, '${privilege}')`,
    )
    .join(' union all ');
}
