/** SQL Server at protocol level: the real driver talks to a model of a server, which the tests bring. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { proveByPython } from '../testing/prove-by-python.ts';
import { proveEngine } from '../testing/prove-engine.ts';
import type { SqlServerUnderTest } from '../testing/sql-server-under-test.ts';
import { sqlServerUnderTest } from '../testing/sql-server-under-test.ts';
import { sqlserver } from './engine.ts';

// `ssl` is said because this model has no TLS; passwords are those of LOGIN7, checked by the server.
const members = { dbname: 'shop', ssl: false };
const proven = { engine: sqlserver, oddName: `'\\"\`@%; ]x[`, members };

proveEngine('95: SQL Server, protocol level only', { ...proven, start: () => sqlServerUnderTest() }, bench =>
  proveByPython('pymssql', bench),
);
proveEngine('SQL Server, users of a contained database, protocol level only', {
  ...proven,
  start: () => sqlServerUnderTest({ isContained: true }),
});

describe('SQL Server, protocol level only: rights', () => {
  let server: SqlServerUnderTest;
  before(async () => {
    server = await sqlServerUnderTest();
  });
  after(() => server[Symbol.asyncDispose]());

  const logIn = (username: string, password: string) =>
    sqlserver.connect({
      host: '127.0.0.1',
      port: server.port,
      database: 'shop',
      tls: undefined,
      username,
      password: new Redacted(password),
    });
  const asAdministrator = () => logIn(server.administrator.username, server.administrator.password);

  test('a clone has roles, grants and denials of the other one, on everything that there is', async () => {
    const user = await server.makeUser('', 'the-password');
    await server.run(`alter server role auditors add member [${user}]`);
    await server.run(`grant view server state to [${user}]`);
    await server.run(`alter role [sell]]ers] add member [${user}]; alter role db_datareader add member [${user}]`);
    await server.run(`grant insert on object::[sto're]]].[or"ders]]] to [${user}] with grant option`);
    await server.run(`deny delete on schema::[sto're]]] to [${user}]; grant view definition to [${user}]`);
    await using session = await asAdministrator();

    await session.putUser(`${user}_clone`, new Redacted('new'), { name: user, scope: undefined });

    assert.deepEqual(server.rightsOf(`${user}_clone`), server.rightsOf(user));
    assert.deepEqual(server.rightsOf(user), [
      'server: G VIEW SERVER STATE 100.0',
      'server: in auditors',
      'database: D DELETE 3.6',
      'database: G SELECT 1.101',
      'database: G VIEW DEFINITION 0.0',
      'database: W INSERT 1.102',
      'database: in db_datareader',
      'database: in sell]ers',
    ]);
    await server.use(`${user}_clone`, 'new');
  });

  test('what fails half-way leaves nothing, and the next attempt begins anew', async () => {
    const user = await server.makeUser('', 'the-password');
    await server.run(`grant take ownership to [${user}]`);
    server.refuse('TAKE OWNERSHIP');
    await using session = await asAdministrator();
    const put = () => session.putUser(`${user}_clone`, new Redacted('new'), { name: user, scope: undefined });

    // The second attempt meets no login of the first one, and the session is as good as before.
    await assert.rejects(put(), { message: 'The transaction ended in the trigger.' });
    await assert.rejects(put(), { message: 'The transaction ended in the trigger.' });

    assert.deepEqual(server.rightsOf(`${user}_clone`), []);
    await assert.rejects(server.use(`${user}_clone`, 'new'), { name: 'LoginRefused' });
    await session.probe();
  });

  test('a user who is no administrator changes nobody else', async () => {
    const [user, other] = [await server.makeUser('', 'the-password'), await server.makeUser('', 'its-password')];
    await using session = await logIn(user, 'the-password');

    const put = session.putUser(other, new Redacted('new'), { name: user, scope: undefined });

    await assert.rejects(put, { message: /because it does not exist or you do not have permission/ });
    await server.use(other, 'its-password');
  });
});
