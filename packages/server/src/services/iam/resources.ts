/** What a record was about, for lookups: the ARN, as in CloudTrail's types. */
import type { AuditResource } from '../../audit/fact.ts';

/** The ARN that an answer shows. */
export function resourceOf(
  type: 'User' | 'Group' | 'Role' | 'Policy' | 'InstanceProfile',
  arn: string | undefined,
): readonly AuditResource[] {
  return arn === undefined ? [] : [{ type: `AWS::IAM::${type}`, arn }];
}
