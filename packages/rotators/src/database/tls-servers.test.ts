/** TLS to databases: servers with a certificate of an authority of the test's own. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startPostgres } from '../../../server/src/testing/postgres.ts';
import { ldap } from '../ldap/engine.ts';
import { mariadb } from '../mariadb/engine.ts';
import { mongodb } from '../mongodb/engine.ts';
import { postgres } from '../postgres/engine.ts';
import { redis } from '../redis/engine.ts';
import { sqlserver } from '../sqlserver/engine.ts';
import type { TestCertificate } from '../testing/certificates.ts';
import { testCertificate } from '../testing/certificates.ts';
import { removeFolder, serverFolder, withoutProgram } from '../testing/daemon.ts';
import type { DatabaseUnderTest } from '../testing/database-under-test.ts';
import { ldapUnderTest } from '../testing/ldap-under-test.ts';
import { withoutMariadb } from '../testing/mariadb.ts';
import { mariadbUnderTest } from '../testing/mariadb-under-test.ts';
import { mongoUnderTest } from '../testing/mongo-under-test.ts';
import { postgresUnderTest } from '../testing/postgres-under-test.ts';
import { redisUnderTest } from '../testing/redis-under-test.ts';
import type { SecretMembers } from '../testing/rotating-coffer.ts';
import { RotatingCoffer } from '../testing/rotating-coffer.ts';
import { sqlServerUnderTest } from '../testing/sql-server-under-test.ts';
import type { DatabaseEngine } from './engine.ts';
import { singleUser } from './single-user.ts';

/** A server that has both, and users whom it lets in over TLS alone. */
interface ServerWithTls {
  readonly engine: DatabaseEngine;
  start(certificate: TestCertificate, folder: string): Promise<DatabaseUnderTest>;
  makeTlsUser(database: DatabaseUnderTest, password: string): Promise<string>;
  /** Absent: everybody needs TLS. */
  makePlainUser?(database: DatabaseUnderTest, password: string): Promise<string>;
  readonly members?: SecretMembers;
  /**
   * `slow`: without TLS its driver waits for an answer until its time is up, for which this does not wait. `plain`: its
   * ports are for one of the two, and without `ssl` that is the one without TLS.
   */
  readonly without?: 'slow' | 'plain';
}

const FIRST = 'the-first-password';

proveTls('MariaDB, a real server', withoutMariadb(), {
  engine: mariadb,
  start: ({ certificateFile, keyFile }) => mariadbUnderTest([`--ssl-cert=${certificateFile}`, `--ssl-key=${keyFile}`]),
  async makeTlsUser(database, password) {
    const username = await database.makeUser('', password);
    await database.run?.(`alter user '${username}'@'127.0.0.%' require ssl`);
    return username;
  },
  makePlainUser: (database, password) => database.makeUser('', password),
});

proveTls('PostgreSQL, a real server', false, {
  engine: postgres,
  async start({ certificateFile, keyFile }, folder) {
    const access = join(folder, 'pg_hba.conf');
    await writeFile(access, 'hostnossl all /_tls$ all reject\nhost all all 127.0.0.1/32 scram-sha-256\n');
    const files = { ssl_cert_file: certificateFile, ssl_key_file: keyFile, hba_file: access };
    return postgresUnderTest(() => startPostgres({ settings: { ssl: 'on', ...files } }));
  },
  makeTlsUser: (database, password) => database.makeUser('_tls', password),
  makePlainUser: (database, password) => database.makeUser('', password),
});

proveTls('SQL Server, protocol level only', false, {
  engine: sqlserver,
  start: ({ certificate, key }) => sqlServerUnderTest({ tls: { certificate, key, isForced: true } }),
  makeTlsUser: (database, password) => database.makeUser('', password),
  members: { dbname: 'shop' },
});

proveTls('MongoDB, protocol level only', false, {
  engine: mongodb,
  start: ({ certificate, key }) => mongoUnderTest({ cert: certificate, key }),
  makeTlsUser: (database, password) => database.makeUser('', password),
  without: 'slow',
});

proveTls('Redis, a real server', withoutProgram('redis-server', 'redis-server'), {
  engine: redis,
  start: redisUnderTest,
  makeTlsUser: (database, password) => database.makeUser('', password),
  without: 'plain',
});

proveTls('OpenLDAP, a real server', withoutProgram('slapd', 'slapd'), {
  engine: ldap,
  start: ldapUnderTest,
  makeTlsUser: (database, password) => database.makeUser('', password),
  without: 'plain',
});

function proveTls(name: string, skip: string | false, proven: ServerWithTls): void {
  describe(`TLS: ${name}`, { skip }, () => {
    const { engine, makeTlsUser, makePlainUser } = proven;
    const stack = new AsyncDisposableStack();
    let database: DatabaseUnderTest;
    let coffer: RotatingCoffer;
    let ca: string;
    before(async () => {
      const folder = await serverFolder('tls');
      stack.defer(() => removeFolder(folder));
      const certificate = await testCertificate(folder);
      ({ ca } = certificate);
      database = stack.use(await proven.start(certificate, folder));
      coffer = stack.use(await RotatingCoffer.open());
    });
    after(() => stack.disposeAsync());

    /** Stores a secret of this user. */
    const store = (username: string, members: SecretMembers) =>
      coffer.store({
        engine: engine.engines[0],
        host: 'localhost',
        port: database.port,
        username,
        password: FIRST,
        ...proven.members,
        ...members,
      });
    /** Rotates; the reason when that fails. The log is this rotation's. */
    const rotate = async (secretId: string, authorities: string | undefined) => {
      coffer.log.length = 0;
      if (authorities === undefined) coffer.unset('DATABASE_CA_PEM');
      else coffer.set('DATABASE_CA_PEM', authorities);
      return coffer
        .rotate(() => singleUser(engine), secretId)
        .then(
          () => undefined,
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
    };
    const refused = (secretId: string) =>
      `Unable to log into database with previous, current, or pending secret of secret arn ${secretId}`;

    test('`ssl` true: the certificate is verified with the authorities of the variable', async () => {
      const secretId = await store(await makeTlsUser(database, FIRST), { ssl: true });

      assert.equal(await rotate(secretId, ca), undefined);

      // Once more, as it now stands: and on one line, as consoles store it.
      assert.equal(await rotate(secretId, ca.replaceAll('\n', '\\n')), undefined);
      assert.notEqual((await coffer.read(secretId)).get('password'), FIRST);
    });

    test('`ssl` true: an unknown authority is refused', async () => {
      const username = await makeTlsUser(database, FIRST);
      const other = await testCertificate(await temporaryFolder());

      // Another one, and those that Node.js knows.
      for (const authorities of [other.ca, undefined]) {
        const secretId = await store(username, { ssl: true });
        assert.equal(await rotate(secretId, authorities), refused(secretId));
        assert.match(coffer.log.join('\n'), /over TLS: [^\n]*certificate/);
        assert.doesNotMatch(coffer.log.join('\n'), /without TLS/);
      }
    });

    test('`ssl` true: a certificate for another name is refused', async () => {
      const secretId = await store(await makeTlsUser(database, FIRST), { ssl: true, host: '127.0.0.1' });

      assert.equal(await rotate(secretId, ca), refused(secretId));

      assert.match(coffer.log.join('\n'), /over TLS: (?:[^\n]*does not match|TLS needs a name)/);
    });

    if (proven.without === undefined)
      test('`ssl` false: nothing is encrypted', async () => {
        const closed = await store(await makeTlsUser(database, FIRST), { ssl: 'false' });
        assert.equal(await rotate(closed, ca), refused(closed));
        assert.doesNotMatch(coffer.log.join('\n'), /over TLS/);

        if (makePlainUser === undefined) return;
        const open = await store(await makePlainUser(database, FIRST), { ssl: false });
        assert.equal(await rotate(open, undefined), undefined);
      });

    if (proven.without !== 'plain')
      test('without `ssl`: TLS where its certificate is good, none where it is not', async () => {
        const encrypted = await store(await makeTlsUser(database, FIRST), {});
        assert.equal(await rotate(encrypted, ca), undefined);

        if (makePlainUser === undefined) return;
        const open = await store(await makePlainUser(database, FIRST), {});
        assert.equal(await rotate(open, undefined), undefined);
        assert.notEqual((await coffer.read(open)).get('password'), FIRST);
      });

    async function temporaryFolder(): Promise<string> {
      const folder = await serverFolder('tls');
      stack.defer(() => removeFolder(folder));
      return folder;
    }
  });
}
