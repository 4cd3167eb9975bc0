"""The first day of a small camp on which something happens: who stands where, what is proposed, what is accepted."""

from datetime import timedelta

from scheduling.models import Allocation, Appointment
from scheduling.planning.changes import TableAway
from scheduling.services.booking import SYSTEM
from scheduling.services.replanning import accept_proposal, propose

HOUR = 60


def unit(day, name):
    return day.stations[name].resources.get().pk


def doctor(day, name):
    return day.doctors[name].resource.pk


def live():
    return {one.registration_id: one for one in Appointment.objects.filter(state="booked")}


def held():
    return set(
        Allocation.objects.filter(live=True).values_list("appointment__registration", "resource", "part", "period")
    )


def lost():
    """The visits that lost their place, by registration."""
    return {key: one for key, one in live().items() if one.needs_cover.startswith("lost its place")}


def on_table(day, name):
    """Who stands there on the first day, by hour."""
    standing = [one for key, one in live().items() if key not in lost()]
    own = [one for one in standing if one.station.name == name and one.starts_at < day.now + timedelta(days=1)]
    return sorted(own, key=lambda one: one.starts_at)


def proposed(day, change, **values):
    return propose(camp=day.camp, change=change, by=None, now=values.pop("now", day.now), **{"steps": 15, **values})


def accepted(day, plan, now=None):
    return accept_proposal(plan=plan, actor=SYSTEM, now=now or day.now + timedelta(minutes=1))


def closed(day, since=8, until=10):
    return TableAway(0, unit(day, "Table 1"), since * HOUR, until * HOUR)
