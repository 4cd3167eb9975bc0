"""The hours of a camp that belong to nobody's appointment travel with it: shifts, arrival windows, closures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.db.models import F

from camps.models import Camp, Shift, StationClosure
from scheduling.models import QueueSlot

# Windows take each other's places, and each is the only one of its station and hour: so first all step aside.
ASIDE = "UPDATE scheduling_queueslot SET starts_at = starts_at + interval '900 years', ends_at = ends_at + interval '900 years' WHERE camp_id = %s"  # noqa: E501
BACK = """
UPDATE scheduling_queueslot s SET starts_at = w.starts, ends_at = w.ends
FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS w(id, starts, ends) WHERE s.id = w.id
"""


def lock_windows(camp: Camp) -> list[QueueSlot]:
    """Nobody is booked while the camp changes: a booking locks its window first, and afterwards reads what changed."""
    return list(QueueSlot.objects.select_for_update(no_key=True).filter(camp=camp).order_by("pk"))


def carry_shifts(
    camp: Camp, shifted: Callable[[datetime], datetime], *, now: datetime, moved_only: bool = False
) -> None:
    """SEQUENCE rises with each; where nothing but the hour may have changed (`moved_only`), with those it changed."""
    for shift in Shift.objects.select_for_update(no_key=True).filter(camp=camp, cancelled_at=None).order_by("pk"):
        starts_at, ends_at = shifted(shift.starts_at), shifted(shift.ends_at)
        if moved_only and (starts_at, ends_at) == (shift.starts_at, shift.ends_at):
            continue
        Shift.objects.filter(pk=shift.pk).update(
            starts_at=starts_at, ends_at=ends_at, changed_at=now, sequence=F("sequence") + 1
        )


def carry_windows(camp: Camp, shifted: Callable[[datetime], datetime]) -> None:
    slots = lock_windows(camp)
    with connection.cursor() as cursor:
        cursor.execute(ASIDE, [camp.pk])
        cursor.execute(
            BACK,
            [
                [slot.pk for slot in slots],
                [shifted(slot.starts_at) for slot in slots],
                [shifted(slot.ends_at) for slot in slots],
            ],
        )


def carry_closures(camp: Camp, shifted: Callable[[datetime], datetime]) -> None:
    for closure in StationClosure.objects.filter(station__camp=camp):
        closure.starts_at, closure.ends_at = shifted(closure.starts_at), shifted(closure.ends_at)
        closure.save(update_fields=["starts_at", "ends_at"])
