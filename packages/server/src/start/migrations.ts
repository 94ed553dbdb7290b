import { foundationMigration } from '../accounts/migrations/0001-foundation.ts';
import { accountStatusMigration } from '../accounts/migrations/0010-account-status.ts';
import { rootKeyProvidersMigration } from '../accounts/migrations/0019-root-key-providers.ts';
import { audit } from '../audit/migrations/0002-audit.ts';
import { backupRunsMigration } from '../backup/migrations/0020-backup-runs.ts';
import { identitiesMigration } from '../identities/migrations/0012-identities.ts';
import { jobsMigration } from '../jobs/migrations/0004-jobs.ts';
import { kmsKeysMigration } from '../services/kms/migrations/0005-kms-keys.ts';
import { customerKeysMigration } from '../services/kms/migrations/0013-customer-keys.ts';
import { grantsAndRotationMigration } from '../services/kms/migrations/0017-grants-and-rotation.ts';
import { asymmetricKeysMigration } from '../services/kms/migrations/0018-asymmetric-keys.ts';
import { functionsMigration } from '../services/lambda/migrations/0021-functions.ts';
import { logsMigration } from '../services/logs/migrations/0022-logs.ts';
import { secretsMigration } from '../services/secretsmanager/migrations/0003-secrets.ts';
import { rotationMigration } from '../services/secretsmanager/migrations/0007-rotation.ts';
import { resourcePolicyMigration } from '../services/secretsmanager/migrations/0008-resource-policy.ts';
import { replicationMigration } from '../services/secretsmanager/migrations/0009-replication.ts';
import { searchMigration } from '../services/secretsmanager/migrations/0011-search.ts';
import { moreDataKeysMigration } from '../services/secretsmanager/migrations/0015-more-data-keys.ts';
import { rotationsMigration } from '../services/secretsmanager/migrations/0023-rotations.ts';
import { owningServiceMigration } from '../services/secretsmanager/migrations/0025-owning-service.ts';
import { wordsByAgeMigration } from '../services/secretsmanager/migrations/0026-words-by-age.ts';
import { byIdMigration } from '../services/secretsmanager/migrations/0027-by-id.ts';
import { parametersMigration } from '../services/ssm/migrations/0006-parameters.ts';
import { samlAssertionsMigration } from '../services/sts/migrations/0014-saml-assertions.ts';
import { stacksMigration } from '../stacks/migrations/0024-stacks.ts';
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
  resourcePolicyMigration,
  replicationMigration,
  accountStatusMigration,
  searchMigration,
  identitiesMigration,
  customerKeysMigration,
  samlAssertionsMigration,
  moreDataKeysMigration,
  grantsAndRotationMigration,
  asymmetricKeysMigration,
  rootKeyProvidersMigration,
  backupRunsMigration,
  functionsMigration,
  logsMigration,
  rotationsMigration,
  stacksMigration,
  owningServiceMigration,
  wordsByAgeMigration,
  byIdMigration,
];
