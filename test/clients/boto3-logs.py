"""What boto3 makes of logs: each operation once, printed as one JSON object."""

import json
import sys
import time

import boto3
from botocore.exceptions import ClientError

ENDPOINT, CA, GROUP = sys.argv[1:4]

logs = boto3.client("logs", endpoint_url=ENDPOINT, verify=CA)
now = int(time.time() * 1000)
place = {"logGroupName": GROUP, "logStreamName": "s"}


def refused(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]
    return None


logs.create_log_group(logGroupName=GROUP, tags={"team": "a"})
logs.create_log_stream(**place)
events = [{"timestamp": now + at, "message": f"line {at}"} for at in range(5)]
put = logs.put_log_events(logEvents=events, **place)
first = logs.get_log_events(limit=2, startFromHead=True, **place)
second = logs.get_log_events(limit=9, startFromHead=True, nextToken=first["nextForwardToken"], **place)
pages = logs.get_paginator("filter_log_events").paginate(logGroupName=GROUP, PaginationConfig={"PageSize": 2})
logs.put_retention_policy(logGroupName=GROUP, retentionInDays=7)
group = logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"][0]
logs.delete_retention_policy(logGroupName=GROUP)
# Older releases know no other ARN; it ends in `:*`.
arn = group["arn"]
logs.tag_resource(resourceArn=arn, tags={"b": "c"})
logs.untag_resource(resourceArn=arn, tagKeys=["team"])
result = {
    "token": len(put["nextSequenceToken"]),
    "read": [event["message"] for page in (first, second) for event in page["events"]],
    "filtered": [event["message"] for page in pages for event in page["events"]],
    "retention": group["retentionInDays"],
    "streams": [each["lastEventTimestamp"] - now for each in logs.describe_log_streams(logGroupName=GROUP)["logStreams"]],
    "tags": logs.list_tags_for_resource(resourceArn=arn)["tags"],
    "exists": refused(logs.create_log_group, logGroupName=GROUP),
}
logs.delete_log_stream(**place)
logs.delete_log_group(logGroupName=GROUP)
result["missing"] = refused(logs.delete_log_group, logGroupName=GROUP)
print(json.dumps(result))
