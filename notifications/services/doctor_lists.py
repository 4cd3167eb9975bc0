"""The evening's list of each doctor's day, and word of a late change to it (delivery.md §5.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from camps.models import Camp, Doctor
from notifications.ladder import day_list_due, is_late_change
from notifications.models import Message, MessageState
from notifications.queries.audience import doctor_recipient, local_day
from notifications.queries.differences import Difference, What
from notifications.queries.doctor_days import DoctorDay
from notifications.services.drafting import Draft, messages_of
from notifications.wording import Kind

Days = Mapping[tuple[int, date], DoctorDay]


def day_list_messages(camp: Camp, *, days: Days, now: datetime) -> list[Message]:
    """A list for each doctor's day to come, at six in the evening before, or now where that has passed.

    Days that no longer have a case lose their list.
    """
    wanted = {key: day for key, day in days.items() if day.ends_at > now}
    planned = Message.objects.filter(camp=camp, kind=Kind.DAY_LIST, state=MessageState.PLANNED)
    gone = [pk for pk, doctor, rung in planned.values_list("pk", "doctor_id", "rung") if _key(doctor, rung) not in days]
    Message.objects.filter(pk__in=gone, state=MessageState.PLANNED).update(
        state=MessageState.SUPERSEDED, why="Nothing is left on that day.", ended_at=now
    )
    doctors = Doctor.objects.in_bulk([doctor_id for doctor_id, _ in wanted])
    revisions = _list_revisions(camp)
    made: list[Message] = []
    for (doctor_id, day), hours in wanted.items():
        recipient = doctor_recipient(doctors[doctor_id], camp=camp, day=day - timedelta(days=1))
        due = day_list_due(day, zone=recipient.zone, spread_id=recipient.spread)
        made += messages_of(
            Draft(
                camp=camp,
                subject=f"camp:{camp.pk}",
                recipient=recipient,
                kind=Kind.DAY_LIST,
                rung=day.isoformat(),
                revision=revisions.get((doctor_id, day), 1),
                due_at=due if due > now else None,
                not_after=hours.ends_at,
                nearest=hours.starts_at,
                facts=_begins(hours),
            ),
            now=now,
        )
    return made


def late_change_messages(
    camp: Camp, differences: Iterable[Difference], *, before: Days, now: datetime
) -> list[Message]:
    """One message a doctor and day whose told list changes within 48 hours; a first list is no change."""
    changed: dict[tuple[int, date], list[Difference]] = defaultdict(list)
    for found in differences:
        if not found.appointment or not found.recipient.doctor_id or found.what == What.SAME:
            continue
        told = [found.told] if found.told and found.what != What.NEW else []
        for at in {found.stands.starts_at, *(row.starts_at for row in told)}:
            key = (found.recipient.doctor_id, local_day(at, camp))
            if key in before and now < _ends(camp, key[1]) and is_late_change(changed_at=now, nearest_start=at):
                changed[key].append(found)
    if not changed:
        return []
    doctors = Doctor.objects.in_bulk([doctor_id for doctor_id, _ in changed])
    earlier = _earlier(camp)
    made: list[Message] = []
    for (doctor_id, day), changes in changed.items():
        said, waiting = earlier.get((doctor_id, day.isoformat()), (0, False))
        if waiting:
            continue  # its text is made when it leaves, so it will say this too
        recipient = doctor_recipient(doctors[doctor_id], camp=camp, day=local_day(now, camp), late=True)
        made += messages_of(
            Draft(
                camp=camp,
                subject=f"camp:{camp.pk}",
                recipient=recipient,
                kind=Kind.LATE_CHANGE,
                rung=day.isoformat(),
                revision=said + 1,
                not_after=_ends(camp, day),
                nearest=before[doctor_id, day].starts_at,
                facts=_facts(changes) | _begins(before[doctor_id, day]),
            ),
            now=now,
        )
    return made


def _facts(changes: list[Difference]) -> dict[str, Any]:
    """A single change is named; of several the list itself speaks."""
    first = changes[0]
    if len(changes) > 1 or first.told is None:
        return {}
    facts: dict[str, Any] = {"old_at": first.told.starts_at.isoformat()}
    if first.what == What.MOVED:
        facts["at"] = first.stands.starts_at.isoformat()
    return facts


def _begins(day: DoctorDay) -> dict[str, Any]:
    """Kept for the last look, which asks how near the day is (last_look.py)."""
    return {"begins": day.starts_at.isoformat()}


def _earlier(camp: Camp) -> dict[tuple[int, str], tuple[int, bool]]:
    """(highest revision, is one still planned?) of the late changes by doctor and day."""
    found: dict[tuple[int, str], tuple[int, bool]] = {}
    rows = Message.objects.filter(camp=camp, kind=Kind.LATE_CHANGE)
    for doctor_id, rung, revision, state in rows.values_list("doctor_id", "rung", "revision", "state"):
        highest, waiting = found.get((doctor_id or 0, rung), (0, False))
        found[doctor_id or 0, rung] = (max(highest, revision), waiting or state == MessageState.PLANNED)
    return found


def _list_revisions(camp: Camp) -> dict[tuple[int, date], int]:
    """The revision of each doctor's list of a day: the one that stands, or the next where the last was taken back."""
    found: dict[tuple[int, date], int] = {}
    rows = Message.objects.filter(camp=camp, kind=Kind.DAY_LIST).order_by("revision")
    standing: set[tuple[int, date, int]] = set()
    for doctor_id, rung, revision, state in rows.values_list("doctor_id", "rung", "revision", "state"):
        key = _key(doctor_id, rung)
        if state != MessageState.SUPERSEDED:
            standing.add((*key, revision))
        found[key] = revision if (*key, revision) in standing else revision + 1
    return found


def _key(doctor_id: int | None, rung: str) -> tuple[int, date]:
    return doctor_id or 0, date.fromisoformat(rung)


def _ends(camp: Camp, day: date) -> datetime:
    return camp.instant(day + timedelta(days=1), camp.day_opens.replace(hour=0, minute=0))
