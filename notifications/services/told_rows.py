"""Writes what each recipient is told, and ends messages that say otherwise: one statement each, for a whole camp."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from notifications.models import Attempt, Message, MessageState
from notifications.queries.differences import Difference, What
from notifications.queries.reach import OF_PATIENTS
from notifications.queries.standing import wall_of
from notifications.wording import WITHDRAWN_KINDS

WITHDRAWN = sorted(WITHDRAWN_KINDS)

# The constraint of each subject is partial, so its condition is named for ON CONFLICT to find it.
_TOLD = """
INSERT INTO notifications_told AS told (organisation_id, {subject}_id, recipient, revision, cancelled, sequence,
  starts_at, ends_at, wall, station_id, venue_id, at, change_seq)
SELECT %s, w.*, pg_current_xact_id()::text::bigint
FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::bool[], %s::int[],
  %s::timestamptz[], %s::timestamptz[], %s::text[], %s::bigint[], %s::bigint[], %s::timestamptz[]) AS w
ON CONFLICT ({subject}_id, recipient) WHERE {subject}_id IS NOT NULL DO UPDATE SET
  revision = EXCLUDED.revision, cancelled = EXCLUDED.cancelled, sequence = EXCLUDED.sequence,
  starts_at = EXCLUDED.starts_at, ends_at = EXCLUDED.ends_at, wall = EXCLUDED.wall, station_id = EXCLUDED.station_id,
  venue_id = EXCLUDED.venue_id, at = EXCLUDED.at, change_seq = EXCLUDED.change_seq
"""

_SUPERSEDE = """
UPDATE notifications_message m SET state = 'superseded', why = 'Something newer is told instead.', ended_at = %s,
  lease_owner = '', leased_until = NULL
FROM unnest(%s::bigint[], %s::text[], %s::int[]) AS w(subject, recipient, revision)
WHERE m.{subject}_id = w.subject AND m.recipient = w.recipient AND m.revision < w.revision
  AND m.kind <> ALL(%s) AND (m.id = ANY(%s) OR (m.state = 'planned' AND m.doctor_id IS NOT NULL))
"""

_OFF_THE_TOWN_LIST = """
UPDATE notifications_message SET state = 'superseded', why = 'There is a contact now.', ended_at = %s
WHERE appointment_id = ANY(%s) AND channel = 'town' AND state = 'planned'
"""


def write_told(*, organisation_id: int, differences: Sequence[Difference], zone: ZoneInfo, now: datetime) -> None:
    """Keep what these recipients are told from now on; call in the transaction that makes their messages.

    `zone` is the venue's: people are told the hour on its wall.
    """
    for subject in ("appointment", "shift"):
        rows = [
            (
                getattr(found, subject).pk,
                found.recipient.key,
                found.revision,
                found.what == What.CANCELLED,
                found.sequence,
                found.stands.starts_at,
                found.stands.ends_at,
                wall_of(found.stands.starts_at, zone),
                found.stands.station_id,
                found.stands.venue_id,
                # Nothing is told of what was kept: it stands as it was told then.
                found.heard.told_at if found.what == What.KEPT and found.heard else now,
            )
            for found in differences
            if getattr(found, subject) and found.what != What.SAME
        ]
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            with connection.cursor() as cursor:
                cursor.execute(_TOLD.format(subject=subject), [organisation_id, *columns])


def hold_back(differences: Sequence[Difference]) -> list[int]:
    """Lock the messages of patients whose place changed that have not left: planned, or leased and not begun.

    They can't leave until this transaction ends: claiming one and opening its attempt write its row. One that a worker
    writes just now is passed over, so that nobody waits here; it may have left.
    """
    changed = {found.appointment.pk for found in differences if found.appointment and found.what != What.SAME}
    waiting = Message.objects.filter(
        OF_PATIENTS, appointment__in=changed, state__in=[MessageState.PLANNED, MessageState.LEASED]
    )
    locked = list(waiting.select_for_update(skip_locked=True, of=("self",)).order_by("id").values_list("pk", flat=True))
    called = Attempt.objects.filter(message__in=locked, outcome=Attempt.Outcome.OPEN)
    return sorted(set(locked) - set(called.values_list("message_id", flat=True)))


def supersede(*, differences: Sequence[Difference], now: datetime, held: Sequence[int]) -> None:
    """End what is `held` or a doctor's, for an older revision; what is being sent is looked at again.

    It never waits for a patient's row that somebody else writes, since he or she may wait for one that is held.
    """
    with connection.cursor() as cursor:
        for subject in ("appointment", "shift"):
            rows = [
                (getattr(found, subject).pk, found.recipient.key, found.revision)
                for found in differences
                if getattr(found, subject) and found.what != What.SAME
            ]
            if rows:
                columns = [list(column) for column in zip(*rows, strict=True)]
                cursor.execute(_SUPERSEDE.format(subject=subject), [now, *columns, WITHDRAWN, list(held)])
        reachable = {found.appointment.pk for found in differences if found.appointment and found.recipient.contact_id}
        if reachable:
            cursor.execute(_OFF_THE_TOWN_LIST, [now, sorted(reachable)])
