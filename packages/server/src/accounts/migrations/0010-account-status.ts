import type { Migration } from '../../storage/migrations.ts';

export const accountStatusMigration: Migration = {
  number: 10,
  name: 'account-status',
  sql: `
    -- What people call it; null: nothing.
    alter table account add column name text;
    alter table account add column status text not null default 'ACTIVE';
    -- When it was closed; null while it is active.
    alter table account add column closed_at {bigint};
    -- The partition of its principals' ARNs: in AWS an account lives in one.
    alter table account add column aws_partition text not null default 'aws';
    -- 1: made by the first start of a server. There is one at most, so that two nodes cannot each make another.
    alter table account add column is_first {bigint} not null default 0;
    update account set is_first = 1
    where account_id = (select account_id from account order by created_at, account_id limit 1);
    create unique index account_first on account (is_first) where is_first = 1;
  `,
};
