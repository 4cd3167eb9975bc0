"""The list of each station for one day, to hang up."""

from datetime import timedelta

import pytest

from scheduling.queries.places import free_places
from scheduling.services.booking import SYSTEM, move
from tests.factories.telling import local
from tests.notifications.visit.conftest import LATER, words

LIST = "/camps/small/print/day/"


def test_the_list_to_hang_up_has_numbers_and_initials_and_no_more(sign_in, published):
    said = words(sign_in().get(LIST))
    assert "Table 1 List to hang up, Monday 1 March 2027" in said
    assert "10am 10am 001 P1." in said.replace("P.1.", "P1.")
    assert "Desk List to hang up, Monday 1 March 2027" in said
    for canary in ("Patient", "Bone operation", "Ada Bone"):
        assert canary not in said


def test_each_station_begins_a_page(sign_in, published):
    html = sign_in().get(LIST).content.decode()
    assert (html.count("<section"), html.count('class="new-page"')) == (2, 1)


def test_it_opens_on_today_else_on_the_first_day(sign_in, published, clock):
    client = sign_in()
    assert "Monday 1 March" in words(client.get(LIST))
    clock.move_to(local(published, 1, 7))
    client = sign_in("viewer")
    assert "Nobody is booked on this day." in words(client.get(LIST))


@pytest.mark.parametrize("day", ["nonsense", "2027-13-01", "", "0001-01-01", "9999-12-31", "2027-06-01"])
def test_a_day_that_is_none_is_the_first_one(sign_in, published, day):
    assert "Monday 1 March" in words(sign_in().get(f"{LIST}?day={day}"))


def test_it_shows_the_draft_and_says_what_was_not_told(sign_in, published):
    client = sign_in()
    assert "not told yet" not in words(client.get(LIST))
    registration = published.registrations[0]
    appointment = registration.appointments.get()
    (place,) = free_places(
        registration=registration, now=LATER, limit=1, after=local(published, 1, 14), but_for=[appointment.pk]
    )
    move(moves=[(appointment.pk, place.place)], actor=SYSTEM, now=LATER + timedelta(minutes=1))
    assert "1 change of this day was not told yet" in words(client.get(LIST))
    second = words(client.get(f"{LIST}?day=2027-03-02"))
    assert "2pm" in second
    assert "1 change of this day was not told yet" in second


def test_it_says_its_version_and_when_it_was_printed(sign_in, published):
    client = sign_in()
    assert "Version 1, seen Monday 1 February 2027, midday" in words(client.get(LIST))
    assert "Version 1, printed Monday 1 February 2027, midday" in words(client.post(LIST, {"as": "page"}))


def test_the_page_of_papers_leads_to_each_day(sign_in, published):
    html = sign_in().get("/camps/small/print/").content.decode()
    for path in (
        "cards/?day=2027-03-01",
        "sheets/?day=2027-03-01",
        "staff/?day=2027-03-02&amp;of=doctor",
        "theatre/?day=2027-03-01",
    ):
        assert f'="/camps/small/print/{path}"' in html


def test_who_may_not_hand_out_cards_is_offered_none(sign_in, published):
    said = words(sign_in("viewer").get("/camps/small/print/"))
    assert "All cards" not in said
    assert "List to hang up" in said
