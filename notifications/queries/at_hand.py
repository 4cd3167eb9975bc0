"""Whether a round of the telling has anything to do at all: one statement, since most rounds have nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from notifications.models import BY_MACHINE

# Each asks an index for its first row, so a million rows of the future cost nothing.
_ASKS = """
SELECT
  EXISTS (SELECT FROM notifications_inboundevent WHERE sort = 'receipt' AND state = 'new'),
  EXISTS (SELECT FROM notifications_message WHERE state = 'sent' AND receipt_due_at <= %(now)s),
  EXISTS (SELECT FROM notifications_message WHERE state = 'planned' AND due_at <= %(now)s AND not_after <= %(now)s),
  EXISTS (SELECT FROM notifications_message WHERE state = 'leased' AND leased_until <= %(now)s),
  EXISTS (SELECT FROM notifications_message WHERE state = 'unknown' AND ended_at IS NULL AND due_at <= %(now)s),
  EXISTS (SELECT FROM notifications_message
          WHERE state = 'planned' AND channel = ANY(%(by_machine)s) AND due_at <= %(now)s)
"""


@dataclass(frozen=True)
class AtHand:
    """What waits: receipts that came early or not at all, what is too late, what a dead worker held, what is not known
    yet, and what is due. It only ever says too much: each act reads its rows again, under their locks.
    """

    early_receipts: bool
    missing_receipts: bool
    late: bool
    left_behind: bool
    unknown: bool
    due: bool

    @property
    def nothing(self) -> bool:
        return self == AtHand(*[False] * 6)


def at_hand(*, now: datetime) -> AtHand:
    """Look over all organisations."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKS, {"now": now, "by_machine": [str(channel) for channel in BY_MACHINE]})
        row = cursor.fetchone()
    assert row is not None
    return AtHand(*row)
