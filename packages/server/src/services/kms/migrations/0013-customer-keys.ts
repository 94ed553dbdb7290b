import type { Migration } from '../../../storage/migrations.ts';

export const customerKeysMigration: Migration = {
  number: 13,
  name: 'customer-keys',
  sql: `
    -- Enabled, Disabled or PendingDeletion.
    alter table kms_key add column state {text} not null default 'Enabled';
    -- When the waiting period ends; null: no deletion is scheduled.
    alter table kms_key add column deletion_at {bigint};
    -- The key policy as it was given; null: the one that AWS gives to keys of this kind.
    alter table kms_key add column policy text;
    -- JSON: {ARN: unique id} of the users and roles that the policy named when it was stored; null: it named none.
    alter table kms_key add column policy_ids text;
    -- JSON: a list of TagKey and TagValue, in the order in which they were added.
    alter table kms_key add column tags text not null default '[]';
    -- Grows with every change, but for those of its aliases.
    alter table kms_key add column revision {bigint} not null default 1;
    -- When the alias was given to another key; null: never.
    alter table kms_alias add column updated_at {bigint};

    create index kms_key_by_place on kms_key (account_id, region, key_id);
    create index kms_alias_by_key on kms_alias (key_id);
  `,
};
