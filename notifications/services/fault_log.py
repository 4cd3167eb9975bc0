"""Logs a fault by where it happened and its kind, never by its words: they may quote a person's name or number."""

from __future__ import annotations

import logging
from traceback import format_tb

LAST_FRAMES = 4


def log_fault(logger: logging.Logger, text: str, fault: Exception, **about: object) -> None:
    """One error line. `about` are ids."""
    where = "".join(format_tb(fault.__traceback__)[-LAST_FRAMES:])
    logger.error(text, extra={"fault": type(fault).__name__, "where": where, **about})
