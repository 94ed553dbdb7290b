"""Runs Python handlers as AWS Lambda's runtime does: the context, the log lines and the names of errors are AWS's.

Source: AWS Lambda Developer Guide, "Building Lambda functions with Python".
"""
import importlib
import json
import os
import sys
import traceback

# Modules of the function come first, as in AWS; this folder holds nothing that a function would import.
sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
RUNTIME = os.path.dirname(os.path.abspath(__file__))
if RUNTIME not in sys.path:
    sys.path.append(RUNTIME)

from coffer_connections import watch_connections  # noqa: E402
from coffer_context import Context  # noqa: E402
from coffer_endpoint import mend_old_botocores  # noqa: E402
from coffer_log_lines import install_logging  # noqa: E402
from coffer_runtime_client import RuntimeClient  # noqa: E402

MAX_BYTES = 6291556


class Fault(Exception):
    """An error of the runtime itself, under the name that AWS gives it."""

    def __init__(self, name, message, trace=()):
        super().__init__(message)
        self.name = name
        self.trace = list(trace)


def describe(error, request_id=""):
    """An error as AWS's runtime for Python reports it."""
    if isinstance(error, Fault):
        return {"errorMessage": str(error), "errorType": error.name, "requestId": request_id, "stackTrace": error.trace}
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(RUNTIME)]
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_list(frames[-100:]),
    }


def load_handler(name):
    parts = name.rsplit(".", 1)
    if len(parts) != 2:
        raise Fault(
            "Runtime.MalformedHandlerName",
            "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % name,
        )
    path, function = parts
    module_name = path.replace("/", ".")
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault("Runtime.BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % path)
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (path, error)) from error
    except SyntaxError as error:
        trace = ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)]
        raise Fault("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (path, error), trace) from error
    handler = getattr(module, function, None)
    if handler is None:
        raise Fault("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function, path))
    return handler


def answer_of(handler, event, context):
    result = handler(json.loads(event.decode("utf-8")), context)
    try:
        body = json.dumps(result, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError) as error:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: %s" % error) from error
    if len(body) > MAX_BYTES:
        raise Fault(
            "Function.ResponseSizeTooLarge",
            "Response payload size exceeded maximum allowed payload size (%d bytes)." % MAX_BYTES,
        )
    return body


def report(description):
    """The error as one event of the log: a carriage return keeps its lines together."""
    lines = ["[ERROR] %s: %s" % (description["errorType"], description["errorMessage"])]
    if description["stackTrace"]:
        lines.append("Traceback (most recent call last):")
        lines.extend(line.rstrip("\n") for line in description["stackTrace"])
    print("\r".join(lines).replace("\n", "\r"), flush=True)


def main():
    client = RuntimeClient(os.environ.pop("COFFER_RUNTIME_SOCKET"))
    log_lines = install_logging()
    connections = watch_connections()
    mend_old_botocores()
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception as error:  # Whatever the module raises while it is imported.
        description = describe(error)
        report(description)
        client.fail_init(description)
        sys.exit(1)
    while True:
        event, headers = client.next()
        request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"]
        log_lines.request_id = request_id
        connections.begin(int(headers["Lambda-Runtime-Deadline-Ms"]))
        try:
            body = answer_of(handler, event, Context(headers))
        except Exception as error:
            connections.end()
            description = describe(error, request_id)
            report(description)
            client.fail(request_id, description)
        else:
            connections.end()
            sys.stdout.flush()
            sys.stderr.flush()
            client.answer(request_id, body)


main()
