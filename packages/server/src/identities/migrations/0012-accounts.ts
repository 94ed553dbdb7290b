/** What belongs to the account as a whole: its alias, its password policy, its identity providers, its reports. */
export const accountTables = `
    create table iam_account_alias (
      account_id {text} not null primary key references account (account_id),
      alias {text} not null unique
    ) {strict};

    create table iam_password_policy (
      account_id {text} not null primary key references account (account_id),
      minimum_length integer not null,
      require_symbols integer not null,
      require_numbers integer not null,
      require_uppercase integer not null,
      require_lowercase integer not null,
      allow_users_to_change integer not null,
      -- Null: passwords do not expire.
      max_age_days integer,
      -- Null: any password may come again.
      reuse_prevention integer,
      hard_expiry integer
    ) {strict};

    create table iam_oidc_provider (
      account_id {text} not null references account (account_id),
      -- Without https://, as in the provider's ARN.
      url {text} not null,
      created_at {bigint} not null,
      -- JSON: lists of texts.
      client_ids {text} not null,
      thumbprints {text} not null,
      tags {text} not null,
      primary key (account_id, url)
    ) {strict};

    create table iam_saml_provider (
      account_id {text} not null references account (account_id),
      name {text} not null,
      -- SAMLProviderUUID.
      uuid {text} not null,
      created_at {bigint} not null,
      metadata {text} not null,
      valid_until {bigint},
      assertion_encryption {text},
      -- JSON of private keys, sealed under the internal key; null: none.
      private_keys {blob},
      tags {text} not null,
      primary key (account_id, name)
    ) {strict};

    -- The newest use of a service by a user or role; an empty action stands for the service.
    create table iam_service_use (
      principal_id {text} not null,
      service {text} not null,
      action {text} not null,
      used_at {bigint} not null,
      region {text} not null,
      primary key (principal_id, service, action)
    ) {clustered};

    create table iam_service_use_report (
      job_id {text} not null primary key,
      account_id {text} not null references account (account_id),
      created_at {bigint} not null,
      -- JSON: the ARN that was asked about, the granularity, and what was found.
      body {text} not null
    ) {strict};
`;
