/** As `sdk-types.test.ts`, for CloudWatch Logs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as cloudwatch from '@aws-sdk/client-cloudwatch-logs';
import { services, type Services } from '@coffer/wire/services';
import type { Verdicts } from './sdk-types.test.ts';

const logs: Verdicts<
  Services['logs']['operations'],
  {
    CreateLogGroup: [cloudwatch.CreateLogGroupCommandInput, cloudwatch.CreateLogGroupCommandOutput];
    CreateLogStream: [cloudwatch.CreateLogStreamCommandInput, cloudwatch.CreateLogStreamCommandOutput];
    DeleteLogGroup: [cloudwatch.DeleteLogGroupCommandInput, cloudwatch.DeleteLogGroupCommandOutput];
    DeleteLogStream: [cloudwatch.DeleteLogStreamCommandInput, cloudwatch.DeleteLogStreamCommandOutput];
    DeleteRetentionPolicy: [
      cloudwatch.DeleteRetentionPolicyCommandInput,
      cloudwatch.DeleteRetentionPolicyCommandOutput,
    ];
    DescribeLogGroups: [cloudwatch.DescribeLogGroupsCommandInput, cloudwatch.DescribeLogGroupsCommandOutput];
    DescribeLogStreams: [cloudwatch.DescribeLogStreamsCommandInput, cloudwatch.DescribeLogStreamsCommandOutput];
    FilterLogEvents: [cloudwatch.FilterLogEventsCommandInput, cloudwatch.FilterLogEventsCommandOutput];
    GetLogEvents: [cloudwatch.GetLogEventsCommandInput, cloudwatch.GetLogEventsCommandOutput];
    ListTagsForResource: [cloudwatch.ListTagsForResourceCommandInput, cloudwatch.ListTagsForResourceCommandOutput];
    PutLogEvents: [cloudwatch.PutLogEventsCommandInput, cloudwatch.PutLogEventsCommandOutput];
    PutRetentionPolicy: [cloudwatch.PutRetentionPolicyCommandInput, cloudwatch.PutRetentionPolicyCommandOutput];
    TagResource: [cloudwatch.TagResourceCommandInput, cloudwatch.TagResourceCommandOutput];
    UntagResource: [cloudwatch.UntagResourceCommandInput, cloudwatch.UntagResourceCommandOutput];
  }
> = {
  // The SDK knows one more class of groups than AWS's model.
  CreateLogGroup: false,
  CreateLogStream: true,
  DeleteLogGroup: true,
  DeleteLogStream: true,
  DeleteRetentionPolicy: true,
  // The same.
  DescribeLogGroups: false,
  DescribeLogStreams: true,
  FilterLogEvents: true,
  GetLogEvents: true,
  ListTagsForResource: true,
  PutLogEvents: true,
  PutRetentionPolicy: true,
  TagResource: true,
  UntagResource: true,
};

test('every operation of CloudWatch Logs has the members of the SDK', () => {
  assert.deepEqual(Object.keys(logs).toSorted(), Object.keys(services.logs.operations).toSorted());
});
