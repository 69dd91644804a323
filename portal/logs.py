"""Logs: one JSON object a line, with the request's id and no personal data.

Only named fields leave the process. Exceptions are written as type and places in the code: their messages can
quote a row, and a row is a person.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="-")

ROOMS = {"portal", "territory", "citizens", "insurance", "facilities", "support", "services"}
FIELDS = ("method", "route", "status", "ms", "queries", "directive", "blocked", "count", "seconds")


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message, request id, the allowed extra fields, and where an exception came from."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            "request": request_id.get(),
        }
        line.update({name: record.__dict__[name] for name in FIELDS if name in record.__dict__})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    """SECURITY: a message's template and never its arguments, which may hold what a person typed.

    Others' messages may come with the arguments already in them: those are left out whole.
    """
    ours = record.name.partition(".")[0] in ROOMS
    if isinstance(record.msg, str) and (ours or record.args):
        return record.msg
    return "(message not kept)"
