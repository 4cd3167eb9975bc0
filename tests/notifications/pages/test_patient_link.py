"""The organiser's page of one patient: the state of the link, closing it, making and sending a new one."""

from datetime import timedelta

import pytest

from notifications.models import Message, VisitLink
from notifications.services.links import find, link_for
from tests.factories.organiser import signed_in
from tests.factories.schedule import NOW
from tests.notifications.pages.test_overview import words_of

PERSON = "/camps/small/messages/people/3/"
CLOSE, NEW, SEND = f"{PERSON}link/close/", f"{PERSON}link/new/?version=1", f"{PERSON}link/send/"


@pytest.fixture
def linked(told):
    """Patient 3, told by text and mail, with a link."""
    told.address = link_for(told.registrations[2], now=NOW - timedelta(hours=1))
    return told


def test_the_page_says_how_the_link_stands(linked, owner):
    said = words_of(owner(linked).get(PERSON))
    assert "The patient's own page Open" in said
    assert "Made Monday 1 February 2027, 9am" in said
    assert "Works until" in said
    assert "Close this link" in said
    assert linked.address.rpartition("/")[2] not in said


def test_before_the_first_message_there_is_no_link_to_close(placed, owner):
    said = words_of(owner(placed).get(PERSON))
    assert "There is no link yet." in said
    assert "Close this link" not in said


def test_closing_asks_first_and_a_new_link_takes_it_back(linked, owner):
    client = owner(linked)
    before = list(VisitLink.objects.values())
    asked = words_of(client.get(CLOSE))
    assert "Close the link of Grace Danjuma?" in asked
    assert "2 messages carried it" in asked
    assert list(VisitLink.objects.values()) == before
    said = words_of(client.post(CLOSE, follow=True))
    assert "Closed" in said
    assert "Make a new link" in said
    assert client.get("/v/" + linked.address.rpartition("/")[2]).status_code == 410
    asked = words_of(client.get(NEW))
    assert "Make a new link for Grace Danjuma?" in asked
    said = words_of(client.post(NEW, follow=True))
    assert "Nobody has the new link yet" in said
    assert "Send it now" in said
    assert "Print the new card" in said
    assert client.get("/v/" + linked.address.rpartition("/")[2]).status_code == 410
    new = link_for(linked.registrations[2], now=NOW).rpartition("/")[2]
    assert find(new, NOW) == linked.registrations[2]


def test_the_new_link_is_sent_by_one_button_and_only_once(linked, owner):
    client = owner(linked)
    client.post(NEW)
    for _ in range(2):
        said = words_of(client.post(SEND, follow=True))
    assert Message.objects.filter(kind="new_link").count() == 2
    assert "Send it now" not in said
    assert "New link" in said


def test_a_link_made_meanwhile_is_not_made_again(linked, owner):
    client = owner(linked)
    client.post(NEW)
    again = client.post(NEW)
    assert again.status_code == 422
    assert "Somebody made a new link just now." in words_of(again)
    assert VisitLink.objects.get(registration=linked.registrations[2]).version == 2


@pytest.mark.parametrize(("role", "status"), [("desk", 200), ("viewer", 403), ("doctor", 403)])
def test_only_who_hands_links_out_may_close_them(linked, role, status):
    assert signed_in(linked.organisation, role).get(CLOSE).status_code == status


def test_who_may_only_look_sees_the_state_and_no_button(linked):
    said = words_of(signed_in(linked.organisation, "viewer").get(PERSON))
    assert "The patient's own page Open" in said
    assert "Close this link" not in said


def test_a_closed_link_is_printed_on_no_card(linked, owner):
    client = owner(linked)
    card = "/camps/small/print/cards/3/"
    assert b"<svg" in client.get(card).content
    client.post(CLOSE)
    assert linked.address.rpartition("/")[2] not in client.get(card).content.decode()
    assert 'class="code"' not in client.get(card).content.decode()
