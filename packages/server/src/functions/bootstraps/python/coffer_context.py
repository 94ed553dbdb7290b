"""The second argument of a handler. Source: AWS Lambda Developer Guide, "AWS Lambda context object in Python"."""
import json
import os
import time


class Bag:
    """Members that are None unless the client sent them."""

    def __init__(self, names, values):
        for name in names:
            setattr(self, name, values.get(name))


class Context:
    def __init__(self, headers):
        environ = os.environ
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.identity = Bag(["cognito_identity_id", "cognito_identity_pool_id"], {})
        self.client_context = client_context(headers.get("Lambda-Runtime-Client-Context"))
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        print(message)


def client_context(text):
    if text is None:
        return None
    values = json.loads(text)
    context = Bag(["custom", "env", "client"], values)
    if isinstance(values.get("client"), dict):
        names = ["installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"]
        context.client = Bag(names, values["client"])
    return context
