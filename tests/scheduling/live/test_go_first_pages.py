"""Going first on the team's pages: what it costs, how many said yes, answers at the desk; a no is on none of them."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from camps.models import Role
from scheduling.beside_the_asking import reach_of
from scheduling.models import GoFirst, GoFirstAnswer, TicketEvent
from scheduling.services.go_first import go_on
from tests.factories.go_first import asked, says
from tests.scheduling.live.conftest import client_of

UNDO = re.compile(r'action="([^"]*/queue/undo/[^"]*)"')


def url(made, name, *args):
    return reverse(f"scheduling:{name}", args=[made.camp.slug, *args])


def words(answer):
    html = re.sub(r"</?(?:time|bdi|strong|b|span|kbd)\b[^>]*>", "", answer.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page_of(made, number):
    return made.client.get(url(made, "ticket", made.tickets[number].pk))


def station_page(made):
    return made.client.get(url(made, "station_live", made.stations["Vitals 1"].pk))


def send(made, act, *, client_id=None, **given):
    """For the third who waits, who asks."""
    form = {"act": act, "client_id": client_id or uuid4(), **given}
    return made.client.post(url(made, "ask_first", made.tickets[2].pk), form, follow=True)


@pytest.fixture
def asking(at_work):
    at_work.question = asked(at_work.tickets[2], now=at_work.now)
    return at_work


def test_before_asking_the_page_says_whose_place_it_costs_how_many_minutes_and_texts(at_work):
    said = words(page_of(at_work, 2))
    assert "2 people before them are asked, and have 10 minutes to say yes or no:" in said
    assert re.search(r"A-001: about \d+ minutes? later A-002: about \d+ minutes? later", said)
    assert "no text, since the camp is not published" in said
    assert "Please ask in person: A-001, A-002." in said
    assert "They go before those who say yes, up to the first who has not." in said
    assert "They are next already." in words(page_of(at_work, 0))


def test_in_a_published_camp_the_texts_are_counted(at_work):
    at_work.camp.state = "published"
    reach = reach_of(at_work.camp, [ticket.pk for ticket in at_work.tickets[:2]])
    assert (reach.words, reach.by_hand) == ("2 texts", frozenset())


def test_a_helper_asks_once_and_undo_takes_it_back(at_work):
    press = uuid4()
    said = send(at_work, "ask", reason="child", client_id=press)
    send(at_work, "ask", reason="child", client_id=press)
    assert "Those before A-003 are asked until 7:25am." in words(said)
    assert GoFirst.objects.get().asked_by.name == "The desk"
    assert "A-003 asks to go first A child who can't wait. 2 are asked, 0 say yes, until" in words(page_of(at_work, 2))
    at_work.client.post(unescape(UNDO.search(said.content.decode())[1]))
    assert GoFirst.objects.get().verdict == "withdrawn"


def test_answers_at_the_desk_are_written_down_and_decide(asking):
    assert "Written down: A-001 says yes." in words(send(asking, "yes", token="a1"))
    assert "2 are asked, 1 says yes" in words(station_page(asking))
    last = words(send(asking, "yes", token="A-002", at=asking.stations["Vitals 1"].pk))
    assert "A-003 goes first now." in last
    assert "Call the next" in last  # back at the station
    row = GoFirstAnswer.objects.get(ticket=asking.tickets[1])
    assert (row.through, row.by.name) == ("desk", "The desk")
    assert "Next: " not in last
    assert TicketEvent.objects.latest("pk").act == "went_first"


def test_a_no_is_on_no_page_of_the_team(asking):
    """But in the word to who wrote it down, once."""

    def pages():
        shown = [station_page(asking), *(page_of(asking, number) for number in range(3))]
        return [words(page) for page in [*shown, asking.client.get(url(asking, "hall"))]]

    silent = pages()
    assert "Written down: A-002 says no." in words(send(asking, "no", token="A-002"))
    assert pages() == silent
    says(asking.question, asking.tickets[0], False, now=asking.now)
    assert pages() == silent


def test_the_page_of_who_is_asked_takes_the_answer_too(asking):
    said = page_of(asking, 0)
    assert "May A-003 go before them?" in words(said)
    assert "A-003 asks" not in words(asking.client.get(url(asking, "hall")))
    assert "was not asked" in words(send(asking, "yes", token="A-003"))
    assert "was not asked" in words(send(asking, "yes", token="hernia"))


def test_the_question_is_taken_back_and_nonsense_is_refused(asking):
    assert "not understood" in words(send(asking, "shout"))
    assert "taken back" in words(send(asking, "take_back"))
    assert "decided" in words(send(asking, "yes", token="A-001"))
    assert "no reason" in words(send(asking, "ask", reason=""))
    asking.question.delete()
    assert "Nobody asks any more" in words(send(asking, "take_back"))


def test_the_panel_is_polled_from_the_tag_of_its_page_until_somebody_says_yes(asking):
    poll = url(asking, "first_now", asking.tickets[2].pk)

    def polled(tag):
        return asking.client.get(poll, headers={"HX-Request": "true", "If-None-Match": tag})

    page_of(asking, 2)  # its cookie is part of the next tag
    tag = page_of(asking, 2).context["first_tag"]
    assert polled(tag).status_code == 304
    fresh = polled("")
    assert "2 are asked, 0 say yes" in words(fresh)
    assert "<html" not in fresh.content.decode()


def test_who_only_looks_asks_nobody(at_work):
    at_work.client = client_of(at_work, Role.VIEWER)
    assert send(at_work, "ask", reason="child").status_code == 403
    assert at_work.client.get(url(at_work, "first_now", at_work.tickets[2].pk)).status_code == 403
    assert not GoFirst.objects.exists()


def test_after_the_time_the_panel_goes_and_says_no_more(asking):
    GoFirst.objects.update(until=asking.now + timedelta(seconds=1), asked_at=asking.now - timedelta(minutes=1))
    assert "asks to go first" in words(station_page(asking))
    GoFirst.objects.update(until=asking.now)
    assert "asks to go first" not in words(station_page(asking))
    assert "It is decided in a moment." in words(page_of(asking, 2))
    go_on(now=asking.now)
    assert "7:15am: not everyone could give way." in words(page_of(asking, 2))
