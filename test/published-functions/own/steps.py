"""The four steps of a rotation, by the public contract alone. A database logs in, and changes passwords."""

import json
import os

import boto3


def rotate(event, database):
    client = boto3.client("secretsmanager", endpoint_url=os.environ["SECRETS_MANAGER_ENDPOINT"])
    secret_id, token = event["SecretId"], event["ClientRequestToken"]

    def read(**which):
        return json.loads(client.get_secret_value(SecretId=secret_id, **which)["SecretString"])

    stages = client.describe_secret(SecretId=secret_id)["VersionIdsToStages"]
    if "AWSCURRENT" in stages[token]:
        return
    current = read(VersionStage="AWSCURRENT")
    if event["Step"] == "createSecret":
        try:
            read(VersionId=token, VersionStage="AWSPENDING")
        except client.exceptions.ResourceNotFoundException:
            password = client.get_random_password(ExcludeCharacters=":/@\"'\\")["RandomPassword"]
            pending = {**current, "username": database.next_user(current["username"]), "password": password}
            client.put_secret_value(
                SecretId=secret_id,
                ClientRequestToken=token,
                SecretString=json.dumps(pending),
                VersionStages=["AWSPENDING"],
            )
        return
    pending = read(VersionId=token, VersionStage="AWSPENDING")
    if event["Step"] == "setSecret":
        master = None
        if "masterarn" in current:
            master = json.loads(client.get_secret_value(SecretId=current["masterarn"])["SecretString"])
        database.change(current, pending, master)
    elif event["Step"] == "testSecret":
        database.connect(pending).close()
    elif event["Step"] == "finishSecret":
        earlier = next(version for version, labels in stages.items() if "AWSCURRENT" in labels)
        client.update_secret_version_stage(
            SecretId=secret_id,
            VersionStage="AWSCURRENT",
            MoveToVersionId=token,
            RemoveFromVersionId=earlier,
        )
