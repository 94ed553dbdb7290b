import { after } from 'node:test';
import { foundationMigration } from '../accounts/migrations/0001-foundation.ts';
import { accountStatusMigration } from '../accounts/migrations/0010-account-status.ts';
import { identitiesMigration } from '../identities/migrations/0012-identities.ts';
import type { Database } from '../storage/database.ts';
import { migrate } from '../storage/migrations.ts';
import { openPostgres } from '../storage/postgres.ts';
import { startPostgres } from '../testing/postgres.ts';
import { describeIndex } from './index.test-suite.ts';
import { audit } from './migrations/0002-audit.ts';
import { describeMirror } from './mirror.test-suite.ts';
import { describeTrail } from './trail.test-suite.ts';

const server = await startPostgres();
after(() => server[Symbol.asyncDispose]());

const url = await server.createDatabase();

/** One database for all tests, emptied for each: making one takes longer than most tests. */
async function open(): Promise<Database> {
  const database = await openPostgres(url);
  await migrate(database, [foundationMigration, audit, accountStatusMigration, identitiesMigration], { now: () => 0 });
  await database.writeSchema(writer =>
    writer.script(`
      truncate audit_batch, audit_tail, audit_term, audit_mirror restart identity;
      update audit_usage set bytes = 0;
    `),
  );
  return database;
}

describeTrail(open);
describeIndex(open);
describeMirror(open);
