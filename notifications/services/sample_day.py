"""A second sample camp whose first day is today and under way: a queue, tables and boards to look at, and to work with.

Its hours are moved so that it is some three hours old whenever it is made. The day goes on when somebody presses on it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from camps.models import Camp, Organisation
from camps.sheets.bundle import Bundle, read_bundle
from notifications.services.sample_camp import FOLDER, filled_and_published, free_slug
from scheduling.services.played_day import play_day

SLUG = "today"
NAME = "Camp of today, for trying its day"
SHORT_NAME = "Camp of Today"
AGE = timedelta(hours=3)
EARLY, LATE = -7, 5  # hours by which the sample's own can be moved within the day


def day_under_way(*, now: datetime) -> Camp | None:
    """The camp of today, where it was made. In the scope of the organisation."""
    camps = Camp.objects.filter(slug__startswith=SLUG).select_related("venue").order_by("-first_day")
    return next((camp for camp in camps if camp.first_day == now.astimezone(camp.zone).date()), None)


def sample_day(organisation: Organisation, *, now: datetime) -> Camp:
    """Today's, made and played up to now where there is none yet. In the scope of the organisation."""
    if known := day_under_way(now=now):
        return known
    bundle = read_bundle(FOLDER)
    here = now.astimezone(ZoneInfo(bundle.camp.timezone))
    begun = under_way(bundle, here)
    facts = replace(begun.camp, name=NAME, short_name=SHORT_NAME, first_day=here.date())
    slug = free_slug(SLUG, here.date())
    with transaction.atomic():
        camp = filled_and_published(organisation, replace(begun, camp=facts), slug=slug, now=now - timedelta(days=1))
        play_day(camp, day=here.date(), until=now)
    return camp


def under_way(bundle: Bundle, here: datetime) -> Bundle:
    """The same camp with all its hours moved, by full ones, to have opened some time ago, as far as the day allows."""
    opens = datetime.combine(here.date(), bundle.camp.day_opens, here.tzinfo)
    hours = min(max(round((here - AGE - opens) / timedelta(hours=1)), EARLY), LATE)

    def moved(wall: time) -> time:
        return wall.replace(hour=min(wall.hour + hours, 23))  # what is open longest closes with the day

    return replace(
        bundle,
        camp=replace(bundle.camp, day_opens=moved(bundle.camp.day_opens), day_closes=moved(bundle.camp.day_closes)),
        stations=tuple(
            replace(station, opens=moved(station.opens), closes=moved(station.closes)) for station in bundle.stations
        ),
        doctors=tuple(
            replace(doctor, starts=moved(doctor.starts), ends=moved(doctor.ends))
            if doctor.starts and doctor.ends
            else doctor
            for doctor in bundle.doctors
        ),
    )
