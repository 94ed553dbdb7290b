/** SQL Server by its statements: what a rotation sends, in its order. The protocol is the driver's; no server is at hand. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import type { Row, SqlServerConnection } from './connect.ts';
import { sqlserver, sqlServerSession } from './engine.ts';

describe('SQL Server, by its statements', () => {
  test('a login changes its own password by naming the old one', async () => {
    const server = new FakeSqlServer({ containment: '0' });
    await using session = sqlServerSession(server, "we]ird'name");

    await session.changeOwnPassword(new Redacted("new'one"), new Redacted('old'));

    const statement = "alter login [we]]ird'name] with password = N'new''one' old_password = N'old'";
    assert.equal(server.statements.at(-1), statement);
  });

  test('a user of a contained database has its password there', async () => {
    const server = new FakeSqlServer({ containment: '1' });
    await using session = sqlServerSession(server, 'app');

    await session.changeOwnPassword(new Redacted('new'), new Redacted('old'));

    assert.equal(server.statements.at(-1), "alter user [app] with password = N'new', old_password = N'old'");
  });

  test('a clone gets login, user, roles and permissions in one transaction', async () => {
    const server = new FakeSqlServer({
      containment: '0',
      principals: ['database app'],
      roles: ['db_datareader'],
      permissions: [
        ['SELECT', 'W', '1', 'goods', 'shop'],
        ['EXECUTE', 'G', '3', '', 'shop'],
        ['VIEW DEFINITION', 'D', '0', '', ''],
        ['X; drop table goods', 'G', '0', '', ''],
      ],
    });
    await using session = sqlServerSession(server, 'admin');

    await session.putUser('app_clone', new Redacted('new'), { name: 'app', scope: undefined });

    assert.deepEqual(server.changes(), [
      'set xact_abort on; begin transaction',
      "create login [app_clone] with password = N'new'",
      'create user [app_clone] for login [app_clone]',
      'alter role [db_datareader] add member [app_clone]',
      'grant SELECT on object::[shop].[goods] to [app_clone] with grant option',
      'grant EXECUTE on schema::[shop] to [app_clone]',
      'deny VIEW DEFINITION to [app_clone]',
      'commit transaction',
    ]);
  });

  test('a clone that is there gets its password only', async () => {
    const server = new FakeSqlServer({ containment: '0', principals: ['server app_clone'] });
    await using session = sqlServerSession(server, 'admin');

    await session.putUser('app_clone', new Redacted('new'), { name: 'app', scope: undefined });

    assert.equal(server.changes()[1], "alter login [app_clone] with password = N'new'");
  });

  test('what fails is undone', async () => {
    const server = new FakeSqlServer({ containment: '0', failing: 'create login' });
    await using session = sqlServerSession(server, 'admin');

    const put = session.putUser('app_clone', new Redacted('new'), { name: 'app', scope: undefined });

    await assert.rejects(put, { message: 'no' });
    assert.equal(server.statements.at(-1), 'if @@trancount > 0 rollback transaction');
  });

  test('a server that nobody runs is no login, by the real driver', async () => {
    const login = { host: '127.0.0.1', port: 1, username: 'a', password: new Redacted('b'), database: 'master' };

    await assert.rejects(sqlserver.connect({ ...login, tls: undefined }), /Failed to connect/);
  });
});

interface Answers {
  readonly containment: string;
  /** `server NAME` or `database NAME` */
  readonly principals?: readonly string[];
  readonly roles?: readonly string[];
  /** Permission, state, class, object, schema. */
  readonly permissions?: readonly (readonly [string, string, string, string, string])[];
  readonly failing?: string;
}

class FakeSqlServer implements SqlServerConnection {
  readonly statements: string[] = [];
  readonly #answers: Answers;

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  run(sql: string, { name = '' }: Readonly<Record<string, string>> = {}): Promise<readonly Row[]> {
    this.statements.push(sql);
    const { containment, principals = [], roles = [], permissions = [], failing } = this.#answers;
    if (failing !== undefined && sql.startsWith(failing)) return Promise.reject(new Error('no'));
    return Promise.resolve(this.#rows(sql, name, { containment, principals, roles, permissions }));
  }

  close(): void {}

  /** Without questions. */
  changes(): readonly string[] {
    return this.statements.filter(statement => !statement.startsWith('select'));
  }

  #rows(sql: string, name: string, answers: Required<Omit<Answers, 'failing'>>): readonly Row[] {
    if (sql.includes('containment')) return [new Map([['containment', answers.containment]])];
    const level = /sys\.(server|database)_principals where/.exec(sql)?.[1];
    if (level !== undefined) return answers.principals.includes(`${level} ${name}`) ? [new Map([['found', '1']])] : [];
    if (sql.includes('sys.database_role_members')) return answers.roles.map(role => new Map([['role', role]]));
    if (!sql.includes('sys.database_permissions')) return [];
    return answers.permissions.map(
      ([permission, state, kind, object, schema]) =>
        new Map([
          ['permission', permission],
          ['state', state],
          ['class', kind],
          ['object', object],
          ['schema', schema],
        ]),
    );
  }
}
