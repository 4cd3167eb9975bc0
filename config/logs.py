"""Logs as one JSON object a line, in UTC, with the request's id and nothing personal of our own making."""

import hashlib
import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
OUR_EXTRAS = ("camp", "message_id", "task", "path", "status", "directive", "blocked", "ms")


# Whoever reads the logs must not be able to open what a secret link opens: six hex of its hash tell links apart.
SECRET_PATH = re.compile(r"/(v|u|f|feed|invitation|password/[^/\s]+|hooks/[^/\s]+)/([^/\s\"'?#]+)")


def without_secrets(text: str) -> str:
    """`/v/<token>` as `/v/#1a2b3c`, wherever it stands."""
    return SECRET_PATH.sub(lambda m: f"/{m[1]}/#{hashlib.sha256(m[2].encode()).hexdigest()[:6]}", text)


class JsonFormatter(logging.Formatter):
    """JSON escapes line breaks and control characters, so no input can forge a line of the log."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": without_secrets(record.getMessage()),
        }
        if current := request_id.get():
            line["request"] = current
        extras = {name: getattr(record, name) for name in OUR_EXTRAS if hasattr(record, name)}
        line.update({name: without_secrets(it) if isinstance(it, str) else it for name, it in extras.items()})
        if record.exc_info:
            line["error"] = without_secrets(self.formatException(record.exc_info))
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
            # Each step of each PDF, and each property of a style sheet that only browsers know.
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }
