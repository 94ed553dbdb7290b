import type { Migration } from '../../../storage/migrations.ts';

/** Functions, their code, and what is invoked without anybody waiting for the answer. */
export const functionsMigration: Migration = {
  number: 21,
  name: 'functions',
  sql: `
    create table lambda_function (
      id {text} not null primary key,
      account_id {text} not null,
      region {text} not null,
      name {text} not null,
      -- Counts every change; a write compares it with the one that was authorized.
      revision {bigint} not null,
      -- What clients see of that: a UUID, another one after every change.
      revision_id text not null,
      -- Another UUID after every change of what runs: code or configuration.
      run_revision_id text not null,
      modified_at {bigint} not null,
      -- Whose bytes in lambda_blob are the archive.
      code_id {text} not null,
      -- Base64 of the SHA-256 of the archive, and its length in bytes.
      code_sha256 text not null,
      code_size {bigint} not null,
      -- Code that this program brings with it: its name. Null: code that somebody uploaded.
      built_in text,
      role_arn text not null,
      -- JSON: what clients may read again of the configuration, but for the environment.
      configuration text not null,
      -- Sealed JSON: names and values. Null: none was ever given.
      environment {blob},
      -- JSON: [["key","value"],…], in the order in which they were added.
      tags text not null,
      -- The resource policy; null: none.
      policy text,
      -- JSON: unique ids, by ARN, of the users and roles that the policy named when it was stored.
      policy_ids text
    ) {strict};
    create unique index lambda_function_by_name on lambda_function (account_id, region, name);

    -- Archives and payloads in sealed parts, because one sealed text has at most 256 KB.
    create table lambda_blob (
      id {text} not null,
      -- From 0, of so many.
      part {bigint} not null,
      parts {bigint} not null,
      -- ARN of the function that they belong to.
      function_arn text not null,
      data {blob} not null,
      primary key (id, part)
    ) {strict};

    create table lambda_event (
      id {text} not null primary key,
      function_id {text} not null,
      request_id text not null,
      -- How often the function has failed with it.
      failures {bigint} not null,
      created_at {bigint} not null
    ) {strict};
    create index lambda_event_by_function on lambda_event (function_id);
  `,
};
