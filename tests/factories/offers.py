"""A place that was offered to somebody on standby."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_scopes import scope

from camps.models import Decision
from scheduling.models import Appointment, StandbyOffer
from scheduling.queries.gaps import gaps_today
from scheduling.services.booking import SYSTEM, cancel
from scheduling.services.standby_offers import offer_gap
from tests.factories.camps import NOW, World
from tests.factories.schedule import SmallCamp, add_patient


def offer_of(world: World) -> StandbyOffer:
    """An open offer to the organisation's second patient."""
    with scope(organisation=world.organisation):
        if known := StandbyOffer.objects.filter(camp=world.camp).first():
            return known
        starts_at = NOW + timedelta(hours=2)
        return StandbyOffer.objects.create(
            organisation=world.organisation,
            camp=world.camp,
            registration=world.referred,
            number=1,
            station=world.station,
            gap=(starts_at, starts_at + timedelta(hours=2)),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            minutes=30,
            expires_at=NOW + timedelta(minutes=30),
            made_at=NOW,
        )


def free_and_wait(made: SmallCamp, *, now: datetime) -> None:
    """The first operation is given up, and two wait for one: `made.waiting`, `made.gone`."""
    made.waiting = [
        add_patient(made, number=number, procedure="BONE", decision=Decision.STANDBY, km_to_venue=5)
        for number in (50, 51)
    ]
    made.gone = Appointment.objects.get(registration=made.registrations[0])
    cancel(appointment_id=made.gone.pk, actor=SYSTEM, now=now)


def ask_both(made: SmallCamp, *, now: datetime) -> StandbyOffer:
    """One after the other, half an hour each."""
    gap = next(one for one in gaps_today(made.camp, now=now) if made.gone in one.freed)
    return offer_gap(
        camp=made.camp,
        station=gap.station,
        since=gap.since,
        until=gap.until,
        registrations=[one.pk for one in made.waiting],
        minutes=30,
        by=None,
        now=now,
    )
