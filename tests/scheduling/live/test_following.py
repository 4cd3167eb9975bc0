"""The place in the queue follows the table: with the team from wheels in, on to recovery at wheels out, and back."""

from datetime import time, timedelta

import pytest

from camps.models import Station
from scheduling.models import Ticket
from scheduling.services.sending_on import send_on
from scheduling.services.theatre.identity import confirm_identity
from scheduling.services.theatre.marking import mark, unmark
from tests.factories.queue import arrive, booked, doing, ticket_of
from tests.factories.schedule import FIRST_DAY


@pytest.fixture
def operated(hall):
    """Card 1 is here and planned for table 1 at nine; somebody made sure of the patient; there is a bay."""
    Station.objects.create(
        organisation=hall.organisation, camp=hall.camp, name="Bay", kind="recovery", opens=time(7), closes=time(20)
    )
    one = hall.registrations[0]
    hall.nine = hall.camp.instant(FIRST_DAY, time(9))
    hall.place = booked(hall, one, at=hall.nine, station="Table 1")
    hall.arrival = arrive(hall, one, minutes=60)
    confirm_identity(appointment=hall.place, emergency="bleeding", by=None, now=hall.nine)
    return hall


def at(made, minutes, kind):
    now = made.nine + timedelta(minutes=minutes)
    mark(appointment=made.place, kind=kind, at=now, by=None, now=now)


def state_of(made):
    ticket = ticket_of(made.arrival)
    return ticket.lane, ticket.state, ticket.station.name if ticket.station else ""


@pytest.mark.parametrize("lane", ["vitals", "theatre"])
def test_wheels_in_takes_the_ticket_to_the_table_from_wherever_it_waits(operated, lane):
    if lane == "theatre":
        send_on(ticket=ticket_of(operated.arrival), lane="theatre", doing=doing(operated.nine))

    at(operated, 0, "wheels_in")

    assert state_of(operated) == ("theatre", "serving", "Table 1")
    assert ticket_of(operated.arrival).started_at == operated.nine


def test_wheels_out_sends_on_to_recovery_and_both_can_be_taken_back(operated):
    for minutes, kind in ((0, "wheels_in"), (10, "knife"), (50, "closed"), (60, "out")):
        at(operated, minutes, kind)
    assert state_of(operated) == ("recovery", "waiting", "")

    now = operated.nine + timedelta(minutes=61)
    unmark(appointment=operated.place, kind="out", by=None, now=now)
    assert state_of(operated)[1] == "left"
    assert Ticket.objects.get(lane="theatre").state == "serving"

    for kind in ("closed", "knife", "wheels_in"):
        unmark(appointment=operated.place, kind=kind, by=None, now=now)
    assert Ticket.objects.get(lane="theatre").state == "waiting"


def test_who_was_never_checked_in_can_be_operated(operated):
    Ticket.objects.update(state="left")

    at(operated, 0, "wheels_in")

    assert state_of(operated)[1] == "left"
