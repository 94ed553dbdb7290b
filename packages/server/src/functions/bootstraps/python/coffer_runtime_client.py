"""Speaks the Runtime API over the socket of this process."""
import json
import os
import socket
from http.client import HTTPConnection, HTTPException

PREFIX = "/2018-06-01/runtime/"


class LocalConnection(HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost")
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self._path)


class RuntimeClient:
    def __init__(self, path):
        self._connection = LocalConnection(path)

    def next(self):
        response, body = self._send("GET", "invocation/next")
        return body, response.headers

    def answer(self, request_id, body):
        self._send("POST", "invocation/%s/response" % request_id, body)

    def fail(self, request_id, description):
        self._send("POST", "invocation/%s/error" % request_id, encoded(description), description["errorType"])

    def fail_init(self, description):
        self._send("POST", "init/error", encoded(description), description["errorType"])

    def _send(self, method, path, body=None, error_type=None):
        headers = {} if error_type is None else {"Lambda-Runtime-Function-Error-Type": ascii(error_type)[1:-1]}
        try:
            self._connection.request(method, PREFIX + path, body, headers)
            response = self._connection.getresponse()
            return response, response.read()
        except (OSError, HTTPException):
            # Nobody is there any more to work for.
            os._exit(1)


def encoded(description):
    return json.dumps(description).encode("ascii")
