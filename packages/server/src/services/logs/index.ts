import { logs } from '@coffer/wire/services';
import type { Keyring } from '../../keys/keyring.ts';
import type { Service } from '../../pipeline/operation.ts';
import { createLogGroup } from './create-log-group.ts';
import { createLogStream } from './create-log-stream.ts';
import { deleteLogGroup } from './delete-log-group.ts';
import { deleteLogStream } from './delete-log-stream.ts';
import { deleteRetentionPolicy } from './delete-retention-policy.ts';
import { describeLogGroups } from './describe-log-groups.ts';
import { describeLogStreams } from './describe-log-streams.ts';
import { filterLogEvents } from './filter-log-events.ts';
import { getLogEvents } from './get-log-events.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { putLogEvents } from './put-log-events.ts';
import { putRetentionPolicy } from './put-retention-policy.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';

/** Amazon CloudWatch Logs, an operation a file. Events lie under `keyring`'s internal key. */
export function logsService(keyring: Keyring): Service<typeof logs> {
  return {
    contract: logs,
    operations: {
      CreateLogGroup: createLogGroup,
      CreateLogStream: createLogStream,
      DeleteLogGroup: deleteLogGroup,
      DeleteLogStream: deleteLogStream,
      DeleteRetentionPolicy: deleteRetentionPolicy,
      DescribeLogGroups: describeLogGroups,
      DescribeLogStreams: describeLogStreams,
      FilterLogEvents: filterLogEvents(keyring),
      GetLogEvents: getLogEvents(keyring),
      ListTagsForResource: listTagsForResource,
      PutLogEvents: putLogEvents(keyring),
      PutRetentionPolicy: putRetentionPolicy,
      TagResource: tagResource,
      UntagResource: untagResource,
    },
  };
}
