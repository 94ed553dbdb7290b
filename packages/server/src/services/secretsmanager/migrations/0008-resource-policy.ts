import type { Migration } from '../../../storage/migrations.ts';

export const resourcePolicyMigration: Migration = {
  number: 8,
  name: 'resource-policy',
  sql: `
    -- The policy document as PutResourcePolicy brought it; null: none is attached.
    alter table secret add column resource_policy text;
    -- JSON: {ARN: unique id} of the users and roles that it named when it was stored; null: it named none.
    alter table secret add column resource_policy_ids text;
  `,
};
