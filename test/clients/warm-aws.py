"""Runs one AWS CLI again and again, each command in a process of its own that is forked after the CLI's modules are
loaded and its models read: what runs is the CLI's own program, and only the work that is the same each time is done once.

argv: the program. Standard input: a line of JSON for each command, {"id", "argv", "env", "cwd", "files"}; `files` are the
paths of its standard input, output and error. Standard output: a line {"id", "code"} when it has ended; a signal is null.
"""
import functools
import gc
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
    """Gives what reads the CLI's models."""
    before = dict(os.environ)
    import awscli.clidriver
    import awscli.handlers  # the CLI imports its plugins by name, later

    # Version 2 has a botocore of its own.
    botocore = "awscli.botocore" if "awscli.botocore.hooks" in sys.modules else "botocore"
    remember_registrations(sys.modules[botocore + ".hooks"])
    driver = awscli.clidriver.create_clidriver()
    OF_THE_CLI.update({name: value for name, value in os.environ.items() if before.get(name) != value})
    return ReadAhead(sys.modules[botocore + ".loaders"], driver.session.get_component("data_loader"))


def remember_registrations(hooks):
    """What the registration of a handler asks of the handler and of its event's name, for the same hundreds of them in
    each command: asked once, before the fork.
    """
    accepts_kwargs = functools.cache(hooks.accepts_kwargs)
    hooks.accepts_kwargs = lambda handler: accepts_kwargs(getattr(handler, "__func__", handler))
    aliaser = getattr(hooks, "EventAliaser", None)
    if aliaser is None:
        return
    initialize = aliaser.__init__
    names = {}

    def remembering(self, *arguments, **more):
        initialize(self, *arguments, **more)
        if self._event_aliases == hooks.EVENT_ALIASES:
            self._alias_name_cache = names

    aliaser.__init__ = remembering


class ReadAhead:
    """Models and lists of services, which take half of a command's time: read before the fork, from the CLI's own files.
    A process takes a file once, for it may change what it was given; what it reads again it reads itself.
    """

    TYPES = ["service-2", "waiters-2", "paginators-1", "endpoint-rule-set-1"]
    FILES = ["endpoints", "partitions", "sdk-default-configuration", "_retry"]

    def __init__(self, loaders, loader):
        self.loader = loader
        self.read = loaders.JSONFileLoader.load_file
        self.list = loaders.Loader.list_available_services
        self.files = {}
        self.lists = {}
        ahead = self

        def load_file(self, file_path):
            if file_path in ahead.files:
                return ahead.files.pop(file_path)
            return ahead.read(self, file_path)

        def list_available_services(self, type_name):
            known = ahead.lists.get(type_name)
            same = known is not None and self.search_paths == ahead.loader.search_paths
            return list(known) if same else ahead.list(self, type_name)

        for type_name in self.TYPES:
            self.lists[type_name] = self.list(loader, type_name)
        self.services = set(self.lists["service-2"])
        loaders.JSONFileLoader.load_file = load_file
        loaders.Loader.list_available_services = list_available_services
        for name in self.FILES:
            self.read_file(name)
        gc.freeze()

    def read_file(self, name):
        for folder in self.loader.search_paths:
            path = os.path.join(folder, name)
            self.files[path] = self.read(self.loader.file_loader, path)
            if self.files[path] is not None:
                return

    def read_service(self, argv):
        """Reads the models of the service that a command names, once."""
        service = next((word for word in argv if word in self.services), None)
        if service is None:
            return
        self.services.remove(service)
        for type_name in self.TYPES:
            if service in self.lists[type_name]:
                version = self.loader.determine_latest_version(service, type_name)
                self.read_file(os.path.join(service, version, type_name))
        gc.freeze()


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


def serve(ahead):
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
                ahead.read_service(command["argv"])
                pid = os.fork()
                if pid == 0:
                    become(command)
                running[pid] = command["id"]


serve(load())
