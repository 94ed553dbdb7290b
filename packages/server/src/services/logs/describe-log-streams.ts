import { logs } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { streamArn } from './arns.ts';
import { invalidParameter } from './errors.ts';
import { accessToGroup, existing, loadGroup } from './load-group.ts';
import { positionOf, purposeOf, tokenAt } from './page-token.ts';
import { sequenceToken } from './sequence-token.ts';
import { listStreams } from './store.ts';
import { groupTrail } from './trail.ts';

/** Also the default page size. */
const MAX_PAGE = 50;

/** DescribeLogStreams: by name, or by the time of the last event. */
export const describeLogStreams = defineRead(logs.operations.DescribeLogStreams, {
  load: loadGroup,
  access: accessToGroup('DescribeLogStreams'),
  async handle(scope, input, loaded) {
    const { logStreamNamePrefix: prefix = '', orderBy, descending = false, limit = MAX_PAGE } = input;
    const group = existing(input, loaded);
    const by = orderBy === 'LastEventTime' ? 'time' : 'name';
    if (by === 'time' && prefix !== '') {
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    const purpose = purposeOf([group.id, prefix, by, descending]);
    const after = positionOf<{ name: string; time: number }>(scope.tokens, purpose, input.nextToken);
    const rows = await listStreams(scope.reader, group.id, { by, descending, prefix, after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      logStreams: page.map(row => ({
        logStreamName: row.name,
        creationTime: row.created_at,
        firstEventTimestamp: row.first_event_at ?? undefined,
        lastEventTimestamp: row.last_event_at ?? undefined,
        lastIngestionTime: row.ingested_at ?? undefined,
        uploadSequenceToken: sequenceToken(row.next_batch),
        arn: streamArn(scope, group.name, row.name),
        // AWS says 0 for streams since June 2019.
        storedBytes: 0,
      })),
      nextToken: tokenAt(scope.tokens, purpose, last && { name: last.name, time: last.last_event_at ?? 0 }),
    };
  },
  trail: groupTrail,
});
