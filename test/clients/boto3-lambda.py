"""What boto3 makes of functions: each operation once, printed as one JSON object."""

import io
import json
import ssl
import sys
import urllib.request
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, CA, ROLE, NAME = sys.argv[1:5]

CODE = """
import boto3
import os

def handler(event, context):
    secrets = boto3.client("secretsmanager")
    value = secrets.get_secret_value(SecretId=event["secret"])["SecretString"]
    return {"length": len(value), "name": context.function_name, "greeting": os.environ["GREETING"]}
"""


def archive(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("index.py", text)
    return buffer.getvalue()


functions = boto3.session.Session().client(
    "lambda",
    region_name="us-east-1",
    endpoint_url=ENDPOINT,
    verify=CA,
    config=Config(retries={"max_attempts": 0}),
)
made = functions.create_function(
    FunctionName=NAME,
    Runtime="python3.12",
    Handler="index.handler",
    Role=ROLE,
    Code={"ZipFile": archive(CODE)},
    Timeout=30,
    Environment={"Variables": {"GREETING": "hello"}},
)
arn = made["FunctionArn"]
functions.get_waiter("function_active_v2").wait(FunctionName=NAME)
invoked = functions.invoke(FunctionName=arn, Payload=json.dumps({"secret": "read-by-function"}), LogType="Tail")
answer = json.load(invoked["Payload"])
permission = functions.add_permission(
    FunctionName=NAME,
    StatementId="rotation",
    Action="lambda:InvokeFunction",
    Principal="secretsmanager.amazonaws.com",
    SourceAccount="123456789012",
)
policy = functions.get_policy(FunctionName=NAME)
functions.remove_permission(FunctionName=NAME, StatementId="rotation", RevisionId=policy["RevisionId"])
functions.tag_resource(Resource=arn, Tags={"team": "a b", "k": "v"})
functions.untag_resource(Resource=arn, TagKeys=["k"])
tags = functions.list_tags(Resource=arn)["Tags"]
functions.update_function_configuration(FunctionName=NAME, Timeout=31)
functions.get_waiter("function_updated_v2").wait(FunctionName=NAME)
location = functions.get_function(FunctionName=NAME)["Code"]["Location"]
context = ssl.create_default_context(cafile=CA)
fetched = urllib.request.urlopen(location, context=context).read()
functions.update_function_code(FunctionName=NAME, ZipFile=archive("def handler(event, context): raise ValueError('no')"))
failed = functions.invoke(FunctionName=NAME, Payload=b"{}")
try:
    functions.get_function(FunctionName="none")
    missing = None
except functions.exceptions.ResourceNotFoundException as error:
    missing = [error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Message"]]
try:
    functions.create_function(FunctionName=NAME, Runtime="python3.12", Handler="i.h", Role=ROLE, Code={"ZipFile": b"x"})
    conflict = None
except ClientError as error:
    conflict = error.response["Error"]
names = [each["FunctionName"] for page in functions.get_paginator("list_functions").paginate() for each in page["Functions"]]
functions.delete_function(FunctionName=NAME)
print(
    json.dumps(
        {
            "state": [made["State"], made["FunctionName"]],
            "answer": answer,
            "log": "LogResult" in invoked and invoked["ExecutedVersion"],
            "statement": json.loads(permission["Statement"])["Principal"],
            "tags": tags,
            "sameCode": zipfile.ZipFile(io.BytesIO(fetched)).read("index.py").decode() == CODE,
            "failed": [failed["FunctionError"], json.load(failed["Payload"])["errorType"]],
            "missing": missing,
            "conflict": [conflict["Code"], conflict["Message"]],
            "names": names,
        }
    )
)
