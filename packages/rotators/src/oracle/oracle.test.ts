/** Oracle by its driver's interface: statements and their order. Not verified against a server. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { alternatingUsers } from '../database/alternating-users.ts';
import { singleUser } from '../database/single-user.ts';
import { RotatingCoffer } from '../testing/rotating-coffer.ts';
import type { OracleConnection, OracleDriver } from './connect.ts';
import { loadOracle } from './connect.ts';
import { oracle, oracleEngine } from './engine.ts';

describe("93: Oracle, by its driver's interface", () => {
  let coffer: RotatingCoffer;
  before(async () => {
    coffer = await RotatingCoffer.open();
  });
  after(() => coffer[Symbol.asyncDispose]());

  const base = { engine: 'oracle', host: 'db.example', dbname: 'ORCL' };

  test('a single user: the old password is named with the new one', async () => {
    const driver = new FakeOracle([['app', 'first']]);
    const engine = oracleEngine(() => Promise.resolve(driver));
    const secretId = await coffer.store({ ...base, username: 'app', password: 'first' });

    await coffer.rotate(() => singleUser(engine), secretId);

    const password = (await coffer.read(secretId)).get('password') ?? '';
    assert.equal(password.length, 30);
    assert.ok(driver.statements.includes(`alter user app identified by "${password}" replace "first"`));
    assert.equal(driver.passwords.get('app'), password);
    assert.deepEqual(driver.addresses.at(-1), {
      user: 'app',
      password,
      connectString:
        '(description=(transport_connect_timeout=5)(address=(protocol=tcps)(host=db.example)(port=1521))' +
        '(connect_data=(service_name=ORCL))(security=(ssl_server_dn_match=yes)))',
    });
  });

  test('alternating users: the clone is locked until it has its grants', async () => {
    const driver = new FakeOracle([
      ['app', 'first'],
      ['adm', 'master'],
    ]);
    const engine = oracleEngine(() => Promise.resolve(driver));
    const masterarn = await coffer.store({ ...base, username: 'adm', password: 'master' });
    const secretId = await coffer.store({ ...base, username: 'app', password: 'first', masterarn });

    await coffer.rotate(() => alternatingUsers(engine), secretId);

    const password = (await coffer.read(secretId)).get('password') ?? '';
    assert.equal((await coffer.read(secretId)).get('username'), 'app_CLONE');
    assert.deepEqual(
      driver.statements.filter(statement => !statement.startsWith('select')),
      [
        `create user app_CLONE identified by "${password}" account lock`,
        'GRANT "CONNECT" TO app_CLONE',
        'GRANT CREATE SESSION TO app_CLONE WITH ADMIN OPTION',
        'GRANT SELECT ON "HR"."STAFF" TO app_CLONE',
        'ALTER USER app_CLONE DEFAULT ROLE ALL',
        `alter user app_CLONE identified by "${password}" account unlock`,
      ],
    );
  });

  test('what cannot be quoted, or would change the address, is sent nowhere', async () => {
    const driver = new FakeOracle([['app', 'first']]);
    const engine = oracleEngine(() => Promise.resolve(driver));
    const secretId = await coffer.store({ ...base, dbname: 'x)(host=elsewhere', username: 'app', password: 'first' });

    const rotation = coffer.rotate(() => singleUser(engine), secretId);

    await assert.rejects(rotation, {
      message: /^Unable to log into database with previous, current, or pending secret/,
    });
    assert.deepEqual(driver.addresses, []);
  });

  test('dbname is required, names have 30 letters, and the driver is one that can be loaded', async () => {
    const { dbname: _, ...without } = base;
    const bare = await coffer.store({ ...without, username: 'app', password: 'first' });
    const long = await coffer.store({ ...base, username: 'a'.repeat(25), password: 'x' });

    const missing = { name: 'KeyError', message: 'dbname key is missing from secret JSON' };
    await assert.rejects(
      coffer.rotate(() => singleUser(oracle), bare),
      missing,
    );
    const message = 'Unable to clone user, username length with _CLONE appended would exceed 30 characters';
    await assert.rejects(
      coffer.rotate(() => alternatingUsers(oracle), long),
      { name: 'ValueError', message },
    );
    assert.equal(typeof (await loadOracle()).getConnection, 'function');
  });
});

/** The driver's interface over a table of users; knows no SQL but what is asked here. */
class FakeOracle implements OracleDriver {
  readonly passwords: Map<string, string>;
  readonly statements: string[] = [];
  readonly addresses: Readonly<Record<string, unknown>>[] = [];

  constructor(users: readonly (readonly [string, string])[]) {
    this.passwords = new Map(users);
  }

  async getConnection(options: Readonly<Record<string, unknown>>): Promise<OracleConnection> {
    this.addresses.push(options);
    if (this.passwords.get(String(options['user'])) !== options['password'])
      throw Object.assign(new Error('ORA-01017: invalid username/password; logon denied'), { errorNum: 1_017 });
    return { execute: (sql, binds) => Promise.resolve(this.#execute(sql, binds)), close: () => Promise.resolve() };
  }

  #execute(sql: string, binds: Readonly<Record<string, string>> = {}) {
    this.statements.push(sql);
    const changed = /^alter user (\S+) identified by "([^"]+)"/.exec(sql);
    if (changed !== null) this.passwords.set(changed[1] ?? '', changed[2] ?? '');
    if (!sql.includes('get_granted_ddl')) return { rows: [] };
    const text = DDL.get(binds['kind'] ?? '');
    if (text === undefined) throw Object.assign(new Error('ORA-31608'), { errorNum: 31_608 });
    assert.equal(binds['name'], 'APP');
    return { rows: [[{ getData: () => Promise.resolve(text) }]] };
  }
}

const DDL = new Map([
  ['ROLE_GRANT', '\n   GRANT "CONNECT" TO "APP"'],
  ['SYSTEM_GRANT', '\n  GRANT CREATE SESSION TO "APP" WITH ADMIN OPTION'],
  ['OBJECT_GRANT', '\n  GRANT SELECT ON "HR"."STAFF" TO "APP"'],
  ['DEFAULT_ROLE', '\n   ALTER USER "APP" DEFAULT ROLE ALL'],
]);
