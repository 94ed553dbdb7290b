import type { Migration } from '../../../storage/migrations.ts';

/** Parameters of Parameter Store, their versions and the labels of these. */
export const parametersMigration: Migration = {
  number: 6,
  name: 'parameters',
  sql: `
    create table ssm_parameter (
      id {text} not null primary key,
      account_id {text} not null,
      region {text} not null,
      -- The name with its leading slash: /a and a are the same parameter.
      path {text} not null,
      -- The name as its first request wrote it.
      name {text} not null,
      -- Counts every change; a write compares it with the one that was authorized.
      revision {bigint} not null,
      -- The newest version.
      version {bigint} not null,
      -- JSON: [{"Key":…,"Value":…}]
      tags text not null
    ) {strict};
    create unique index ssm_parameter_by_path on ssm_parameter (account_id, region, path);

    create table ssm_parameter_version (
      parameter_id {text} not null references ssm_parameter (id) on delete cascade,
      version {bigint} not null,
      type text not null,
      tier text not null,
      data_type text not null,
      -- As the request wrote it; null: not a SecureString.
      key_id text,
      description text,
      allowed_pattern text,
      modified_at {bigint} not null,
      -- ARN of the principal.
      modified_by text not null,
      -- UTF-8; of a SecureString: encrypted by KMS, or under the data key beside it.
      value {blob} not null,
      data_key {blob},
      primary key (parameter_id, version)
    ) {strict};

    -- A label is at one version of its parameter.
    create table ssm_parameter_label (
      parameter_id {text} not null references ssm_parameter (id) on delete cascade,
      label {text} not null,
      version {bigint} not null,
      primary key (parameter_id, label)
    ) {clustered};
  `,
};
