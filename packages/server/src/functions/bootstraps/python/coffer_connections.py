"""Names each host and port that could not be reached, and how long that took, in the log."""
import errno
import socket
import sys
import threading
import time

CODES = {errno.ECONNREFUSED, errno.ETIMEDOUT, errno.ENETUNREACH, errno.EHOSTUNREACH}
BEFORE_DEADLINE_SECONDS = 0.15
MAX_LINES = 10


class Connections:
    def __init__(self):
        self._opening = {}
        self._lines = 0
        self._deadline = None
        self._wake = threading.Condition()
        self._thread = None

    def begin(self, deadline_ms):
        self._lines = 0
        self._deadline = deadline_ms / 1000 - BEFORE_DEADLINE_SECONDS

    def end(self):
        self._deadline = None

    def opened(self, key, place):
        self._opening[key] = (time.monotonic(), place)
        # A thread only for functions that connect to something.
        with self._wake:
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, daemon=True)
                self._thread.start()
            self._wake.notify()

    def closed(self, key):
        return self._opening.pop(key)

    def say(self, text):
        self._lines += 1
        if self._lines <= MAX_LINES:
            sys.stderr.write("[coffer] %s\n" % text)
            sys.stderr.flush()

    def _watch(self):
        while True:
            with self._wake:
                deadline = self._deadline
                if deadline is None or not self._opening:
                    self._wake.wait()
                    continue
                remaining = deadline - time.time()
                if remaining > 0:
                    self._wake.wait(remaining)
                    continue
                self._deadline = None
            for since, place in list(self._opening.values()):
                waited = (time.monotonic() - since) * 1000
                self.say("still connecting to %s after %d ms: the time of the function ends" % (place, waited))


def watch_connections():
    connections = Connections()
    connect = socket.socket.connect

    def watched(self, address):
        if self.family not in (socket.AF_INET, socket.AF_INET6):
            return connect(self, address)
        place = "%s:%s" % (address[0], address[1])
        key = object()
        connections.opened(key, place)
        error = None
        try:
            return connect(self, address)
        except OSError as raised:
            error = raised
            raise
        finally:
            since, _ = connections.closed(key)
            waited = (time.monotonic() - since) * 1000
            if isinstance(error, (socket.timeout, TimeoutError)):
                connections.say("could not connect to %s: ETIMEDOUT after %d ms" % (place, waited))
            elif error is not None and error.errno in CODES:
                connections.say("could not connect to %s: %s after %d ms" % (place, errno.errorcode[error.errno], waited))
            elif isinstance(error, socket.gaierror):
                connections.say("could not connect to %s: ENOTFOUND after %d ms" % (place, waited))

    socket.socket.connect = watched
    look_up = socket.getaddrinfo

    def watched_look_up(host, port, *args, **kwargs):
        begin = time.monotonic()
        try:
            return look_up(host, port, *args, **kwargs)
        except socket.gaierror:
            waited = (time.monotonic() - begin) * 1000
            connections.say("could not find %s:%s: ENOTFOUND after %d ms" % (host, port, waited))
            raise

    socket.getaddrinfo = watched_look_up
    return connections
