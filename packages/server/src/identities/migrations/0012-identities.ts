import type { Migration } from '../../storage/migrations.ts';
import { accountTables } from './0012-accounts.ts';
import { policyTables } from './0012-policies.ts';
import { principalTables } from './0012-principals.ts';

/** Who exists in an account, and what each of them may do. */
export const identitiesMigration: Migration = {
  number: 12,
  name: 'identities',
  sql: [principalTables, policyTables, accountTables].join('\n'),
};
