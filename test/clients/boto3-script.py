"""What boto3 makes of a server: each operation once, printed as one JSON object.

The endpoint and the certificates come as arguments, for versions that know no AWS_ENDPOINT_URL.
"""

import base64
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, CA = sys.argv[1:3]


def client(service, region="us-east-1"):
    return boto3.session.Session().client(
        service_name=service,
        region_name=region,
        endpoint_url=ENDPOINT,
        verify=CA,
        config=Config(retries={"max_attempts": 0}, max_pool_connections=20),
    )


def read_secret(secrets, name):
    """An application's function: a dictionary of a text value, the bytes of a binary one."""
    answer = secrets.get_secret_value(SecretId=name)
    if "SecretString" in answer:
        return json.loads(answer["SecretString"])
    return answer["SecretBinary"]


def application():
    """The function above as applications have it: nothing in it knows of a server of one's own."""
    old = tuple(map(int, boto3.__version__.split(".")[:2])) < (1, 28)
    options = {"endpoint_url": ENDPOINT} if old else {}
    secrets = boto3.session.Session().client(service_name="secretsmanager", region_name="us-west-2", **options)
    secrets.create_secret(Name="prod/app/database-credentials", SecretString='{"username": "app", "password": "p"}')
    secrets.create_secret(Name="prod/app/key", SecretBinary=b"\x00\xff")
    return {
        "dictionary": read_secret(secrets, "prod/app/database-credentials"),
        "bytes": list(read_secret(secrets, "prod/app/key")),
    }


def refusal(call, **parameters):
    """Which exception class of the client it was, and what the server said."""
    try:
        call(**parameters)
    except ClientError as error:
        answer = error.response
        return {
            "class": type(error).__name__,
            "code": answer["Error"]["Code"],
            "message": answer["Error"]["Message"],
            "status": answer["ResponseMetadata"]["HTTPStatusCode"],
            "hasRequestId": len(answer["ResponseMetadata"]["RequestId"]) == 36,
        }
    raise AssertionError("was not refused")


def secret_operations():
    secrets = client("secretsmanager")
    value = {"username": "anika", "password": "p\u00e4ss \U0001f511", "port": 5432}
    created = secrets.create_secret(
        Name="boto/text", Description="first", SecretString=json.dumps(value), Tags=[{"Key": "team", "Value": "a"}]
    )
    binary = bytes(range(256))
    secrets.create_secret(Name="boto/binary", SecretBinary=binary)
    put = secrets.put_secret_value(SecretId="boto/text", SecretString="{}", VersionStages=["AWSPENDING"])
    moved = secrets.update_secret_version_stage(
        SecretId="boto/text",
        VersionStage="AWSCURRENT",
        MoveToVersionId=put["VersionId"],
        RemoveFromVersionId=created["VersionId"],
    )
    previous = secrets.get_secret_value(SecretId="boto/text", VersionStage="AWSPREVIOUS")
    updated = secrets.update_secret(SecretId="boto/text", SecretString=json.dumps(value))
    described = secrets.describe_secret(SecretId=created["ARN"])
    versions = secrets.list_secret_version_ids(SecretId="boto/text", IncludeDeprecated=True)
    pages = list(secrets.get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 1}))
    deleted = secrets.delete_secret(SecretId="boto/binary", RecoveryWindowInDays=7)
    read_while_deleted = refusal(secrets.get_secret_value, SecretId="boto/binary")
    secrets.restore_secret(SecretId="boto/binary")
    return {
        "text": read_secret(secrets, "boto/text") == value,
        "binary": read_secret(secrets, "boto/binary") == binary,
        "moved": moved["ARN"] == created["ARN"],
        "previous": json.loads(previous["SecretString"]) == value,
        "stages": sorted(described["VersionIdsToStages"][updated["VersionId"]]),
        "tags": described["Tags"],
        "versions": len(versions["Versions"]),
        "createdDate": type(described["CreatedDate"]).__name__,
        "pages": [[secret["Name"] for secret in page["SecretList"]] for page in pages],
        "windowDays": round((deleted["DeletionDate"] - described["CreatedDate"]).total_seconds() / 86400),
        "readWhileDeleted": read_while_deleted,
        "missing": refusal(secrets.get_secret_value, SecretId="boto/nothing"),
        "long": refusal(secrets.get_secret_value, SecretId="boto/text", VersionId="x" * 65),
        "otherRegion": refusal(client("secretsmanager", "eu-west-1").list_secrets),
    }


def key_operations():
    keys = client("kms")
    key = "alias/boto"
    metadata = keys.create_key(Description="for boto3")["KeyMetadata"]
    keys.create_alias(AliasName=key, TargetKeyId=metadata["KeyId"])
    listed = [entry["KeyId"] for page in keys.get_paginator("list_keys").paginate() for entry in page["Keys"]]
    sealed = keys.encrypt(KeyId=key, Plaintext=b"attack at dawn", EncryptionContext={"a": "1"})
    opened = keys.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext={"a": "1"})
    data_key = keys.generate_data_key(KeyId=key, NumberOfBytes=64)
    return {
        "opened": opened["Plaintext"].decode(),
        "sameKey": opened["KeyId"] == metadata["Arn"],
        "listed": metadata["KeyId"] in listed,
        "dataKeyBytes": len(data_key["Plaintext"]),
        "dataKeyOpens": keys.decrypt(CiphertextBlob=data_key["CiphertextBlob"])["Plaintext"] == data_key["Plaintext"],
        "wrongContext": refusal(keys.decrypt, CiphertextBlob=sealed["CiphertextBlob"]),
    }


def trail_operations():
    trail = client("cloudtrail")
    pages = trail.get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "PutSecretValue"}],
        PaginationConfig={"PageSize": 1},
    )
    events = [event for page in pages for event in page["Events"]]
    record = json.loads(events[0]["CloudTrailEvent"])
    return {
        "events": len(events),
        "eventTime": type(events[0]["EventTime"]).__name__,
        "parameters": record["requestParameters"].get("secretString", "absent"),
        "agent": "Boto3" in record["userAgent"] or "boto3" in record["userAgent"].lower(),
    }


def many_at_once():
    secrets = client("secretsmanager")
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: read_secret(secrets, "boto/text")["username"], range(100)))
    return {"answers": len(answers), "distinct": sorted(set(answers))}


print(
    json.dumps(
        {
            "secrets": secret_operations(),
            "keys": key_operations(),
            "trail": trail_operations(),
            "manyAtOnce": many_at_once(),
            "application": application(),
        },
        default=lambda value: base64.b64encode(value).decode(),
    )
)
