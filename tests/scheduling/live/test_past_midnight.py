"""Who still waits at midnight is in the same queue, under the same token, until four."""

from datetime import timedelta
from uuid import uuid4

from scheduling.models import Arrival
from scheduling.queries.arriving import counts_at_desk, found_at_desk
from scheduling.queries.held import held_of, last_number
from scheduling.queries.held_at_station import held_at_station
from scheduling.queries.live_queue import queue_now
from scheduling.queries.own_ticket import own_ticket
from scheduling.services.calling import call_next
from scheduling.services.going_alone import renew, switch_on
from tests.factories.queue import arrive, booked, doing, seven, ticket_of

LATE = 16 * 60 + 50  # minutes after seven: ten to midnight


def test_a_queue_goes_on_past_midnight_and_begins_anew_at_four(hall):
    first, second = hall.registrations[:2]
    booked(hall, first, at=seven(hall))
    assert arrive(hall, first, minutes=LATE).token == "A-001"
    half_past = seven(hall) + timedelta(minutes=LATE + 40)

    assert arrive(hall, second, minutes=LATE + 40).token == "A-002"
    assert queue_now(hall.camp, now=half_past).day == hall.camp.first_day
    assert [one.registration.pk for one in found_at_desk(hall.camp, "A-001", now=half_past)] == [first.pk]
    assert own_ticket(first, now=half_past).arrival.token == "A-001"
    assert (last_number(hall.desk, now=half_past), held_of(hall.camp, now=half_past)[0].token) == (2, "A-001")
    counts = counts_at_desk(hall.camp, now=half_past)
    assert (counts.expected, counts.came, counts.to_come) == (1, 2, 0)
    called = call_next(station=hall.stations["Vitals 1"], doing=doing(half_past))
    assert called.arrival.token == "A-001"

    next_day = seven(hall) + timedelta(days=1)
    assert queue_now(hall.camp, now=next_day).lane("vitals").waiting == []
    assert arrive(hall, second, minutes=24 * 60).token == "A-001"
    assert Arrival.objects.count() == 3


def test_a_device_that_is_ready_for_an_outage_keeps_its_people_past_midnight(hall):
    here, waits = (ticket_of(arrive(hall, one, minutes=LATE)) for one in hall.registrations[:2])
    station, half_past = hall.stations["Vitals 1"], seven(hall) + timedelta(minutes=LATE + 40)
    call_next(station=station, doing=doing(half_past))
    device = switch_on(station=station, device=uuid4(), most=3, by=None, now=half_past)

    known = held_at_station(station, renew(device=device, has=[], number=1, now=half_past), now=half_past)
    assert ([one.ticket for one in known.here], [one.ticket for one in known.held]) == ([here.pk], [waits.pk])
