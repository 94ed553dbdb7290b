import { serverlessrepo } from '@coffer/wire/services';
import type { Service } from '../../pipeline/operation.ts';
import { createCloudFormationChangeSet } from './create-cloud-formation-change-set.ts';

/** AWS Serverless Application Repository, as far as rotation functions need it. */
export const serverlessrepoService: Service<typeof serverlessrepo> = {
  contract: serverlessrepo,
  operations: { CreateCloudFormationChangeSet: createCloudFormationChangeSet },
};
