import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, it } from 'node:test';
import { folderIn } from '../../backup/backup.test-support.ts';
import { everything } from '../../backup/everything.test-support.ts';
import type { Sql } from '../../storage/sql.ts';
import { sql } from '../../storage/sql.ts';
import { openSqlite } from '../../storage/sqlite.ts';
import { onBothEngines } from '../../testing/engines.ts';
import type { TestServer } from '../../testing/test-server.ts';
import type { Finding } from './finding.ts';
import { findingsInto } from './finding.ts';
import { checkOrphans } from './orphans.ts';

/** What breaks a database that is whole, and what is told of it then. Foreign keys keep the rest from happening. */
const BROKEN: readonly (readonly [by: Sql, told: RegExp])[] = [
  [
    sql`update kms_key set grant_count = 0`,
    /1 KMS keys that have another number of grants than is noted: [0-9a-f-]{36}$/,
  ],
  [
    sql`delete from job where kind = 'kms.end-of-waiting'`,
    /1 KMS keys that wait for their deletion and that no job will/,
  ],
  [sql`update lambda_function set account_id = '0'`, /2 functions of accounts that are not there: (drill|of-a-stack)/],
  [sql`update log_group set account_id = '0'`, /1 log groups of accounts that are not there: /],
  [sql`update cfn_stack set account_id = '0'`, /1 stacks of accounts that are not there: \S*drill$/],
  [sql`delete from lambda_blob where part = 0`, /2 functions whose code is not whole: /],
  [sql`update lambda_blob set parts = 7`, /2 functions whose code is not whole: /],
  [sql`update lambda_function set code_id = 'other'`, /2 parts of code or payloads that no function has/],
  [sql`update lambda_event set function_id = 'gone'`, /1 invocations without their function/],
  [sql`delete from job where kind = 'lambda-event'`, /1 invocations that no job will make/],
  [sql`delete from log_group`, /\d log streams without their group/],
  [sql`delete from log_stream`, /\d log streams that are gone and whose events nobody will delete/],
  [
    sql`delete from job where kind = 'secretsmanager.rotation'`,
    /1 secrets whose rotation no job goes on with, or begins/,
  ],
  [sql`update cfn_stack set status = 'DELETE_IN_PROGRESS'`, /1 stacks in progress that no job goes on with: \S*drill$/],
];

onBothEngines('rows that belong to nothing', engine => {
  const stack = new AsyncDisposableStack();
  let server: TestServer;
  before(async () => {
    server = await everything(stack, engine);
  });
  after(() => stack.disposeAsync());

  /** What is found after a change, which is taken back. */
  async function found(by?: Sql): Promise<readonly Finding[]> {
    const list: Finding[] = [];
    const back = new Error('taken back');
    await server.parts.database
      .write(async writer => {
        list.length = 0;
        if (by !== undefined) await writer.run(by);
        await checkOrphans(writer, findingsInto(list, 'orphans'));
        throw back;
      })
      .catch((error: unknown) => assert.equal(error, back));
    return list;
  }

  it('are not in a database that is whole, whatever is in it', async () => {
    assert.deepEqual(
      (await found()).map(({ level, message }) => [level, message]),
      [['ok', 'every row belongs to something']],
    );
  });

  if (engine === 'sqlite') {
    it('are found too where foreign keys were not heeded', async () => {
      const { path } = server.parts.database;
      assert.ok(path !== undefined);
      const copy = join(await folderIn(stack), 'coffer.db');
      await cp(path, copy);
      await cp(`${path}-wal`, `${copy}-wal`);
      {
        using careless = new DatabaseSync(copy, { enableForeignKeyConstraints: false });
        careless.exec('delete from kms_key; delete from secret; delete from cfn_stack');
      }
      await using database = openSqlite(copy);
      const list: Finding[] = [];

      await checkOrphans(database.reader, findingsInto(list, 'orphans'));

      const messages = list.map(({ message }) => message).join('\n');
      for (const told of [
        /1 grants without their KMS key: [0-9a-f]{64}$/m,
        /1 rotations without their secret: /,
        /1 change sets, resources or events without their stack: /,
      ]) {
        assert.match(messages, told);
      }
    });
  }

  for (const [by, told] of BROKEN) {
    it(`are found after: ${by.strings.join('?').trim()} (${told.source})`, async () => {
      const problems = (await found(by)).filter(({ level }) => level === 'problem').map(({ message }) => message);

      assert.ok(
        problems.some(message => told.test(message)),
        problems.join('\n'),
      );
    });
  }
});
