import type { AuditResource } from '../../audit/fact.ts';
import { groupArn } from './arns.ts';
import type { LoadedGroup } from './load-group.ts';

/** Records name the group that was asked for, whether it is there or not. */
export const groupTrail = {
  resources: ({ reference }: LoadedGroup): readonly AuditResource[] =>
    reference === undefined ? [] : [{ type: 'AWS::Logs::LogGroup', arn: groupArn(reference, reference.name) }],
};
