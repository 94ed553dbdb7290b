"""Runs one AWS CLI again and again, each command in a process of its own that is forked after the CLI's modules are
loaded: what runs is the CLI's own program, and only its half second of imports is done once.

argv: the program. Standard input: a line of JSON for each command, {"id", "argv", "env", "cwd", "files"}; `files` are the
paths of its standard input, output and error. Standard output: a line {"id", "code"} when it has ended; a signal is null.
"""
import json
import os
import runpy
import select
import signal
import sys
import traceback

PROGRAM = sys.argv[1]
TIMEOUT_S = 60
OF_THE_CLI = {}
"""What the CLI's modules put into the environment as they are loaded: where its data lies."""


def load():
    before = dict(os.environ)
    import awscli.clidriver
    import awscli.handlers  # the CLI imports its plugins by name, later

    awscli.clidriver.create_clidriver()
    OF_THE_CLI.update({name: value for name, value in os.environ.items() if before.get(name) != value})


def become(command):
    """The forked process: never returns."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.alarm(TIMEOUT_S)
        os.chdir(command["cwd"])
        os.environ.clear()
        os.environ.update(command["env"] | OF_THE_CLI)
        flags = [os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT]
        for fd, (path, flag) in enumerate(zip(command["files"], flags)):
            opened = os.open(path, flag, 0o600)
            os.dup2(opened, fd)
            os.close(opened)
        sys.argv = [PROGRAM, *command["argv"]]
        try:
            runpy.run_path(PROGRAM, run_name="__main__")
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def serve():
    replies = os.dup(1)
    wake, woken = os.pipe()
    for fd in (wake, woken):
        os.set_blocking(fd, False)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running = {}
    unread = b""
    while True:
        ready, _, _ = select.select([0, wake], [], [])
        if wake in ready:
            os.read(wake, 4096)
            while running:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    break
                code = os.waitstatus_to_exitcode(status)
                ended = {"id": running.pop(pid), "code": code if code >= 0 else None}
                os.write(replies, json.dumps(ended).encode() + b"\n")
        if 0 in ready:
            read = os.read(0, 65536)
            if not read:
                return
            *lines, unread = (unread + read).split(b"\n")
            for line in lines:
                command = json.loads(line)
                pid = os.fork()
                if pid == 0:
                    become(command)
                running[pid] = command["id"]


load()
serve()
