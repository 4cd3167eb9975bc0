"""Acts on each mail that came in, in a transaction of its own: whatever one holds, it is kept, and the next goes on.

Ten copies of a mail are one row; the row is locked while it is acted on, and so is the event it is about, so that
several workers at once have the effect of one.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django_scopes import scopes_disabled

from notifications.models import InboundMail, InboundState
from notifications.services.answers.from_mail import judged
from notifications.services.fault_log import log_fault
from scheduling.errors import Taken

logger = logging.getLogger(__name__)

MOST = 500
PATIENCE = timedelta(hours=1)  # how long a mail is tried again where only the moment was bad


def act_on_new(*, now: datetime) -> int:
    """Act on what nobody has looked at, in the order in which it came; returns how many mails were settled."""
    with scopes_disabled():
        waiting = InboundMail.objects.filter(state=InboundState.NEW).order_by("received_at", "pk")
        ids = list(waiting.values_list("pk", flat=True)[:MOST])
    return sum(act_on(mail_id, now=now) is not None for mail_id in ids)


def act_on(mail_id: int, *, now: datetime) -> InboundState | None:
    """Act on one mail, and say how it ended; None where somebody else does, or where it is tried again later."""
    try:
        with scopes_disabled(), transaction.atomic():
            mail = _locked(mail_id)
            return _settled(mail, *judged(mail, now=now)) if mail else None
    except (OperationalError, InterfaceError, Taken) as moment:
        fault: Exception = moment
    except Exception as bug:  # noqa: BLE001  whatever one mail holds, the next must have its effect
        fault = bug
    log_fault(logger, "a mail could not be acted on", fault, mail=mail_id)
    with scopes_disabled(), transaction.atomic():
        mail = _locked(mail_id)
        again = isinstance(fault, OperationalError | InterfaceError | Taken)
        if mail is None or (again and now - mail.received_at < PATIENCE):
            return None
        return _settled(mail, InboundState.ASIDE, f"It could not be acted on ({type(fault).__name__}).")


def act_again(mail_id: int, *, now: datetime) -> InboundState | None:
    """Act once more on a mail kept aside, after its cause was mended; None where none was."""
    with scopes_disabled():
        aside = InboundMail.objects.filter(pk=mail_id, state=InboundState.ASIDE)
        if not aside.update(state=InboundState.NEW, reason="", done_at=None, done_by=None):
            return None
    return act_on(mail_id, now=now)


def _locked(mail_id: int) -> InboundMail | None:
    rows = InboundMail.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.filter(pk=mail_id, state=InboundState.NEW).order_by("pk").first()


def _settled(mail: InboundMail, state: InboundState, reason: str) -> InboundState:
    mail.state, mail.reason = state, reason[:300]
    mail.save()
    return state
