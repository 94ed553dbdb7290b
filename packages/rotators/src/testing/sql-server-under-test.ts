import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redacted } from '@coffer/wire';
import { connectSqlServer } from '../sqlserver/connect.ts';
import type { DatabaseUnderTest } from './database-under-test.ts';
import { Catalog, DATABASE } from './sql-server-catalog.ts';
import { startTdsServer } from './tds-server.ts';
import type { TlsOfTds } from './tds-tls.ts';

/** How its model is made. */
export interface SqlServerModel {
  /** Users have their passwords in the database, and no login. */
  readonly isContained?: boolean;
  readonly tls?: TlsOfTds;
}

/** The model of a SQL Server behind its protocol, and what it has stored. */
export interface SqlServerUnderTest extends DatabaseUnderTest {
  /** What stands in the catalog for somebody: roles, and permissions in words. */
  rightsOf(username: string): readonly string[];
  /** From now on the server fails when somebody is to be given this permission. */
  refuse(permission: string): void;
  /** Runs T-SQL as the administrator. */
  run(statement: string): Promise<void>;
}

/** Starts it; the database is `shop`. */
export async function sqlServerUnderTest({
  isContained = false,
  tls,
}: SqlServerModel = {}): Promise<SqlServerUnderTest> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'coffer-sqlserver-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'catalog.db');
  const catalog = stack.use(new Catalog(file));
  catalog.create(isContained);
  const administrator = { username: 'administrator', password: randomBytes(12).toString('hex') };
  catalog.addPrincipal('server', administrator.username);
  catalog.setPassword('server', administrator.username, administrator.password);
  catalog.join('server', 'sysadmin', administrator.username);
  const { port } = stack.use(await startTdsServer(file, tls));
  const running = stack.move();
  const as = async (username: string, password: string, ...statements: readonly string[]) => {
    const login = { host: '127.0.0.1', port, username, database: DATABASE, tls: undefined };
    const connection = await connectSqlServer({ ...login, password: new Redacted(password) });
    try {
      for (const statement of statements) await connection.run(statement);
    } finally {
      connection.close();
    }
  };
  return {
    port,
    administrator,
    makeUser(name, password) {
      const username = `u${randomBytes(3).toString('hex')}${name}`;
      if (!isContained) catalog.addPrincipal('server', username);
      catalog.setPassword(isContained ? 'database' : 'server', username, password);
      catalog.addPrincipal('database', username);
      catalog.permit('database', username, 'SELECT', 'G', { kind: 1, id: 101 });
      return Promise.resolve(username);
    },
    use: (username, password) => as(username, password, 'select name from [dbo].[goods]'),
    refuse: permission => catalog.refuse(permission),
    run: statement => as(administrator.username, administrator.password, statement),
    rightsOf(username) {
      return (['server', 'database'] as const).flatMap(level => {
        const { rows } = catalog.query(RIGHTS(level), new Map([['@name', username]]));
        return rows.map(([right]) => `${level}: ${right}`);
      });
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const RIGHTS = (level: 'server' | 'database') => `
  select 'in ' || r.name as right_ from sys.${level}_role_members m
  join sys.${level}_principals r on r.principal_id = m.role_principal_id
  join sys.${level}_principals p on p.principal_id = m.member_principal_id where p.name = @name
  union all
  select s.state || ' ' || s.permission_name || ' ' || s.class || '.' || s.major_id from sys.${level}_permissions s
  join sys.${level}_principals p on p.principal_id = s.grantee_principal_id where p.name = @name
  order by right_`;
