"""The guide's way to a rotation function with boto3: made, found and deleted, printed as one JSON object."""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, CA, NAME = sys.argv[1:4]
APPLICATION = "arn:aws:serverlessrepo:us-east-1:297356227824:applications/"


def client(service):
    return boto3.session.Session().client(
        service_name=service,
        region_name="us-east-1",
        endpoint_url=ENDPOINT,
        verify=CA,
        config=Config(retries={"max_attempts": 0}),
    )


def plan(application):
    return client("serverlessrepo").create_cloud_formation_change_set(
        ApplicationId=APPLICATION + application,
        StackName=NAME,
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"],
        ParameterOverrides=[
            {"Name": "endpoint", "Value": "https://secretsmanager.us-east-1.amazonaws.com"},
            {"Name": "functionName", "Value": NAME},
        ],
    )


try:
    plan("None")
    unknown = ""
except ClientError as error:
    unknown = error.response["Error"]["Code"]
stacks = client("cloudformation")
planned = plan("SecretsManagerRDSMySQLRotationSingleUser")
stacks.execute_change_set(ChangeSetName=planned["ChangeSetId"])
stacks.get_waiter("stack_create_complete").wait(StackName=planned["StackId"], WaiterConfig={"Delay": 1})
stack = stacks.describe_stacks(StackName=planned["StackId"])["Stacks"][0]
found = stacks.describe_stack_resources(PhysicalResourceId=NAME)["StackResources"]
pages = stacks.get_paginator("list_stacks").paginate(StackStatusFilter=["CREATE_COMPLETE"])
names = [summary["StackName"] for page in pages for summary in page["StackSummaries"]]
stacks.delete_stack(StackName=stack["StackName"])
stacks.get_waiter("stack_delete_complete").wait(StackName=planned["StackId"], WaiterConfig={"Delay": 1})
events = stacks.describe_stack_events(StackName=planned["StackId"])["StackEvents"]
print(
    json.dumps(
        {
            "unknown": unknown,
            "output": stack["Outputs"][0]["OutputValue"],
            "types": [resource["ResourceType"] for resource in found],
            "listed": stack["StackName"] in names,
            "last": events[0]["ResourceStatus"],
        }
    )
)
