"""A station that goes on without a network calls only whom it holds, and nobody else calls them meanwhile."""

from datetime import timedelta
from uuid import UUID

import pytest

from scheduling.errors import Gone, NotAllowed
from scheduling.models import StationDevice, Ticket
from scheduling.queries.going_alone import SILENT
from scheduling.services import calling
from scheduling.services.going_alone import LASTS, LONGER, release, renew, switch_off, switch_on
from scheduling.services.reordering import set_urgency
from scheduling.services.sending_on import send_on
from tests.factories.queue import arrive, doing, seven, ticket_of
from tests.factories.schedule import add_patient

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.fixture
def line(hall):
    """Eight wait for their vitals, it is half past seven; `line.say(device)` is a device's word, a second later."""
    people = [*hall.registrations, *(add_patient(hall, number=n, procedure="LOOK") for n in range(5, 9))]
    hall.tickets = [ticket_of(arrive(hall, one, minutes=n)) for n, one in enumerate(people)]
    hall.now = seven(hall) + timedelta(minutes=30)
    hall.number = 0

    def say(device, *, has=()):
        hall.now += timedelta(seconds=1)
        hall.number += 1
        keys = [hall.tickets[n - 1].pk for n in has]
        return numbers(hall, renew(device=device, has=keys, number=hall.number, now=hall.now))

    hall.say = say
    return hall


def numbers(made, keys):
    """1 for the first who came."""
    order = [one.pk for one in made.tickets]
    return [order.index(key) + 1 for key in keys]


def ready(made, station="Vitals 1", device=ONE, most=3):
    return switch_on(station=made.stations[station], device=device, most=most, by=None, now=made.now)


def call(made, station, device=None):
    """The number of whom it called."""
    ticket = calling.call_next(station=made.stations[station], doing=doing(made.now, device=device))
    return numbers(made, [ticket.pk])[0] if ticket else None


def test_two_devices_hold_every_second_one_and_give_back_none_of_it_while_nothing_happens(line):
    first, second = ready(line), ready(line, "Vitals 2", TWO)

    assert line.say(first) == [1, 3, 5]
    assert line.say(second) == [2, 4, 6]
    assert line.say(first, has=[1, 3, 5]) == [1, 3, 5]
    assert line.say(second, has=[2, 4, 6]) == [2, 4, 6]


def test_another_station_passes_over_whom_a_device_holds_and_only_the_device_calls_them(line):
    line.say(ready(line))  # 1, 2 and 3: nobody is at the other point, it may not be staffed

    assert call(line, "Vitals 2") == 4
    assert call(line, "Vitals 1", TWO) == 5  # another device at the same station
    calling.miss(ticket=line.tickets[4], doing=doing(line.now))
    assert call(line, "Vitals 1", ONE) == 1


def test_what_a_device_gives_back_is_free_once_it_says_that_it_has_it_no_more(line):
    device = ready(line)
    line.say(device)
    assert call(line, "Vitals 2") == 4

    assert line.say(device, has=[1, 2, 3]) == [1, 3, 6]  # the other point is staffed, and has its turn
    send_on(ticket=line.tickets[3], lane="examination", doing=doing(line.now))
    assert call(line, "Vitals 2") == 5
    send_on(ticket=line.tickets[4], lane="examination", doing=doing(line.now))
    line.say(device, has=[1, 3, 6])
    assert call(line, "Vitals 2") == 2


def test_a_silent_device_holds_for_its_time_and_then_nobody(line):
    first = ready(line)
    line.say(first)

    line.now += LASTS + LONGER - timedelta(seconds=1)
    with pytest.raises(NotAllowed, match=r"Another device is kept ready for Vitals 1\."):
        ready(line, device=TWO)
    assert call(line, "Vitals 2") == 4
    line.now += timedelta(seconds=1)
    assert call(line, "Vitals 1") == 1
    ready(line, device=TWO)
    with pytest.raises(Gone):
        line.say(first, has=[1, 2, 3])


def test_a_word_within_the_time_keeps_the_hold_for_as_long_as_the_device_believes(line):
    device = ready(line)
    line.say(device)
    for minutes in (4, 4, 110):
        line.now += timedelta(minutes=minutes)
        said_at = line.now
        assert line.say(device, has=[1, 2, 3]) == [1, 2, 3]
        assert all(one.held_until > said_at + LASTS for one in Ticket.objects.exclude(held_by=None))


def test_whom_a_silent_device_holds_is_dealt_to_no_other(line):
    line.say(ready(line))
    second = ready(line, "Vitals 2", TWO)
    line.now += SILENT

    assert line.say(second) == [4, 5, 6]


def test_a_station_that_does_nothing_keeps_nobody_waiting(line):
    """Its tablet lies there and is heard; the team has a break."""
    idle = ready(line)
    line.say(idle)
    line.now += timedelta(minutes=11)
    assert line.say(idle, has=[1, 2, 3]) == [1, 2, 3]  # nobody else works either
    assert call(line, "Vitals 2") == 4

    assert line.say(idle, has=[1, 2, 3]) == []
    line.say(idle)
    calling.miss(ticket=line.tickets[3], doing=doing(line.now))
    assert call(line, "Vitals 2") == 1


def test_a_person_releases_a_device_and_others_call_at_once(line):
    device = ready(line)
    line.say(device)

    release(device=device, by=None, now=line.now)
    release(device=device, by=None, now=line.now)

    assert call(line, "Vitals 2") == 1
    with pytest.raises(Gone, match="This device holds nobody any more"):
        line.say(device, has=[1, 2, 3])


def test_switched_off_it_holds_nobody_and_can_be_switched_on_elsewhere(line):
    device = ready(line)
    line.say(device)
    assert ready(line) == device
    with pytest.raises(NotAllowed, match=r"This device is kept ready for Vitals 1\."):
        ready(line, "Vitals 2")
    with pytest.raises(NotAllowed, match="Another device"):
        ready(line, device=TWO)
    with pytest.raises(NotAllowed, match="3, 6 or 12"):
        ready(line, "Vitals 2", TWO, most=500)

    switch_off(device=device, by=None, now=line.now)

    assert line.say(ready(line, "Vitals 2")) == [1, 2, 3]


def test_an_older_word_that_comes_late_changes_nothing(line):
    device = ready(line)
    line.say(device)
    line.say(device, has=[1, 2, 3])

    with pytest.raises(NotAllowed, match="before something newer"):
        renew(device=device, has=[], number=1, now=line.now)
    assert Ticket.objects.filter(held_by=device).count() == 3


def test_an_emergency_waits_for_no_device(line):
    device = ready(line)
    line.say(device)
    set_urgency(ticket=line.tickets[2], urgency=1, doing=doing(line.now, reason="collapsed"))

    assert call(line, "Vitals 2") == 3
    assert line.say(device, has=[1, 2, 3]) == [1, 4, 6]


def test_a_station_that_takes_long_leaves_the_front_to_the_others(line):
    """Vitals take ten minutes at most, nine times of ten."""
    slow, quick = ready(line), ready(line, "Vitals 2", TWO)
    call(line, "Vitals 1", ONE)
    line.now += timedelta(minutes=11)
    call(line, "Vitals 2", TWO)
    StationDevice.objects.update(heard_at=line.now)

    assert line.say(quick)[:2] == [3, 5]
    assert line.say(slow)[:2] == [4, 6]


def test_a_call_out_of_turn_of_one_who_is_held_is_refused_with_where_to_ask(line):
    line.say(ready(line))
    asked = doing(line.now, reason="asked")

    with pytest.raises(NotAllowed, match=r"A-001 is kept for Vitals 1, which may call without a network\."):
        calling.call_this(ticket=line.tickets[0], station=line.stations["Vitals 2"], doing=asked)
