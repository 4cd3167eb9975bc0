"""The pages of the desk: open it, find somebody, check in, take it back; whoever nobody expected gets a number."""

import re
from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from camps.models import Contact, Family, Patient, Registration, Role
from notifications.services.links import link_for
from scheduling.models import Arrival, Desk, Scan, Ticket
from tests.factories.queue import booked, open_hall
from tests.factories.schedule import FIRST_DAY, add_patient
from tests.scheduling.desk import open_desk

SEVEN = datetime(2027, 3, 1, 7, tzinfo=ZoneInfo("Africa/Lagos"))


@pytest.fixture
def closed(db, time_machine):
    """Seven in the morning, no desk open on this device."""
    time_machine.move_to(SEVEN, tick=False)
    desk = open_desk()
    with desk.scope():
        open_hall(desk.made)
    return desk


@pytest.fixture
def desk(closed):
    closed.post("open_desk")
    return closed


def text(answer):
    return " ".join(answer.content.decode().split())


def checked(desk, *keys, **more):
    return desk.client.post(desk.url("check_in"), {"registration": keys, "client_id": uuid4(), **more}, follow=True)


def test_a_device_without_a_desk_is_asked_to_open_one_and_gets_the_next_letter(closed):
    assert "Open a desk on this device" in text(closed.get("desk"))
    for name in ("desk_now", "walk_in"):
        assert closed.get(name).status_code == 302
    assert checked(closed, 1).redirect_chain[0][0] == closed.url("desk")

    said = closed.client.post(closed.url("open_desk"), follow=True)

    assert "This is desk B." in text(said)
    assert "Scan a card" in text(said)


def test_a_desk_is_closed_and_opened_again_with_its_letter(desk):
    desk.post("close_desk")
    assert "Open a desk on this device" in text(desk.get("desk"))

    desk.post("open_desk")

    assert "<h1>Desk B</h1>" in text(desk.get("desk"))
    with desk.scope():
        assert Desk.objects.count() == 2


@pytest.mark.parametrize("how", ["3", "Patient 3", "+2348030000003", "card"])
def test_somebody_is_found_by_card_name_phone_or_the_code_of_the_card(desk, how):
    with desk.scope():
        one = Registration.objects.get(number=3)
        typed = link_for(one, now=SEVEN) if how == "card" else how

    page = text(desk.get("desk", {"q": typed}))

    assert page.count('class="card person"') == 1
    assert "Patient 3" in page
    assert "autofocus>" in page.split("Check in")[0][-400:]


def test_a_scanned_code_of_another_camp_finds_nobody(desk):
    other = open_desk(Role.COORDINATOR, slug="other")
    with other.scope():
        typed = link_for(Registration.objects.get(camp=other.camp, number=1), now=SEVEN)

    assert "Nobody matches" in text(desk.get("desk", {"q": typed}))


def test_checking_in_gives_a_number_and_an_undo_that_works(desk):
    with desk.scope():
        one = Registration.objects.get(number=1)

    said = text(checked(desk, one.pk))

    assert "B-001 Patient 1 is checked in." in said
    with desk.scope():
        arrival = Arrival.objects.get()
    undo = desk.url("undo_check_in", pk=arrival.pk)
    assert f'action="{undo}"' in said
    assert "B-001 is not here" in text(desk.client.post(undo, follow=True))
    with desk.scope():
        assert Ticket.objects.get().state == "left"


def test_a_double_tap_checks_in_once(desk):
    with desk.scope():
        one = Registration.objects.get(number=1)
    sent = {"registration": one.pk, "client_id": str(uuid4())}

    for _ in range(2):
        desk.post("check_in", sent)

    with desk.scope():
        assert (Arrival.objects.count(), Scan.objects.count()) == (1, 1)


def test_who_is_here_already_is_said_to_be_here(desk):
    with desk.scope():
        one = Registration.objects.get(number=1)
    checked(desk, one.pk)

    assert "Patient 1 is here already: B-001 since 07:00." in text(checked(desk, one.pk))
    assert "is here since" in text(desk.get("desk", {"q": "B-001"}))


def test_a_family_is_offered_and_checked_in_together(desk):
    with desk.scope():
        family = Family.objects.create(organisation=desk.made.organisation, camp=desk.camp, code="ADE")
        Registration.objects.filter(number__in=(1, 2)).update(family=family)
        keys = list(Registration.objects.filter(number__in=(1, 2)).values_list("pk", flat=True))
    assert "Also of the family ADE" in text(desk.get("desk", {"q": "1"}))

    assert "2 people checked in together." in text(checked(desk, *keys))


def test_the_wrong_day_is_a_choice_and_no_error(desk):
    with desk.scope():
        one = Registration.objects.get(number=1)
        booked(desk.made, one, at=desk.camp.instant(FIRST_DAY + timedelta(days=1), time(10)))

    page = text(desk.get("desk", {"q": "1"}))
    assert "Not booked for today" in page
    assert "They keep that day" in page
    refused = checked(desk, one.pk)
    assert refused.status_code == 409
    assert "booked for Tuesday 2 March, 10:00" in text(refused)

    assert "B-001 Patient 1 is checked in." in text(checked(desk, one.pk, anyway="1"))


def test_a_walk_in_needs_a_name_only_and_keeps_what_was_typed(desk):
    refused = desk.post("walk_in", {"name": "  ", "birth": "nobody knows", "phone": "12"})
    assert refused.status_code == 422
    for words in ("This field is required", "nobody knows"):
        assert words in text(refused)

    said = desk.client.post(
        desk.url("walk_in"),
        {"name": "Chidi Obi", "birth": "about 40", "complaint": "pain", "phone": "08030000777"},
        follow=True,
    )

    assert "B-001 Chidi Obi is checked in." in text(said)
    with desk.scope():
        made = Patient.objects.get(name="Chidi Obi")
        assert (made.contacts.get().value, made.birth_estimated) == ("+2348030000777", True)


def test_what_moves_by_itself_is_asked_for_with_a_tag(desk):
    first = desk.get("desk_now")
    assert first.headers["ETag"]

    again = desk.client.get(desk.url("desk_now"), headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


def test_the_page_asks_the_database_as_often_for_thirty_as_for_three(desk):
    def asked():
        with CaptureQueriesContext(connection) as found:
            desk.get("desk", {"q": "Patient"})
        return len(found)

    few = asked()
    with desk.scope():
        for number in range(5, 30):
            add_patient(desk.made, number=number, procedure="LOOK")
    assert asked() == few


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.DOCTOR, 403), (Role.DESK, 200)])
def test_who_may_sit_at_a_desk(db, role, status):
    assert open_desk(role=role).get("desk").status_code == status


def test_an_arrival_of_another_camp_is_not_taken_back_here(desk):
    url = reverse("scheduling:undo_check_in", kwargs={"slug": desk.camp.slug, "pk": 10**9})
    assert desk.client.post(url).status_code == 404


def person(desk, number):
    with desk.scope():
        return Registration.objects.get(number=number).pk


def undos(page):
    """Whose Undo stands on a page, in order."""
    return re.findall(r"<div>(\S+) [^<]* is checked in\.</div>\s*<form", page.content.decode())


def test_an_undo_stands_for_ten_seconds_whatever_page_comes_next(desk, time_machine):
    assert undos(checked(desk, person(desk, 1))) == ["B-001"]

    time_machine.shift(5)
    assert undos(desk.get("desk", {"q": "3"})) == ["B-001"]
    assert undos(checked(desk, person(desk, 3))) == ["B-001", "B-002"]
    assert undos(desk.get("walk_in")) == ["B-001", "B-002"]

    time_machine.shift(8)
    assert undos(desk.get("desk", {"q": "4"})) == ["B-002"]


def test_an_undo_that_nobody_has_seen_yet_waits_for_its_page(desk, time_machine):
    desk.post("check_in", {"registration": [person(desk, 1)]})
    time_machine.shift(60)

    assert undos(desk.get("desk")) == ["B-001"]


def test_an_undo_goes_when_it_is_pressed_and_when_its_person_signs_out(desk):
    checked(desk, person(desk, 1))
    page = checked(desk, person(desk, 3))
    pressed = re.search(r'action="([^"]*undo[^"]*)"', page.content.decode())[1]

    assert undos(desk.client.post(pressed, follow=True)) == ["B-002"]

    gone = desk.client.post(reverse("camps:sign_out"), follow=True)
    assert "B-002" not in text(gone) + text(desk.client.get(reverse("camps:sign_in")))


def test_the_last_digits_of_a_phone_find_it_though_they_begin_with_zeros(desk):
    for typed in ("000003", "0003", "08030000003", "00234 803 000 0003"):
        assert text(desk.get("desk", {"q": typed})).count('class="card person"') == 1, typed


def test_a_card_is_found_alone_though_somebodys_phone_ends_like_it(desk):
    with desk.scope():
        Contact.objects.filter(patient__registrations__number=2).update(value="+2348030000103")

    for typed in ("003", "3"):
        assert "Patient 2" not in text(desk.get("desk", {"q": typed}))
    assert "Patient 2" in text(desk.get("desk", {"q": "0103"}))


def test_a_name_that_nobody_has_is_not_typed_again_for_the_walk_in(desk):
    page = text(desk.get("desk", {"q": "Chidi Obi"}))
    assert "walk-in/?name=Chidi%20Obi" in page
    assert 'value="Chidi Obi"' in text(desk.get("walk_in", {"name": "Chidi Obi"}))
    assert "walk-in/?name" not in text(desk.get("desk", {"q": "0803999"}))
