"""When a zone's clock rules change, what is to come keeps its hour on the wall: the instants are computed anew.

People were told the hour on the wall of the venue. Their calendars hold the instant, so SEQUENCE rises and they are
told. The rules are those of the pinned `tzdata`; a process that still has older ones than the instants were computed
with must not carry them back, so it changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import tzdata
from django.db import transaction
from django_scopes import scope, scopes_disabled

from camps.models import Absence, Camp, CampState, Venue
from scheduling.clock_rules import Offset, offsets_of, same_hour
from scheduling.models import Appointment, ChangeKind, Tell, TimeRequest, ZoneTable
from scheduling.services.booking import Actor
from scheduling.services.booking.retrying import once_more
from scheduling.services.carrying import carry, standing
from scheduling.services.carrying_hours import carry_closures, carry_shifts, carry_windows, lock_windows

logger = logging.getLogger(__name__)

BEHIND, AHEAD = timedelta(days=2), timedelta(days=3 * 366)  # a camp is planned two years ahead at most
RENEWED = timedelta(days=30)
Shifted = Callable[[datetime], datetime]


@dataclass(frozen=True)
class Followed:
    """A zone whose rules changed, and how many appointments were computed anew for it."""

    zone: str
    version: str
    appointments: int


def follow_clock_rules(*, now: datetime, version: str = tzdata.IANA_VERSION) -> list[Followed]:
    """Compare the rules of every zone in use with those we computed with, and follow those that changed.

    A zone that fails is logged and tried again at the next look; the others are followed.
    """
    followed = []
    for name in zones_in_use(now=now):
        try:
            count = follow_zone(name, version=version, now=now)
        except Exception:  # whatever one camp holds, the other zones must be followed
            logger.exception("the clock rules of a zone could not be followed", extra={"zone": name})
            continue
        if count is not None:
            followed.append(Followed(name, version, count))
    return followed


def zones_in_use(*, now: datetime) -> list[str]:
    """The zones of venues where a camp is still to come or under way."""
    with scopes_disabled():
        camps = _camps(now=now)
        return sorted(set(Venue.objects.filter(camps__in=camps).values_list("timezone", flat=True)))


@once_more
def follow_zone(name: str, *, version: str, now: datetime) -> int | None:
    """Follow one zone, all its camps in one transaction: how many appointments moved, None when its rules stand."""
    assert transaction.get_connection().in_atomic_block, "once_more opens the transaction"
    zone = ZoneInfo(name)
    ZoneTable.objects.get_or_create(
        zone=name, defaults={"version": version, "offsets": _written(_offsets(zone, now)), "at": now}
    )
    table = ZoneTable.objects.select_for_update().get(zone=name)
    if _older(version, table.version):
        logger.warning("this process has older clock rules", extra={"zone": name, "has": version, "of": table.version})
        return None
    old, until = _read(table), table.at + AHEAD
    changed = offsets_of(zone, since=old[0][0], until=until) != old
    if not changed and table.version == version and now - table.at < RENEWED:
        return None
    moved = _follow(name, partial(same_hour, old=old, zone=zone), version=version, now=now) if changed else None
    table.version, table.offsets, table.at = version, _written(_offsets(zone, now)), now
    table.save()
    return moved


def _follow(name: str, shifted: Shifted, *, version: str, now: datetime) -> int:
    moved = 0
    with scopes_disabled():
        camps = _camps(now=now).filter(venue__timezone=name).select_related("organisation")
        for camp in camps.order_by("pk"):
            with scope(organisation=camp.organisation):
                moved += _follow_camp(camp.pk, shifted, reason=f"clock rules {version} of {name}", now=now)
    return moved


def _follow_camp(camp_id: int, shifted: Shifted, *, reason: str, now: datetime) -> int:
    camp = Camp.objects.select_for_update(no_key=True, of=("self",)).select_related("venue").get(pk=camp_id)
    lock_windows(camp)
    to_come = Appointment.objects.filter(pk__in=standing(camp.pk, now=now)).order_by("pk")
    times = to_come.values_list("pk", "starts_at", "arrive_at")
    moved = [pk for pk, *hours in times if any(shifted(at) != at for at in hours)]
    carry_shifts(camp, shifted, now=now, moved_only=True)
    carry_closures(camp, shifted)
    carry_windows(camp, shifted)
    _carry_absences(camp, shifted)
    for request in TimeRequest.objects.filter(appointment__camp=camp, state="open", wanted_at__isnull=False):
        request.wanted_at = shifted(request.wanted_at) if request.wanted_at else None
        request.save(update_fields=["wanted_at"])
    carry(
        appointment_ids=moved,
        shifted=shifted,
        kind=ChangeKind.CLOCK_RULES,
        actor=Actor(None, said_by="system", reason=reason),
        now=now,
        tell=Tell.ON_PUBLISH if camp.state == CampState.DRAFT else Tell.AT_ONCE,
        same_hour=True,
    )
    return len(moved)


def _carry_absences(camp: Camp, shifted: Shifted) -> None:
    """Those of the camp's doctors during its days: they were entered by its clock."""
    begins, ends = (camp.instant(day, datetime.min.time()) for day in (camp.first_day, camp.last_day))
    during = Absence.objects.filter(
        doctor__shifts__camp=camp, starts_at__lt=ends + timedelta(days=2), ends_at__gt=begins - timedelta(days=1)
    )
    for absence in during.distinct():
        absence.starts_at, absence.ends_at = shifted(absence.starts_at), shifted(absence.ends_at)
        absence.save(update_fields=["starts_at", "ends_at"])


def _camps(*, now: datetime):  # type: ignore[no-untyped-def]  # a queryset of Camp
    """Not cancelled, and not over: no camp is longer than 60 days."""
    return Camp.objects.exclude(state=CampState.CANCELLED).filter(first_day__gte=(now - timedelta(days=62)).date())


def _offsets(zone: ZoneInfo, now: datetime) -> tuple[Offset, ...]:
    since = now.replace(microsecond=0) - BEHIND
    return offsets_of(zone, since=since, until=now + AHEAD)


def _written(offsets: tuple[Offset, ...]) -> list[list[object]]:
    return [[at.isoformat(), seconds] for at, seconds in offsets]


def _read(table: ZoneTable) -> tuple[Offset, ...]:
    return tuple((datetime.fromisoformat(at), seconds) for at, seconds in table.offsets)


def _older(ours: str, theirs: str) -> bool:
    """IANA versions are a year and a letter, so they sort as text."""
    return ours < theirs
