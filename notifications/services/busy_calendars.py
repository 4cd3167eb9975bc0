"""A doctor's own calendar: its address is kept sealed, it is read every few hours, and only busy times are kept.

The reading calls a stranger's server, so it stands outside any transaction; what was read before stays when it fails.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django_scopes import scope, scopes_disabled

from camps.errors import Invalid, Taken
from camps.models import Doctor, User
from notifications.busy import Busy, BusyUnread, read_apart
from notifications.fetching import Fetched, NotFetched, fetch, target_of
from notifications.models import BusyCalendar, BusyTime
from notifications.queries.audience import UTC, zone_named
from notifications.services.fault_log import log_fault
from notifications.services.sealing import CannotOpen, seal, unseal

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=4)
LEASE = timedelta(minutes=5)  # longer than one reading may take, which is 25 seconds
FIRST_RETRY = timedelta(minutes=30)
LAST_RETRY = timedelta(hours=12)
BACK, AHEAD = timedelta(days=1), timedelta(days=400)
MOST_OF_ONE = 5
A_ROUND = 10
SUNDAY = 7

Fetch = Callable[..., Fetched]


@transaction.atomic
def add_calendar(*, doctor: Doctor, name: str, address: str, by: User | None, now: datetime) -> BusyCalendar:
    """Keep the address; it is read at the next tick. Raises Invalid for what is no calendar's address, Taken for a
    name that stands already.
    """
    Doctor.objects.select_for_update(no_key=True).get(pk=doctor.pk)  # two at once see each other
    try:
        target = target_of(address)
    except NotFetched as why:
        raise Invalid("This calendar can't be read.", field="address", cure=why.words) from None
    name = " ".join(name.split())
    own = BusyCalendar.objects.filter(doctor=doctor)
    if own.filter(name__iexact=name).exists():
        raise Taken(
            f"There is a calendar called {name} already.", field="name", value=name, cure="Choose another name."
        )
    if own.count() >= MOST_OF_ONE:
        raise Invalid(f"There are {MOST_OF_ONE} calendars already.", cure="Remove one that is no longer needed.")
    return BusyCalendar.objects.create(
        organisation_id=doctor.organisation_id,
        doctor=doctor,
        name=name,
        sealed=seal(address.strip(), bound_to=_place(doctor.pk)),
        shown=target.host[:120],
        added_by=by,
        created_at=now,
        next_at=now,
    )


def remove_calendar(*, calendar: BusyCalendar) -> None:
    """Address and busy times are deleted, not marked: they are nobody's business any more."""
    calendar.delete()


def read_due(*, clock: Callable[[], datetime], until: datetime, fetch: Fetch = fetch) -> int:
    """Read every calendar whose hour has come, one by one, and return how many; safe to run several times at once."""
    read = 0
    with scopes_disabled():
        due = list(BusyCalendar.objects.filter(next_at__lte=clock()).order_by("next_at").values_list("pk", flat=True))
    for pk in due[:A_ROUND]:
        if clock() >= until:
            break
        with scopes_disabled():
            # The lease: who moves the hour on reads it. After a crash it comes due again by itself.
            mine = BusyCalendar.objects.filter(pk=pk, next_at__lte=clock()).update(next_at=clock() + LEASE)
            calendar = BusyCalendar.objects.select_related("doctor", "organisation").filter(pk=pk).first()
        if mine and calendar is not None:
            with scope(organisation=calendar.organisation):
                read_calendar(calendar, now=clock(), fetch=fetch)
            read += 1
    return read


def read_calendar(calendar: BusyCalendar, *, now: datetime, fetch: Fetch = fetch) -> None:
    """Ask for it, read it apart, keep its busy times; what went wrong is kept in words beside it."""
    try:
        address = unseal(bytes(calendar.sealed), bound_to=_place(calendar.doctor_id))
        # Whole once a week, since what recurs goes on past what was read then.
        known = {} if now.isoweekday() == SUNDAY else {"etag": calendar.etag, "last_modified": calendar.last_modified}
        found = fetch(address, **known)
        busy = None if found.body is None else _busy_in(found.body, calendar, now=now)
    except CannotOpen:
        _failed(calendar, "Its address can't be opened with the keys of this installation. Enter it again.", now=now)
    except (NotFetched, BusyUnread) as why:
        _failed(calendar, str(why), now=now)
    except Exception as fault:  # noqa: BLE001  whatever one calendar holds, the next must be read
        log_fault(logger, "a calendar could not be read", fault)
        _failed(calendar, f"It could not be read ({type(fault).__name__}).", now=now)
    else:
        _keep(calendar, found, busy, now=now)


def _busy_in(body: bytes, calendar: BusyCalendar, *, now: datetime) -> list[Busy]:
    zone = zone_named(calendar.doctor.home_timezone, otherwise=UTC)
    return read_apart(body, since=now - BACK, until=now + AHEAD, zone=zone, own_domain=settings.MAIL_DOMAIN)


@transaction.atomic
def _keep(calendar: BusyCalendar, found: Fetched, busy: list[Busy] | None, *, now: datetime) -> None:
    """All its times anew, unless nothing changed (304) or somebody removed it meanwhile."""
    row = BusyCalendar.objects.select_for_update(no_key=True).filter(pk=calendar.pk).first()
    if row is None:
        return
    row.fetched_at, row.fault, row.faults, row.next_at = now, "", 0, now + EVERY
    if busy is not None:
        row.etag, row.last_modified = found.etag, found.last_modified
        BusyTime.objects.filter(calendar=row).delete()
        own = {"organisation_id": row.organisation_id, "calendar": row}
        BusyTime.objects.bulk_create(BusyTime(**own, **one._asdict()) for one in busy)
    row.save()


def _failed(calendar: BusyCalendar, words: str, *, now: datetime) -> None:
    """Its last good times stay, with the reason beside them; asked again later and later, twice a day at the least."""
    faults = calendar.faults + 1
    wait = min(FIRST_RETRY * 2 ** min(faults - 1, 8), LAST_RETRY)
    BusyCalendar.objects.filter(pk=calendar.pk).update(fault=words[:200], faults=faults, next_at=now + wait)


def _place(doctor_id: int) -> str:
    return f"notifications_busycalendar.sealed:doctor {doctor_id}"
