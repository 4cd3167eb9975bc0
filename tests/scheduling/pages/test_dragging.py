"""What the day view asks and shows while somebody is carried over it; nothing of it writes."""

import json
from datetime import time, timedelta

import pytest

from camps.models import Role
from scheduling.models import Appointment, AppointmentState
from tests.factories.schedule import FIRST_DAY, NOW, add_patient
from tests.scheduling.desk import open_desk
from tests.scheduling.test_booking import give


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW)
    return open_desk()


def at(desk, hour, minute=0, *, day=0):
    return desk.camp.instant(FIRST_DAY + timedelta(days=day), time(hour, minute))


def where(desk, station, start, **more):
    return {"station": desk.made.stations[station].pk, "start": start.isoformat(), **more}


def text(answer):
    return " ".join(answer.content.decode().split())


def asked(desk, data, *, number):
    answer = desk.get("fits", data, number=number)
    return answer.status_code, json.loads(answer.content)


def test_a_place_that_is_free_fits(desk):
    assert asked(desk, where(desk, "Table 1", at(desk, 10)), number=1) == (
        200,
        {"fits": True, "tone": "ok", "words": "Fits."},
    )


def test_a_place_that_is_taken_says_by_whom_and_nothing_is_written(desk):
    with desk.scope():
        give(desk.made, desk.made.registrations[0])
    status, said = asked(desk, where(desk, "Table 1", at(desk, 8)), number=3)
    assert (status, said["fits"], said["tone"]) == (200, False, "bad")
    assert "Table 1 is taken until 9:15am by card 001" in said["words"]
    with desk.scope():
        assert Appointment.objects.count() == 1


def test_an_appointment_is_not_in_its_own_way(desk):
    with desk.scope():
        give(desk.made, desk.made.registrations[0])
    assert asked(desk, where(desk, "Table 1", at(desk, 8, 10)), number=1)[1]["fits"]


def test_a_warning_still_fits_and_says_itself(desk):
    with desk.scope():
        add_patient(desk.made, number=9, procedure="BONE", arrives_on=FIRST_DAY + timedelta(days=1))
    said = asked(desk, where(desk, "Table 1", at(desk, 10)), number=9)[1]
    assert (said["fits"], said["tone"]) == (True, "warn")
    assert "can't be there before" in said["words"]


def test_over_another_appointment_the_swap_is_judged(desk):
    with desk.scope():
        give(desk.made, desk.made.registrations[0])
        bone = give(desk.made, desk.made.registrations[2], day=1)
        look = give(desk.made, desk.made.registrations[1])
    assert asked(desk, {"with": bone.pk}, number=1)[1] == {"fits": True, "tone": "ok", "words": "The two can swap."}
    refused = asked(desk, {"with": look.pk}, number=1)[1]
    assert (refused["fits"], refused["words"]) == (False, "Desk does not fit: a table is needed.")


@pytest.mark.parametrize("data", [{}, {"with": "x"}, {"with": "999999"}, {"station": "1", "start": "soon"}])
def test_nonsense_is_refused_in_words(desk, data):
    status, said = asked(desk, data, number=1)
    assert (status, said["fits"]) == (422, False)
    assert said["words"]


def test_a_viewer_asks_nothing_and_carries_nobody(db, time_machine):
    time_machine.move_to(NOW)
    desk = open_desk(role=Role.VIEWER)
    with desk.scope():
        give(desk.made, desk.made.registrations[0])
    assert desk.get("fits", where(desk, "Table 1", at(desk, 10)), number=1).status_code == 403
    assert "data-carry" not in text(desk.get("day", day=FIRST_DAY))


def test_the_day_carries_every_appointment_and_everybody_who_waits(desk):
    with desk.scope():
        one = give(desk.made, desk.made.registrations[0])
    page = text(desk.get("day", day=FIRST_DAY))
    assert f'data-appointment="{one.pk}"' in page
    assert [f'data-fits="{desk.url("fits", number=n)}"' in page for n in (1, 2, 3, 4)] == [True] * 4
    assert f'data-lane="{desk.made.stations["Table 2"].pk}"' in page
    assert f'<a href="{desk.url("places", number=2)}"' in page


def test_those_who_wait_are_urgent_first_and_not_before_they_can_be_there(desk):
    with desk.scope():
        add_patient(desk.made, number=8, procedure="BONE", urgency=1)
        add_patient(desk.made, number=9, procedure="BONE", arrives_on=FIRST_DAY + timedelta(days=1))
    page = text(desk.get("day", day=FIRST_DAY))
    assert page.index(desk.url("places", number=8)) < page.index(desk.url("places", number=1))
    assert desk.url("places", number=9) not in page
    assert desk.url("places", number=9) in text(desk.get("day", day=FIRST_DAY + timedelta(days=1)))


@pytest.mark.parametrize("page", ["place", "swap"])
def test_the_dialog_holds_the_question_of_the_whole_page_and_no_frame(desk, page):
    with desk.scope():
        one = give(desk.made, desk.made.registrations[0])
        two = give(desk.made, desk.made.registrations[2], day=1)
    if page == "place":
        url, data = desk.url("place", number=1), where(desk, "Table 2", at(desk, 10))
    else:
        url, data = desk.url("swap", pk=one.pk), {"with": two.pk}
    whole, part = desk.client.get(url, data), desk.client.get(url, data, headers={"HX-Request": "true"})
    assert "HX-Request" in part["Vary"]
    assert "<html" in text(whole)
    assert "<html" not in text(part)
    assert 'name="seen"' in text(part)
    assert "data-focus" in text(part)
    with desk.scope():
        assert set(Appointment.objects.values_list("state", flat=True)) == {AppointmentState.BOOKED}
        assert Appointment.objects.get(pk=one.pk).starts_at == at(desk, 8)
