import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { openPostgres } from '../../storage/postgres.ts';
import type { Snapshot } from '../../storage/snapshot.ts';
import type { Sql } from '../../storage/sql.ts';
import { sql } from '../../storage/sql.ts';
import { openSqliteAside } from '../../storage/sqlite-aside.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { testOptions } from '../../testing/test-options.ts';
import { secretText, TestServer } from '../../testing/test-server.ts';
import { rootKeyProvider } from '../root-key-provider.ts';
import type { Diagnosis } from './finding.ts';
import { examine } from './run.ts';

onBothEngines('an examination', engine => {
  const stack = new AsyncDisposableStack();
  let server: TestServer;
  before(async () => {
    server = stack.use(await TestServer.open({ engine }));
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'examined',
      ClientRequestToken: '11111111-2222-4333-8444-000000000001',
      SecretString: secretText('x'),
    });
  });
  after(() => stack.disposeAsync());

  async function diagnosis(more: Partial<Parameters<typeof examine>[0]> = {}): Promise<Diagnosis> {
    const { database, keyring } = server.parts;
    const options = testOptions(server.dataDir);
    const { description } = await rootKeyProvider(options);
    const parts = {
      options,
      clock: server.clock,
      isRunning: true,
      engine,
      openSnapshot: () => database.openSnapshot(),
      openAside: (snapshot: Snapshot) =>
        database.path === undefined
          ? {
              all: <T extends object>(statement: Sql) => snapshot.all<T>(statement),
              get: <T extends object>(statement: Sql) => snapshot.get<T>(statement),
              async [Symbol.asyncDispose]() {},
            }
          : openSqliteAside(database.path),
      openKeyring: async () => ({ keyring, description }),
      ...more,
    };
    return examine(parts, { deep: true, progress: () => undefined });
  }

  const told = ({ findings }: Diagnosis, level: string) =>
    findings.filter(finding => finding.level === level).map(finding => `${finding.check}: ${finding.message}`);

  it('finds all well', async () => {
    const found = await diagnosis({ clock: { now: Date.now } });

    // The server of the test has a clock of its own, and no certificate was asked for yet.
    assert.deepEqual(told(found, 'problem'), []);
    assert.deepEqual(told(found, 'unknown'), []);
    assert.ok(told(found, 'ok').some(text => text.startsWith('ciphertexts: all ')));
  });

  it('finds a database that is away', async () => {
    const found = await diagnosis({
      openSnapshot: async () =>
        (await openPostgres('postgresql://127.0.0.1:1/none', { retryDelaysMs: [] })).openSnapshot(),
    });

    assert.equal(found.level, 'problem');
    assert.match(told(found, 'problem').join('\n'), /database: .*127\.0\.0\.1/);
  });

  it('finds secrets that no job will delete, and jobs of closed accounts', async () => {
    const { database } = server.parts;
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'examined' });
    await database.write(writer => writer.run(sql`update account set status = 'CLOSED'`));
    assert.match(
      told(await diagnosis(), 'warning').join('\n'),
      /1 jobs are for secrets of account `123456789012`, which is closed/,
    );

    await database.write(writer => writer.run(sql`delete from job where kind = 'secretsmanager.end-of-recovery'`));

    assert.match(
      told(await diagnosis(), 'problem').join('\n'),
      /1 secrets in their recovery window that no job will delete/,
    );
  });
});
