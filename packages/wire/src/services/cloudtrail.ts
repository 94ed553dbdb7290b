/**
 * AWS CloudTrail, API version 2013-11-01: the operations that Coffer has built.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/
 */
import { service } from '../contract.ts';
import { integer, list, required, string, struct, timestamp } from '../shape.ts';

const LookupAttribute = struct({
  AttributeKey: required(
    string({
      values: [
        'EventId',
        'EventName',
        'ReadOnly',
        'Username',
        'ResourceType',
        'ResourceName',
        'EventSource',
        'AccessKeyId',
      ],
    }),
  ),
  AttributeValue: required(string({ min: 1, max: 2000 })),
});

const Event = struct({
  EventId: string(),
  EventName: string(),
  ReadOnly: string(),
  AccessKeyId: string(),
  EventTime: timestamp(),
  EventSource: string(),
  Username: string(),
  Resources: list(struct({ ResourceType: string(), ResourceName: string() })),
  CloudTrailEvent: string(),
});

/** The contract of AWS CloudTrail. */
export const cloudtrail = service({
  service: 'cloudtrail',
  title: 'AWS CloudTrail',
  apiVersion: '2013-11-01',
  protocols: ['json-1.1'],
  // boto and the AWS CLI send the long form, the SDK for JavaScript the short one.
  targetPrefixes: ['com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101', 'CloudTrail_20131101'],
  endpointPrefix: 'cloudtrail',
  xmlNamespace: 'http://cloudtrail.amazonaws.com/doc/2013-11-01/',
  messageKey: 'Message',
  errors: {
    InvalidEventCategoryException: { status: 400 },
    InvalidLookupAttributesException: { status: 400 },
    InvalidMaxResultsException: { status: 400 },
    InvalidNextTokenException: { status: 400 },
    InvalidTimeRangeException: { status: 400 },
    OperationNotPermittedException: { status: 400 },
    UnsupportedOperationException: { status: 400 },
  },
  operations: {
    LookupEvents: {
      doc: 'Looks up management events of the last 90 days in this account and region.',
      readOnly: true,
      input: struct({
        LookupAttributes: list(LookupAttribute),
        StartTime: timestamp(),
        EndTime: timestamp(),
        EventCategory: string({ values: ['insight'] }),
        MaxResults: integer({ min: 1, max: 50 }),
        NextToken: string(),
      }),
      output: struct({ Events: list(Event), NextToken: string() }),
      errors: [
        'InvalidLookupAttributesException',
        'InvalidTimeRangeException',
        'InvalidMaxResultsException',
        'InvalidNextTokenException',
        'InvalidEventCategoryException',
        'UnsupportedOperationException',
        'OperationNotPermittedException',
      ],
      pages: { limit: 'MaxResults', result: 'Events' },
    },
  },
});
