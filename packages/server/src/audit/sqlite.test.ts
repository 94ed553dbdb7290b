import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { foundationMigration } from '../accounts/migrations/0001-foundation.ts';
import { accountStatusMigration } from '../accounts/migrations/0010-account-status.ts';
import { identitiesMigration } from '../identities/migrations/0012-identities.ts';
import type { Database } from '../storage/database.ts';
import { migrate } from '../storage/migrations.ts';
import { openSqlite } from '../storage/sqlite.ts';
import { describeIndex } from './index.test-suite.ts';
import { audit } from './migrations/0002-audit.ts';
import { describeMirror } from './mirror.test-suite.ts';
import { describeTrail } from './trail.test-suite.ts';

const folder = await mkdtemp(join(tmpdir(), 'coffer-audit-'));
after(() => rm(folder, { recursive: true }));
let count = 0;

async function open(): Promise<Database> {
  count += 1;
  const database = openSqlite(join(folder, `${count}.db`), { synchronous: 'off' });
  await migrate(database, [foundationMigration, audit, accountStatusMigration, identitiesMigration], { now: () => 0 });
  return database;
}

describeTrail(open);
describeIndex(open);
describeMirror(open);
