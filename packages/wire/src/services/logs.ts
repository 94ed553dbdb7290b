/**
 * Amazon CloudWatch Logs, API version 2014-03-28: groups, streams and events, the part of it that Coffer has built.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/
 */
import { service } from '../contract.ts';
import { boolean, integer, list, long, map, required, string, struct } from '../shape.ts';

const GroupName = string({ min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' });
const GroupIdentifier = string({ min: 1, max: 2048, pattern: '[\\w#+=/:,.@-]*' });
const StreamName = string({ min: 1, max: 512, pattern: '[^:*]*' });
const NextToken = string({ min: 1 });
const PageLimit = integer({ min: 1, max: 50 });
const EventLimit = integer({ min: 1, max: 10_000 });
const KmsKeyId = string({ max: 256 });
const GroupClass = string({ values: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] });

const TagKey = string({ min: 1, max: 128, pattern: '^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$' });
const TagValue = string({ max: 256, pattern: '^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$' });
const Tags = map(TagKey, TagValue, { min: 1, max: 50 });
const ResourceArn = string({ min: 1, max: 1011, pattern: '[\\w+=/:,.@\\-\\*]*' });

const Message = string({ min: 1 });
// Functions print what they should not: no record and no error repeats any of it.
const InputLogEvent = struct({
  timestamp: required(long()),
  message: required(string({ min: 1, sensitive: true })),
});
const Entity = struct({
  keyAttributes: map(string({ min: 1, max: 32 }), string({ min: 1, max: 512 }), { min: 2, max: 4 }),
  attributes: map(string({ min: 1, max: 256 }), string({ min: 1, max: 512 }), { max: 10 }),
});

const LogGroup = struct({
  logGroupName: GroupName,
  creationTime: long(),
  retentionInDays: integer(),
  metricFilterCount: integer(),
  arn: string(),
  storedBytes: long(),
  kmsKeyId: KmsKeyId,
  dataProtectionStatus: string({ values: ['ACTIVATED', 'DELETED', 'ARCHIVED', 'DISABLED'] }),
  inheritedProperties: list(string({ values: ['ACCOUNT_DATA_PROTECTION'] })),
  logGroupClass: GroupClass,
  logGroupArn: string(),
  deletionProtectionEnabled: boolean(),
  bearerTokenAuthenticationEnabled: boolean(),
  retentionPolicyName: string(),
});

const LogStream = struct({
  logStreamName: StreamName,
  creationTime: long(),
  firstEventTimestamp: long(),
  lastEventTimestamp: long(),
  lastIngestionTime: long(),
  uploadSequenceToken: string({ min: 1 }),
  arn: string(),
  storedBytes: long(),
});

const group = { logGroupName: required(GroupName) } as const;
const named = { logGroupName: GroupName, logGroupIdentifier: GroupIdentifier } as const;
const stream = { ...group, logStreamName: required(StreamName) } as const;

const found = ['InvalidParameterException', 'ResourceNotFoundException', 'ServiceUnavailableException'] as const;
const changed = [...found, 'OperationAbortedException'] as const;

/** The contract of CloudWatch Logs. */
export const logs = service({
  service: 'logs',
  title: 'Amazon CloudWatch Logs',
  apiVersion: '2014-03-28',
  protocols: ['json-1.1'],
  targetPrefixes: ['Logs_20140328'],
  endpointPrefix: 'logs',
  xmlNamespace: 'http://logs.amazonaws.com/doc/2014-03-28/',
  messageKey: 'message',
  validationCode: 'InvalidParameterException',
  errors: {
    DataAlreadyAcceptedException: { status: 400 },
    InvalidOperationException: { status: 400 },
    InvalidParameterException: { status: 400 },
    InvalidSequenceTokenException: { status: 400 },
    LimitExceededException: { status: 400 },
    OperationAbortedException: { status: 400 },
    ResourceAlreadyExistsException: { status: 400 },
    ResourceNotFoundException: { status: 400 },
    ServiceUnavailableException: { status: 500 },
    UnrecognizedClientException: { status: 400 },
    ValidationException: { status: 400 },
  },
  operations: {
    CreateLogGroup: {
      doc: 'Creates a log group.',
      readOnly: false,
      input: struct({
        ...group,
        kmsKeyId: KmsKeyId,
        tags: Tags,
        logGroupClass: GroupClass,
        deletionProtectionEnabled: boolean(),
      }),
      output: struct({}),
      errors: [
        'InvalidParameterException',
        'ResourceAlreadyExistsException',
        'LimitExceededException',
        'OperationAbortedException',
        'ServiceUnavailableException',
      ],
    },
    CreateLogStream: {
      doc: 'Creates a log stream in a log group.',
      readOnly: false,
      input: struct(stream),
      output: struct({}),
      errors: [...found, 'ResourceAlreadyExistsException'],
    },
    DeleteLogGroup: {
      doc: 'Deletes a log group with everything in it.',
      readOnly: false,
      input: struct(group),
      output: struct({}),
      errors: [...changed, 'ValidationException'],
    },
    DeleteLogStream: {
      doc: 'Deletes a log stream with its events.',
      readOnly: false,
      input: struct(stream),
      output: struct({}),
      errors: changed,
    },
    DeleteRetentionPolicy: {
      doc: 'Lets the events of a log group stay for ever.',
      readOnly: false,
      input: struct(group),
      output: struct({}),
      errors: changed,
    },
    DescribeLogGroups: {
      doc: 'Lists the log groups of this account and region, by name.',
      readOnly: true,
      input: struct({
        accountIdentifiers: list(string({ min: 12, max: 12, pattern: '^\\d{12}$' }), { max: 20 }),
        logGroupNamePrefix: GroupName,
        logGroupNamePattern: string({ max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]*' }),
        nextToken: NextToken,
        limit: PageLimit,
        includeLinkedAccounts: boolean(),
        logGroupClass: GroupClass,
        logGroupIdentifiers: list(GroupIdentifier, { min: 1, max: 50 }),
      }),
      output: struct({ logGroups: list(LogGroup), nextToken: NextToken }),
      errors: ['InvalidParameterException', 'ServiceUnavailableException'],
      pages: { limit: 'limit', result: 'logGroups', token: 'nextToken' },
    },
    DescribeLogStreams: {
      doc: 'Lists the log streams of a log group, by name or by their last event.',
      readOnly: true,
      input: struct({
        ...named,
        logStreamNamePrefix: StreamName,
        orderBy: string({ values: ['LogStreamName', 'LastEventTime'] }),
        descending: boolean(),
        nextToken: NextToken,
        limit: PageLimit,
      }),
      output: struct({ logStreams: list(LogStream), nextToken: NextToken }),
      errors: found,
      pages: { limit: 'limit', result: 'logStreams', token: 'nextToken' },
    },
    FilterLogEvents: {
      doc: 'Finds events of a log group by time and by a filter pattern.',
      readOnly: true,
      input: struct({
        ...named,
        logStreamNames: list(StreamName, { min: 1, max: 100 }),
        logStreamNamePrefix: StreamName,
        startTime: long(),
        endTime: long(),
        filterPattern: string({ max: 1024 }),
        nextToken: NextToken,
        limit: EventLimit,
        startFromHead: boolean(),
        interleaved: boolean(),
        unmask: boolean(),
      }),
      output: struct({
        events: list(
          struct({
            logStreamName: StreamName,
            timestamp: long(),
            message: Message,
            ingestionTime: long(),
            eventId: string(),
          }),
        ),
        searchedLogStreams: list(struct({ logStreamName: StreamName, searchedCompletely: boolean() })),
        nextToken: NextToken,
      }),
      errors: found,
      pages: { limit: 'limit', result: ['events', 'searchedLogStreams'], token: 'nextToken' },
    },
    GetLogEvents: {
      doc: 'Reads the events of a log stream, forward or backward.',
      readOnly: true,
      input: struct({
        ...named,
        logStreamName: required(StreamName),
        startTime: long(),
        endTime: long(),
        nextToken: NextToken,
        limit: EventLimit,
        startFromHead: boolean(),
        unmask: boolean(),
      }),
      output: struct({
        events: list(struct({ timestamp: long(), message: Message, ingestionTime: long() })),
        nextForwardToken: NextToken,
        nextBackwardToken: NextToken,
      }),
      errors: found,
    },
    ListTagsForResource: {
      doc: 'Lists the tags of a log group.',
      readOnly: true,
      input: struct({ resourceArn: required(ResourceArn) }),
      output: struct({ tags: map(TagKey, TagValue) }),
      errors: found,
    },
    PutLogEvents: {
      doc: 'Stores events in a log stream.',
      readOnly: false,
      input: struct({
        ...stream,
        logEvents: required(list(InputLogEvent, { min: 1, max: 10_000, sensitive: true })),
        sequenceToken: string({ min: 1 }),
        entity: Entity,
      }),
      output: struct({
        nextSequenceToken: string({ min: 1 }),
        rejectedLogEventsInfo: struct({
          tooNewLogEventStartIndex: integer(),
          tooOldLogEventEndIndex: integer(),
          expiredLogEventEndIndex: integer(),
        }),
        rejectedEntityInfo: struct({
          errorType: required(
            string({
              values: [
                'InvalidEntity',
                'InvalidTypeValue',
                'InvalidKeyAttributes',
                'InvalidAttributes',
                'EntitySizeTooLarge',
                'UnsupportedLogGroupType',
                'MissingRequiredFields',
              ],
            }),
          ),
        }),
      }),
      errors: [
        ...found,
        'InvalidSequenceTokenException',
        'DataAlreadyAcceptedException',
        'UnrecognizedClientException',
      ],
    },
    PutRetentionPolicy: {
      doc: 'Says after how many days the events of a log group are deleted.',
      readOnly: false,
      input: struct({ ...group, retentionInDays: required(integer()) }),
      output: struct({}),
      errors: changed,
    },
    TagResource: {
      doc: 'Adds tags to a log group, or changes their values.',
      readOnly: false,
      input: struct({ resourceArn: required(ResourceArn), tags: required(Tags) }),
      output: struct({}),
      errors: found,
    },
    UntagResource: {
      doc: 'Removes tags from a log group.',
      readOnly: false,
      input: struct({ resourceArn: required(ResourceArn), tagKeys: required(list(TagKey, { max: 50 })) }),
      output: struct({}),
      errors: found,
    },
  },
});
