import type { Migration } from '../../storage/migrations.ts';

/** Stacks of published applications: what they are made of, and what happened to them. */
export const stacksMigration: Migration = {
  number: 24,
  name: 'stacks',
  sql: `
    create table cfn_stack (
      -- The UUID at the end of its ARN.
      id {text} not null primary key,
      account_id {text} not null,
      region {text} not null,
      name {text} not null,
      status {text} not null,
      status_reason text,
      created_at {bigint} not null,
      -- When a change set was last executed.
      updated_at {bigint},
      deletion_at {bigint},
      -- 1: nobody finds it by its name any more.
      is_deleted {bigint} not null,
      -- The change set that it was made of; null: none was executed yet.
      change_set_id {text},
      -- JSON: the Caller of the request whose work is done: it is done with the rights of that caller.
      caller text,
      -- Whoever works on it has written this here; what another one stores then is refused.
      run text,
      -- JSON: how it is to be made or deleted.
      options text not null
    ) {strict};
    create unique index cfn_stack_by_name on cfn_stack (account_id, region, name) where is_deleted = 0;
    create index cfn_stack_by_account on cfn_stack (account_id, region, created_at, id);

    create table cfn_change_set (
      -- The UUID at the end of its ARN.
      id {text} not null primary key,
      stack_id {text} not null references cfn_stack (id) on delete cascade,
      name {text} not null,
      execution_status {text} not null,
      created_at {bigint} not null,
      -- JSON: parameters, capabilities, tags, resources and outputs.
      template text not null
    ) {strict};
    create unique index cfn_change_set_by_name on cfn_change_set (stack_id, name);

    create table cfn_resource (
      stack_id {text} not null references cfn_stack (id) on delete cascade,
      logical_id {text} not null,
      -- In the order in which they are made.
      position {bigint} not null,
      account_id {text} not null,
      region {text} not null,
      physical_id {text} not null,
      type {text} not null,
      status {text} not null,
      status_reason text,
      changed_at {bigint} not null,
      -- JSON: what it is made of.
      properties text not null,
      primary key (stack_id, logical_id)
    ) {strict};
    create index cfn_resource_by_physical_id on cfn_resource (account_id, region, physical_id);

    create table cfn_event (
      stack_id {text} not null references cfn_stack (id) on delete cascade,
      -- From 1, in the order in which it happened.
      number {bigint} not null,
      id text not null,
      logical_id text not null,
      physical_id text not null,
      type text not null,
      status text not null,
      status_reason text,
      at {bigint} not null,
      token text,
      primary key (stack_id, number)
    ) {strict};
  `,
};
