/**
 * Managed and inline policies. An owner is a user, a group or a role, by its id, whose first letters tell which. The
 * policies of AWS have no rows: their ids are found in `aws-managed-policies.ts`.
 */
export const policyTables = `
    create table iam_policy (
      id {text} not null primary key,
      account_id {text} not null references account (account_id),
      name {text} not null,
      name_key {text} not null,
      path {text} not null,
      description {text},
      created_at {bigint} not null,
      updated_at {bigint} not null,
      default_version {bigint} not null,
      -- The highest number that was ever given out.
      last_version {bigint} not null,
      tags {text} not null,
      unique (account_id, name_key)
    ) {strict};

    create table iam_policy_version (
      policy_id {text} not null references iam_policy (id),
      version {bigint} not null,
      document {text} not null,
      created_at {bigint} not null,
      primary key (policy_id, version)
    ) {strict};

    create table iam_inline_policy (
      owner_id {text} not null,
      name {text} not null,
      document {text} not null,
      primary key (owner_id, name)
    ) {clustered};

    create table iam_attachment (
      owner_id {text} not null,
      policy_id {text} not null,
      account_id {text} not null references account (account_id),
      attached_at {bigint} not null,
      primary key (owner_id, policy_id)
    ) {clustered};
    create index iam_attachment_by_policy on iam_attachment (account_id, policy_id);
`;
