import type { Migration } from '../../../storage/migrations.ts';

export const secretsMigration: Migration = {
  number: 3,
  name: 'secrets',
  sql: `
    create table secret (
      id {text} not null primary key,
      account_id {text} not null,
      region {text} not null,
      name {text} not null,
      suffix {text} not null,
      -- Counts every change; a write compares it with the one that was authorized.
      revision {bigint} not null,
      description text,
      kms_key_id text,
      type text,
      -- JSON: [{"Key":…,"Value":…}]; null until the secret was first tagged.
      tags text,
      -- JSON: [{"versionId":…,"stages":[…]}], labelled versions only.
      stages text not null,
      -- The version labelled AWSCURRENT, so that the usual read is one join.
      current_version_id {text},
      created_at {bigint} not null,
      changed_at {bigint} not null,
      -- Midnight (UTC) of the day of the last read.
      accessed_at {bigint},
      -- When DeleteSecret was called, and when the recovery window ends.
      deleted_at {bigint},
      delete_after {bigint}
    ) {strict};
    create unique index secret_by_name on secret (account_id, region, name);
    create index secret_by_age on secret (account_id, region, created_at, id);

    create table secret_version (
      secret_id {text} not null references secret (id) on delete cascade,
      version_id {text} not null,
      created_at {bigint} not null,
      accessed_at {bigint},
      -- 'string' or 'binary'; null while the version has no value.
      kind text,
      -- The value under its data key, and the data key under a KMS key.
      value {blob},
      data_key {blob},
      -- ARN of the KMS key; null: the account's default key.
      kms_key_arn text,
      primary key (secret_id, version_id)
    ) {strict};
  `,
};
