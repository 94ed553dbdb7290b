import type { AuditResource } from '../../audit/fact.ts';
import { partitionOf } from '../../pipeline/region.ts';
import type { LoadedStack } from './load-stack.ts';
import { stackArn } from './load-stack.ts';

/** What records of a stack are about. */
export const stackTrail = {
  resources: ({ row }: LoadedStack): readonly AuditResource[] =>
    row === undefined
      ? []
      : [
          {
            type: 'AWS::CloudFormation::Stack',
            arn: stackArn({ partition: partitionOf(row.region), region: row.region, accountId: row.account_id }, row),
          },
        ],
};
