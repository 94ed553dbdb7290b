"""A single user of MariaDB."""

import sys

import pymysql
from steps import rotate


def lambda_handler(event, context):
    rotate(event, sys.modules[__name__])


def next_user(username):
    return username


def connect(secret):
    return pymysql.connect(
        host=secret["host"], port=secret["port"], user=secret["username"], password=secret["password"]
    )


def change(current, pending, master):
    connection = connect(current)
    with connection.cursor() as cursor:
        cursor.execute("SET PASSWORD = PASSWORD(%s)", pending["password"])
    connection.close()
