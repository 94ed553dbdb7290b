"""boto3 for tests: each line of input is a call as JSON, each line of output what became of it.

The endpoint and the certificates come as arguments, for versions that know no AWS_ENDPOINT_URL.
"""

import base64
import json
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

ENDPOINT, CA = sys.argv[1:3]
CLIENTS = {}


def client_of(service, region, identity):
    key = (service, region, identity["accessKeyId"])
    if key not in CLIENTS:
        CLIENTS[key] = boto3.session.Session().client(
            service_name=service,
            region_name=region,
            endpoint_url=ENDPOINT,
            verify=CA,
            aws_access_key_id=identity["accessKeyId"],
            aws_secret_access_key=identity["secretAccessKey"],
            aws_session_token=identity.get("sessionToken"),
            config=Config(retries={"max_attempts": 0}),
        )
    return CLIENTS[key]


def answer_to(client, call):
    if call["input"] is None:
        return {"knows": call["operation"] in client.meta.service_model.operation_names}
    try:
        answer = getattr(client, xform_name(call["operation"]))(**call["input"])
    except ClientError as error:
        told = error.response["Error"]
        return {"refusal": told["Code"] + ": " + told["Message"]}
    except BotoCoreError as error:
        return {"failure": str(error)}
    answer.pop("ResponseMetadata")
    return {"answer": answer}


def plain(value):
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat()


for line in sys.stdin:
    call = json.loads(line)
    client = client_of(call["service"], call["region"], call["identity"])
    print(json.dumps(answer_to(client, call), default=plain), flush=True)
