"""
A rotation function as people write one for AWS: boto3 and the database's driver, nothing of Coffer. With `masterarn` in
the secret two users take turns. The tag `fault` of the secret says in which step it misbehaves, and how.
"""

import json
import os
import time

import boto3
import pymysql
import psycopg2
from psycopg2 import sql

secrets = boto3.client("secretsmanager")


def handler(event, context):
    arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    described = secrets.describe_secret(SecretId=arn)
    labels = described["VersionIdsToStages"].get(token, [])
    if "AWSCURRENT" in labels:
        return None
    if "AWSPENDING" not in labels:
        raise ValueError("the version is not pending")
    fault = {tag["Key"]: tag["Value"] for tag in described.get("Tags", [])}.get("fault", "")
    if fault.startswith(step):
        answer = misbehave(fault.split(" ")[1], arn, token)
        if answer is not None:
            return answer
    {"createSecret": create, "setSecret": change, "testSecret": probe, "finishSecret": finish}[step](arn, token)
    return None


def misbehave(kind, arn, token):
    if kind == "hang":
        time.sleep(600)
    if kind == "exit":
        os._exit(3)
    if kind == "raise":
        raise RuntimeError("no login with " + read(arn, "AWSPENDING", token)["password"])
    if kind == "unreadable":
        return {"a set": {1}}
    if kind == "idle":
        return "nonsense"
    if kind == "print":
        print("password: " + read(arn, "AWSPENDING", token)["password"], flush=True)
    return None


def create(arn, token):
    current = read(arn, "AWSCURRENT")
    try:
        read(arn, "AWSPENDING", token)
        return
    except secrets.exceptions.ResourceNotFoundException:
        pass
    made = secrets.get_random_password(PasswordLength=24, ExcludePunctuation=True)
    pending = {**current, "username": alternate(current), "password": made["RandomPassword"]}
    secrets.put_secret_value(
        SecretId=arn, ClientRequestToken=token, SecretString=json.dumps(pending), VersionStages=["AWSPENDING"]
    )


def change(arn, token):
    current, pending = read(arn, "AWSCURRENT"), read(arn, "AWSPENDING", token)
    try:
        connect(pending).close()
        return
    except (pymysql.Error, psycopg2.Error):
        pass
    connection = connect(current)
    if "masterarn" in current:
        connection.close()
        connection = connect({**current, **read(current["masterarn"], "AWSCURRENT")})
    with connection.cursor() as cursor:
        CHANGES[current["engine"]](cursor, current, pending)
    connection.commit()
    connection.close()


def change_mariadb(cursor, current, pending):
    if "masterarn" not in current:
        cursor.execute("set password = password(%s)", [pending["password"]])
        return
    account = [pending["username"], current["accounthost"]]
    cursor.execute("create user if not exists %s@%s identified by 'Nobody-knows-it-1'", account)
    cursor.execute("grant select on shop.goods to %s@%s", account)
    cursor.execute("set password for %s@%s = password(%s)", [*account, pending["password"]])


def change_postgres(cursor, current, pending):
    user, like = sql.Identifier(pending["username"]), sql.Identifier(current["username"])
    cursor.execute("select 1 from pg_roles where rolname = %s", [pending["username"]])
    if cursor.fetchone() is None:
        cursor.execute(sql.SQL("create role {} login").format(user))
        cursor.execute(sql.SQL("grant {} to {}").format(like, user))
    cursor.execute(sql.SQL("alter role {} with password %s").format(user), [pending["password"]])


CHANGES = {"mariadb": change_mariadb, "postgres": change_postgres}


def probe(arn, token):
    connection = connect(read(arn, "AWSPENDING", token))
    with connection.cursor() as cursor:
        cursor.execute("select now()")
    connection.close()


def finish(arn, token):
    versions = secrets.describe_secret(SecretId=arn)["VersionIdsToStages"]
    current = next(version for version, labels in versions.items() if "AWSCURRENT" in labels)
    secrets.update_secret_version_stage(
        SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
    )


def alternate(secret):
    username = secret["username"]
    if "masterarn" not in secret:
        return username
    return username[: -len("_clone")] if username.endswith("_clone") else username + "_clone"


def connect(secret):
    where = {"host": secret["host"], "port": secret["port"], "user": secret["username"], "password": secret["password"]}
    if secret["engine"] == "mariadb":
        return pymysql.connect(connect_timeout=5, **where)
    return psycopg2.connect(connect_timeout=5, dbname="postgres", sslmode="disable", **where)


def read(arn, stage, token=None):
    version = {} if token is None else {"VersionId": token}
    return json.loads(secrets.get_secret_value(SecretId=arn, VersionStage=stage, **version)["SecretString"])
