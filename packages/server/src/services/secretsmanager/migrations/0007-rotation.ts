import type { Migration } from '../../../storage/migrations.ts';

export const rotationMigration: Migration = {
  number: 7,
  name: 'rotation',
  sql: `
    -- 1 while rotation is on, 0 once it was cancelled; null: never configured.
    alter table secret add column rotation_enabled {bigint};
    alter table secret add column rotation_lambda_arn text;
    -- JSON: RotationRules as they are shown.
    alter table secret add column rotation_rules text;
    -- When a rotation was completed last.
    alter table secret add column rotated_at {bigint};
    -- When the next rotation begins, and the last second of its window.
    alter table secret add column next_rotation_at {bigint};
    alter table secret add column next_rotation_date {bigint};
  `,
};
