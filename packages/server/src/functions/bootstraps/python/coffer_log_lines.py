"""What the logging module writes, in AWS's form: level, time and request id, separated by tabs."""
import logging
import sys
import time


class LogLines(logging.Handler):
    request_id = ""

    def emit(self, record):
        try:
            message = self.format(record).replace("\n", "\r")
            moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            sys.stdout.write(
                "[%s]\t%s.%03dZ\t%s\t%s\n" % (record.levelname, moment, record.msecs, self.request_id, message)
            )
            sys.stdout.flush()
        except Exception:
            self.handleError(record)


def install_logging():
    """Handlers that a function adds itself come beside it, as in AWS."""
    handler = LogLines()
    logging.getLogger().addHandler(handler)
    return handler
