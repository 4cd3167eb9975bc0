"""The last look at a calendar object before a mail takes it along: a broken one stays behind, and the mail goes.

Its text says day, hour and place anyway; a calendar that chokes on the object would show nothing, or the wrong hour.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from notifications.ical.errors import CalendarRefused
from notifications.ical.validator import faults
from notifications.models import Message

logger = logging.getLogger(__name__)


def fit_to_leave(write: Callable[[], bytes], message: Message) -> bytes:
    """Return what `write` writes if the validator finds nothing, else nothing, with an error line that names the rules.

    The rules and the message's id only: what broke them may hold somebody's words.
    """
    try:
        body = write()
    except CalendarRefused as refused:
        wrong = [refused.field]
    else:
        wrong = sorted({fault.rule for fault in faults(body)})
        # Without METHOD it would be judged as a feed, and no mail of ours takes a feed along.
        if not wrong and b"\r\nMETHOD:" in body:
            return body
    logger.error("a mail goes without its calendar entry", extra={"message_id": message.pk, "rules": wrong})
    return b""
