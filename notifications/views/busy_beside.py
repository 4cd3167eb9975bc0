"""Doctors' busy times beside their shifts: who, which day, which hours. What they are busy with is kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC as WORLD_TIME
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from camps.beside_shifts import BesideDoctor, BesideShifts, Standing
from camps.look.times import clock_text, day_text, when_text
from camps.models import Camp, Doctor
from notifications.models import BusyCalendar
from notifications.queries.audience import UTC, zone_named
from notifications.queries.busy import busy_during, calendars_by_doctor
from scheduling.intervals import instant, merged, minute

Busy = tuple[datetime, datetime, bool]
DAY = timedelta(days=1)
MOST_HOURS = 6


def beside_shifts(camp: Camp, doctors: Sequence[Doctor]) -> BesideShifts:
    """Busy times of `doctors`, each with `shifts_here`, on the days of the camp and of these shifts. Two queries."""
    calendars = calendars_by_doctor(doctors)
    if not any(calendars.values()):
        words = _("No doctor's own calendar is read, so it is not known here who is busy elsewhere.")
        return BesideShifts(overall=words if doctors else "")
    shifts = [shift for doctor in doctors for shift in doctor.shifts_here]  # type: ignore[attr-defined]  # see above
    since = min([camp.instant(camp.first_day, time.min), *(shift.starts_at for shift in shifts)])
    until = max([camp.instant(camp.last_day + DAY, time.min), *(shift.ends_at for shift in shifts)])
    busy = {
        doctor: [_cut(one, since, until) for one in times]
        for doctor, times in busy_during(doctors, since=since, until=until).items()
    }
    return BesideShifts(
        doctors={doctor.pk: _of(doctor, calendars[doctor.pk], busy[doctor.pk], camp=camp) for doctor in doctors}
    )


def busy_lines(busy: Iterable[Busy], *, zone: ZoneInfo, home: ZoneInfo) -> list[str]:
    """A line a day in `zone`, such as "Monday 1 March: 9:30am to 11am and midday to 1pm"; what overlaps is one.

    A whole day is the day of the doctor's own clock (`home`), whatever hours that is at the venue.
    """
    hours: list[tuple[date, str]] = []
    whole: set[date] = set()
    timed = []
    for starts_at, ends_at, all_day in busy:
        if all_day:
            whole.update(_days(starts_at.astimezone(home), ends_at.astimezone(home)))
        else:
            timed.append((minute(starts_at), minute(ends_at)))
    for first, last in merged(timed):
        for starts_at, ends_at in _by_day(instant(first).astimezone(zone), instant(last).astimezone(zone)):
            if ends_at.time() == starts_at.time() == time.min:
                whole.add(starts_at.date())
            words = {"first": clock_text(starts_at, zone=zone), "last": clock_text(ends_at, zone=zone)}
            hours.append((starts_at.date(), _("%(first)s to %(last)s") % words))
    said = {day: _("all day") for day in whole}
    for day, of_day in groupby((one for one in hours if one[0] not in whole), key=lambda one: one[0]):
        ranges = [words for _day, words in of_day]
        said[day] = ", ".join(ranges[:MOST_HOURS])
        if len(ranges) > MOST_HOURS:
            said[day] += " " + _("and %(more)d more times") % {"more": len(ranges) - MOST_HOURS}
    return [f"{day_text(day, year=False)}: {said[day]}" for day in sorted(said)]


def standing_of(calendar: BusyCalendar, *, zone: ZoneInfo) -> Standing:
    """How a calendar stands, with the hour in `zone` at which it was last read."""
    read = calendar.fetched_at and when_text(calendar.fetched_at, zone=zone, year=False)
    words = {"name": calendar.name, "read": read}
    if calendar.fault and read:
        return Standing(
            _("Own calendar “%(name)s” can't be read since %(read)s: what it said then is shown") % words, faulty=True
        )
    if calendar.fault:
        return Standing(_("Own calendar “%(name)s” could never be read: busy times are not known") % words, faulty=True)
    if not read:
        return Standing(_("Own calendar “%(name)s” is not read yet: it takes a minute") % words)
    return Standing(_("Own calendar “%(name)s”, read %(read)s") % words)


def _of(doctor: Doctor, calendars: list[BusyCalendar], busy: list[Busy], *, camp: Camp) -> BesideDoctor:
    zone, home = camp.zone, zone_named(doctor.home_timezone, otherwise=UTC)
    standing = [standing_of(calendar, zone=zone) for calendar in calendars]
    if not calendars:
        standing = [Standing(_("No own calendar is read"))]
    elif not busy and any(calendar.fetched_at for calendar in calendars):
        standing.insert(0, Standing(_("Nothing in the own calendar during the camp")))
    of_shift = {}
    for shift in doctor.shifts_here:  # type: ignore[attr-defined]  # see beside_shifts
        meets = [one for one in busy if one[0] < shift.ends_at and one[1] > shift.starts_at]
        days = _whole_days(shift.starts_at, shift.ends_at, zone=zone)
        meets = [
            _cut(one, *((shift.starts_at, shift.ends_at) if one[2] else days))  # whole days are those of another clock
            for one in meets
        ]
        lines = busy_lines(meets, zone=zone, home=home)
        of_shift[shift.pk] = [_("Busy in own calendar, %(when)s") % {"when": line} for line in lines]
    return BesideDoctor(
        title=_("%(name)s is busy in own calendar") % {"name": doctor.name},
        of_shift=of_shift,
        of_camp=busy_lines(busy, zone=zone, home=home),
        standing=standing,
    )


def _by_day(starts_at: datetime, ends_at: datetime) -> Iterable[tuple[datetime, datetime]]:
    """The same time cut at each midnight of its zone."""
    while starts_at.astimezone(WORLD_TIME) < ends_at.astimezone(WORLD_TIME):  # on a wall clock an hour may repeat
        midnight = datetime.combine(starts_at.date() + DAY, time.min, tzinfo=starts_at.tzinfo)
        cut = min(midnight, ends_at, key=lambda at: at.astimezone(WORLD_TIME))
        yield starts_at, cut
        starts_at = cut


def _cut(busy: Busy, since: datetime, until: datetime) -> Busy:
    return max(busy[0], since), min(busy[1], until), busy[2]


def _whole_days(starts_at: datetime, ends_at: datetime, *, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the midnight before to the midnight after."""
    first, last = starts_at.astimezone(zone).date(), ends_at.astimezone(zone).date() + DAY
    return datetime.combine(first, time.min, tzinfo=zone), datetime.combine(last, time.min, tzinfo=zone)


def _days(starts_at: datetime, ends_at: datetime) -> list[date]:
    """The days that `[starts_at, ends_at)` touches."""
    first = starts_at.date()
    last = ends_at.date() if ends_at.time() > time.min else ends_at.date() - DAY
    return [first + DAY * number for number in range(max(0, (last - first).days) + 1)]
