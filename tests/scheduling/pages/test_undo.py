"""The last act by hand can be taken back, until something else happened."""

import re
from datetime import time, timedelta

import pytest

from camps.models import CampState, User
from scheduling.models import Appointment, AppointmentState, ScheduleChange, Tell
from scheduling.services.booking import SYSTEM, confirm
from tests.factories.schedule import FIRST_DAY, NOW
from tests.scheduling.desk import open_desk
from tests.scheduling.test_booking import give

UNDO = re.compile(r'action="(/camps/small/day/undo/\?of=\d+)"')


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW)
    return open_desk()


def at(desk, hour, minute=0, *, day=0):
    return desk.camp.instant(FIRST_DAY + timedelta(days=day), time(hour, minute))


def booked(desk, number=1):
    with desk.scope():
        found = Appointment.objects.filter(registration__number=number, state=AppointmentState.BOOKED)
        return found.select_related("station").first()


def act(desk, name, data, **parts):
    """Do it, and find the button on the page that follows."""
    answer = desk.post(name, data, **parts)
    assert answer.status_code == 302
    found = UNDO.search(desk.client.get(answer.url).content.decode())
    return found[1] if found else None


def move(desk, station="Table 2", hour=14, *, number=1):
    one = booked(desk, number)
    return act(
        desk,
        "place",
        {
            "station": desk.made.stations[station].pk,
            "start": at(desk, hour).isoformat(),
            "seen": one.changed_at.isoformat() if one else "",
        },
        number=number,
    )


def take_back(desk, url):
    return " ".join(desk.client.post(url, follow=True).content.decode().split())


def test_a_booking_is_undone(desk):
    assert "Undone: 001 has no place again." in take_back(desk, move(desk))
    assert booked(desk) is None


def test_a_move_is_undone_and_history_shows_both(desk):
    with desk.scope():
        one = give(desk.made, desk.made.registrations[0])
    said = take_back(desk, move(desk))
    assert "Undone: 001 has the old place again. Nobody is told now" in said
    back = booked(desk)
    assert (back.pk, back.station.name, back.starts_at) == (one.pk, one.station.name, one.starts_at)
    with desk.scope():
        kinds = list(ScheduleChange.objects.order_by("pk").values_list("kind", "reason"))
    assert kinds == [("booked", "by hand"), ("moved", ""), ("moved", "undo")]


def test_a_cancelling_is_undone_by_a_new_appointment_at_the_same_place(desk):
    with desk.scope():
        one = give(desk.made, desk.made.registrations[0])
        procedures = list(one.procedures.values_list("code", flat=True))
    said = take_back(desk, act(desk, "cancel", {"reason": "slip"}, pk=one.pk))
    assert "Undone: 001 has the old place again." in said
    back = booked(desk)
    assert (back.pk != one.pk, back.station_id, back.starts_at) == (True, one.station_id, one.starts_at)
    with desk.scope():
        assert list(back.procedures.values_list("code", flat=True)) == procedures


def test_a_swap_is_undone_for_both(desk):
    with desk.scope():
        one = give(desk.made, desk.made.registrations[0])
        two = give(desk.made, desk.made.registrations[2], day=1)
    form = {
        "with": two.pk,
        "seen": booked(desk, 1).changed_at.isoformat(),
        "seen_other": booked(desk, 3).changed_at.isoformat(),
    }
    url = act(desk, "swap", form, pk=one.pk)
    assert booked(desk, 1).starts_at == two.starts_at
    assert "Undone: 001, 003 have their old places again." in take_back(desk, url)
    assert (booked(desk, 1).starts_at, booked(desk, 3).starts_at) == (one.starts_at, two.starts_at)


def test_what_happened_since_keeps_it_as_it_is(desk):
    with desk.scope():
        one = give(desk.made, desk.made.registrations[0])
    url = move(desk)
    with desk.scope():
        confirm(appointment_id=one.pk, actor=SYSTEM, now=NOW)
    assert "Something happened to this place since" in take_back(desk, url)
    assert booked(desk).starts_at == at(desk, 14)


def test_an_old_place_that_is_taken_meanwhile_is_said(desk):
    with desk.scope():
        give(desk.made, desk.made.registrations[0], table="Table 1")
    url = move(desk)
    with desk.scope():
        give(desk.made, desk.made.registrations[2], table="Table 1")
    assert "Table 1 is taken until 9:15am by card 003" in take_back(desk, url)
    assert booked(desk).starts_at == at(desk, 14)


def test_undo_works_once(desk):
    with desk.scope():
        give(desk.made, desk.made.registrations[0])
    url = move(desk)
    take_back(desk, url)
    assert "Something happened to this place since" in take_back(desk, url)
    with desk.scope():
        assert ScheduleChange.objects.count() == 3


def test_somebody_elses_act_is_not_undone(desk):
    with desk.scope():
        give(desk.made, desk.made.registrations[0])
    url = move(desk)
    with desk.scope():
        ScheduleChange.objects.update(actor=User.objects.create_user("else@example.org", "a password of length"))
    assert "There is nothing left to undo." in take_back(desk, url)
    for nonsense in ("", "?of=x", "?of=999999"):
        assert "There is nothing left to undo." in take_back(desk, desk.url("undo_last") + nonsense)
    assert desk.get("undo_last").status_code == 405


@pytest.mark.parametrize("told", [False, True])
def test_a_yes_to_the_old_hour_holds_again_unless_the_patient_was_told_another(desk, told):
    with desk.scope():
        one = give(desk.made, desk.made.registrations[0])
        confirm(appointment_id=one.pk, actor=SYSTEM, now=NOW)
        desk.made.camp.state = CampState.PUBLISHED
        desk.made.camp.save()
    url = move(desk)
    assert booked(desk).confirmed_at is None
    if told:
        with desk.scope():
            ScheduleChange.objects.filter(kind="moved").update(tell=Tell.AT_ONCE)
    take_back(desk, url)
    assert (booked(desk).confirmed_at is not None) is not told
