/** Users, groups, roles, and what users sign in with. `name_key` is the name in lower case: names differ by more than case. */
export const principalTables = `
    -- Grows with every change of who may do what: what was remembered of an account counts for one epoch only.
    create table identity_epoch (
      account_id {text} not null primary key,
      epoch {bigint} not null
    ) {strict};
    insert into identity_epoch (account_id, epoch)
    select account_id, 0
    from account;

    create table iam_user (
      -- AIDA...; a user of the same name that is made later has another.
      id {text} not null primary key,
      account_id {text} not null references account (account_id),
      name {text} not null,
      name_key {text} not null,
      path {text} not null,
      created_at {bigint} not null,
      -- JSON: a list of Key and Value, in the order in which they were added.
      tags {text} not null,
      -- A row of iam_policy, or a policy of AWS, which has no row.
      boundary_policy_id {text},
      unique (account_id, name_key)
    ) {strict};

    create table iam_group (
      id {text} not null primary key,
      account_id {text} not null references account (account_id),
      name {text} not null,
      name_key {text} not null,
      path {text} not null,
      created_at {bigint} not null,
      unique (account_id, name_key)
    ) {strict};

    create table iam_membership (
      user_id {text} not null references iam_user (id),
      group_id {text} not null references iam_group (id),
      created_at {bigint} not null,
      primary key (user_id, group_id)
    ) {clustered};
    create index iam_membership_by_group on iam_membership (group_id);

    create table iam_role (
      id {text} not null primary key,
      account_id {text} not null references account (account_id),
      name {text} not null,
      name_key {text} not null,
      path {text} not null,
      created_at {bigint} not null,
      description {text},
      max_session_seconds integer not null,
      -- Who may assume the role: the document as it was given.
      trust_policy {text} not null,
      -- JSON: the unique ids, by ARN, of the users and roles that the trust policy named when it was stored; null: none.
      trust_policy_ids {text},
      tags {text} not null,
      boundary_policy_id {text},
      unique (account_id, name_key)
    ) {strict};

    -- Beside the role, so that its use does not change its row.
    create table iam_role_use (
      role_id {text} not null primary key references iam_role (id),
      used_at {bigint} not null,
      region {text} not null
    ) {strict};

    create table iam_instance_profile (
      id {text} not null primary key,
      account_id {text} not null references account (account_id),
      name {text} not null,
      name_key {text} not null,
      path {text} not null,
      created_at {bigint} not null,
      tags {text} not null,
      role_id {text} references iam_role (id),
      unique (account_id, name_key)
    ) {strict};
    create index iam_instance_profile_by_role on iam_instance_profile (role_id);

    -- Null: a key of the account's root user.
    alter table access_key add column user_id {text} references iam_user (id);
    alter table access_key add column status {text} not null default 'Active';
    alter table access_key add column last_used_at {bigint};
    alter table access_key add column last_used_service {text};
    alter table access_key add column last_used_region {text};
    create index access_key_by_user on access_key (user_id);

    create table iam_login_profile (
      user_id {text} not null primary key references iam_user (id),
      -- The Argon2id hash, sealed under the internal key.
      password {blob} not null,
      created_at {bigint} not null,
      changed_at {bigint} not null,
      must_reset integer not null,
      last_used_at {bigint}
    ) {strict};

    create table iam_password_history (
      user_id {text} not null references iam_user (id),
      -- From 1, the newest last.
      number {bigint} not null,
      password {blob} not null,
      primary key (user_id, number)
    ) {strict};

    create table iam_mfa_device (
      serial_number {text} not null primary key,
      account_id {text} not null references account (account_id),
      name_key {text} not null,
      created_at {bigint} not null,
      -- The TOTP seed, sealed under the internal key.
      seed {blob} not null,
      -- A user, or the account's id for its root user; null: assigned to nobody.
      owner_id {text},
      enabled_at {bigint},
      -- The newest time step whose code was used: no code counts twice.
      last_step {bigint},
      -- How many time steps the device's clock is ahead.
      drift integer not null,
      tags {text} not null,
      unique (account_id, name_key)
    ) {strict};
    create index iam_mfa_device_by_owner on iam_mfa_device (owner_id);
`;
