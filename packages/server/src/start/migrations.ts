import { foundationMigration } from '../accounts/migrations/0001-foundation.ts';
import { audit } from '../audit/migrations/0002-audit.ts';
import { jobsMigration } from '../jobs/migrations/0004-jobs.ts';
import { kmsKeysMigration } from '../services/kms/migrations/0005-kms-keys.ts';
import { secretsMigration } from '../services/secretsmanager/migrations/0003-secrets.ts';
import { rotationMigration } from '../services/secretsmanager/migrations/0007-rotation.ts';
import { parametersMigration } from '../services/ssm/migrations/0006-parameters.ts';
import type { Migration } from '../storage/migrations.ts';

/** The schema, in the order in which it grew; what is released never changes. */
export const migrations: readonly Migration[] = [
  foundationMigration,
  audit,
  secretsMigration,
  jobsMigration,
  kmsKeysMigration,
  parametersMigration,
  rotationMigration,
];
