"""Alternating users of PostgreSQL."""

import sys

import psycopg2
from psycopg2 import sql
from steps import rotate


def lambda_handler(event, context):
    rotate(event, sys.modules[__name__])


def next_user(username):
    return username[: -len("_clone")] if username.endswith("_clone") else username + "_clone"


def connect(secret):
    return psycopg2.connect(
        host=secret["host"],
        port=secret["port"],
        dbname="postgres",
        user=secret["username"],
        password=secret["password"],
    )


def change(current, pending, master):
    connection = connect(master)
    role, other = sql.Identifier(pending["username"]), sql.Identifier(current["username"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", (pending["username"],))
        verb = "ALTER ROLE" if cursor.rowcount == 1 else "CREATE ROLE"
        cursor.execute(
            sql.SQL(verb + " {} WITH LOGIN PASSWORD {}").format(role, sql.Literal(pending["password"]))
        )
        if verb == "CREATE ROLE":
            cursor.execute(sql.SQL("GRANT {} TO {}").format(other, role))
    connection.close()
