import type { Migration } from '../../../storage/migrations.ts';

export const grantsAndRotationMigration: Migration = {
  number: 17,
  name: 'grants-and-rotation',
  sql: `
    -- Days from one automatic rotation to the next; null: the key is not rotated automatically.
    alter table kms_key add column rotation_period {bigint};
    -- When the next automatic rotation is due; null as above.
    alter table kms_key add column next_rotation_at {bigint};
    -- How many rows of kms_grant the key has, so that a key without grants costs no look at them.
    alter table kms_key add column grant_count {bigint} not null default 0;
    -- AUTOMATIC or ON_DEMAND; null: the material that the key was made with.
    alter table kms_backing_key add column rotation_type {text};

    create table kms_grant (
      -- 64 hexadecimal digits.
      grant_id {text} not null primary key,
      key_id {text} not null references kms_key (key_id),
      -- Null: the grant has no name.
      name {text},
      created_at {bigint} not null,
      -- The account whose identity made the grant.
      issuing_account {text} not null,
      -- An ARN, or the name of a service.
      grantee {text} not null,
      -- Whom the ARN meant when the grant was made; null: no user or role.
      grantee_id {text},
      retiring {text},
      retiring_id {text},
      -- JSON: a list of names.
      operations text not null,
      -- JSON: the constraints as they were asked for; null: none.
      constraints text
    ) {strict};
    create index kms_grant_by_key on kms_grant (key_id, grant_id);
    create index kms_grant_by_grantee on kms_grant (key_id, grantee);
    create index kms_grant_by_retiring on kms_grant (retiring, grant_id);

    -- AWS rotates its own keys once a year.
    update kms_key
    set rotation_period = 365, next_rotation_at = created_at + 31536000000
    where manager = 'AWS';
    insert into job (id, kind, subject, due_at, attempt)
    select key_id, 'kms.rotation', key_id, next_rotation_at, 0
    from kms_key
    where manager = 'AWS';
  `,
};
