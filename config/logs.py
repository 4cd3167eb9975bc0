"""Logs as one JSON object a line, in UTC, with the request's id and nothing personal of our own making."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
OUR_EXTRAS = ("camp", "message_id", "task", "path", "status", "directive", "blocked", "ms")


class JsonFormatter(logging.Formatter):
    """JSON escapes line breaks and control characters, so no input can forge a line of the log."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": record.getMessage(),
        }
        if current := request_id.get():
            line["request"] = current
        line.update({name: getattr(record, name) for name in OUR_EXTRAS if hasattr(record, name)})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def logging_settings(level: str) -> dict[str, Any]:
    """Everything to standard error; whoever starts the process decides where that goes."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would print a second, unstructured copy, and mail stack traces to ADMINS.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # A scanner that guesses host names is no incident of ours.
            "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "mail.log": {"level": "WARNING"},
        },
    }
