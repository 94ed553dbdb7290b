import { secretsmanager } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, existing, loadSecret } from './load-secret.ts';
import { metadataOf, versionsToStages } from './metadata.ts';
import { replicationStatus } from './replica-regions.ts';
import { listReplicas } from './replica-store.ts';
import { isPrimary } from './rows.ts';
import { readTrail } from './trail.ts';

/** DescribeSecret: what is known of a secret, except its value; also while its deletion is scheduled. */
export const describeSecret = defineRead(secretsmanager.operations.DescribeSecret, {
  load: loadSecret,
  access: accessTo('DescribeSecret'),
  async handle(scope, input, loaded) {
    const secret = existing(loaded, input);
    const replicas = isPrimary(secret) ? await listReplicas(scope.reader, secret.id) : undefined;
    return {
      ...metadataOf(scope, secret),
      ReplicationStatus: replicas && replicationStatus(replicas),
      VersionIdsToStages: versionsToStages(secret),
    };
  },
  trail: readTrail,
});
