"""The place in today's queue on a phone: how many before, from when to when, why, and what can be said back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from camps.live import sharing
from camps.live.counter import _Raise
from camps.models import Station
from notifications.queries.phone_queue import phone_queue
from notifications.services import links
from scheduling.models import TicketEvent
from scheduling.services import calling
from scheduling.services.leaving_queue import finish
from scheduling.services.reordering import put_before
from tests.factories.queue import arrive, doing, open_hall, seven, ticket_of
from tests.factories.schedule import add_patient, small_camp
from tests.notifications.visit.conftest import path_of, words


def queued_camp():
    """Twenty who came a minute after one another; it is twenty past seven, 7:20am in Lagos."""
    made = small_camp(state="published")
    with scope(organisation=made.organisation):
        open_hall(made)
        for number in range(5, 21):
            add_patient(made, number=number, procedure="LOOK")
        made.tickets = [ticket_of(arrive(made, one, minutes=n)) for n, one in enumerate(made.registrations)]
        made.paths = [path_of(one) + "/queue" for one in made.registrations]
    made.now = seven(made) + timedelta(minutes=20)
    return made


@pytest.fixture
def begin_queued(kept):
    return kept("begin_queued", queued_camp)


@pytest.fixture
def queued(begin_queued, db, clock):
    with scopes_disabled():
        made = begin_queued()
    clock.move_to(made.now)
    with scope(organisation=made.organisation):
        yield made


def call(made, station="Vitals 1"):
    return calling.call_next(station=made.stations[station], doing=doing(made.now))


def state(made, number):
    made.tickets[number].refresh_from_db()
    return made.tickets[number].state


def test_the_page_says_token_people_before_a_range_and_why(phone, queued):
    page = words(phone.get(queued.paths[4]))

    assert "4 people before you" in page
    assert "Your token A-005" in page
    about = phone_queue(queued.registrations[4], now=queued.now).about
    assert about is not None
    assert "We expect to call you 7:" in page
    assert "Why are 4 people before me? 4: waiting for longer" in page
    assert "Updated 7:20am." in page
    assert "0803 000 0399" in page


def test_who_is_far_behind_may_go_and_who_is_near_stays(phone, queued):
    assert "Please wait near: Vitals 1, Vitals 2." in words(phone.get(queued.paths[0]))
    assert "You are next" in words(phone.get(queued.paths[0]))
    assert "You need not stand in line. Be back by " in words(phone.get(queued.paths[19]))


def test_the_phone_calls_a_station_as_the_board_does(phone, queued):
    Station.objects.filter(name="Vitals 1").update(name="HIV counselling", public_name="Room 3")
    Station.objects.filter(name="Vitals 2").update(name="HIV testing", public_name="Room 3")
    assert "Please wait near: Room 3." in words(phone.get(queued.paths[0]))

    calling.call_next(station=Station.objects.get(name="HIV counselling"), doing=doing(queued.now))

    page = words(phone.get(queued.paths[0]))
    assert "Where Room 3" in page
    assert "HIV" not in page


def test_the_page_names_nobody_and_no_illness(phone, queued):
    queued.registrations[0].complaint = "Hernia-Canary"
    queued.registrations[0].save()
    put_before(ticket=queued.tickets[7], over=[queued.tickets[0].pk], doing=doing(queued.now, reason="Canary-Reason"))
    for path in queued.paths:
        html = phone.get(path).content.decode()
        assert "Patient" not in html
        assert "anary" not in html
        assert "Consultation" not in html
    assert "moved by the desk" in words(phone.get(queued.paths[0]))
    assert "A-008" not in words(phone.get(queued.paths[0]))  # nobody learns who


def test_a_call_says_where_to_come(phone, queued):
    call(queued)
    page = words(phone.get(queued.paths[0]))

    assert page.count("Please come now") == 2  # in the title too
    assert "Where Vitals 1" in page


def test_being_late_sets_aside_and_being_here_brings_back_with_the_time_waited(phone, queued):
    call(queued)
    assert phone.post(queued.paths[0] + "/say", {"say": "late"}).status_code == 302
    assert state(queued, 0) == "parked"
    assert "We keep your place" in words(phone.get(queued.paths[0]))
    assert call(queued).pk == queued.tickets[1].pk  # the station calls somebody else

    phone.post(queued.paths[0] + "/say", {"say": "here"})
    assert "You are next" in words(phone.get(queued.paths[0]))
    assert [event.reason for event in TicketEvent.objects.filter(ticket=queued.tickets[0])][-2:] == [
        "Said on the phone page: late",
        "Said on the phone page: here now",
    ]


def test_a_call_that_was_missed_can_be_taken_up_again(phone, queued):
    calling.miss(ticket=call(queued), doing=doing(queued.now))
    assert "We called you" in words(phone.get(queued.paths[0]))
    phone.post(queued.paths[0] + "/say", {"say": "here"})
    assert state(queued, 0) == "waiting"


def test_whom_the_team_set_aside_only_the_team_brings_back(phone, queued):
    calling.park(ticket=queued.tickets[0], doing=doing(queued.now, reason="Blood pressure"))
    page = words(phone.get(queued.paths[0]))
    assert "The team set your turn aside" in page
    assert "Blood pressure" not in page
    assert "I am here now" not in page
    phone.post(queued.paths[0] + "/say", {"say": "here"})
    assert state(queued, 0) == "parked"


def test_leaving_asks_once_more_and_a_look_changes_nothing(phone, queued):
    page = words(phone.get(queued.paths[2] + "/leave"))
    assert "Nobody calls A-003 any more today" in page
    assert state(queued, 2) == "waiting"

    phone.post(queued.paths[2] + "/leave")
    assert state(queued, 2) == "left"
    assert "You have left the queue" in words(phone.get(queued.paths[2]))


def test_nobody_says_anything_while_with_the_team_and_nothing_is_undone_after(phone, queued):
    ticket = calling.start(ticket=call(queued), doing=doing(queued.now))
    for act in ("/say", "/leave"):
        phone.post(queued.paths[0] + act, {"say": "late"})
    assert state(queued, 0) == "serving"
    assert "I have left" not in words(phone.get(queued.paths[0]))
    finish(ticket=ticket, doing=doing(queued.now))
    phone.post(queued.paths[0] + "/leave")
    assert state(queued, 0) == "done"
    assert "You are done for today" in words(phone.get(queued.paths[0]))


@pytest.mark.parametrize("decision", ["listed", "standby", "not_now"])
def test_who_was_taken_in_without_a_place_is_told_so_and_not_that_there_is_none(phone, queued, decision):
    registration = queued.registrations[6]
    registration.decision, registration.decision_reason = decision, "no bed"
    registration.save()
    page = words(phone.get(queued.paths[6].removesuffix("/queue")))
    assert "You are checked in See your place in the queue" in page
    assert not any(said in page for said in ("no place", "standby", "Please do not come", "we will tell you"))


def test_the_visit_page_leads_there_on_the_day_and_only_who_is_checked_in(phone, queued, clock):
    visit = queued.paths[0].removesuffix("/queue")
    assert "See your place in the queue" in words(phone.get(visit))
    clock.move_to(queued.now + timedelta(days=1))
    assert "See your place in the queue" not in words(phone.get(visit))
    answer = phone.get(queued.paths[0])
    assert (answer.status_code, answer["Location"]) == (302, visit)


def test_without_script_it_reloads_and_with_it_a_part_is_asked_for(phone, queued):
    page = phone.get(queued.paths[3])
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page.content.decode()
    part = phone.get(queued.paths[3], headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert "3 people before you" in words(part)
    assert page["Cache-Control"] == part["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("all_share")
def test_an_unchanged_page_costs_no_statement_and_a_changed_one_few(phone, queued):
    asked = {"HX-Request": "true"}
    phone.get(queued.paths[0], headers=asked)  # another phone: the day is reckoned
    with CaptureQueriesContext(connection) as changed:
        first = phone.get(queued.paths[4], headers=asked)
    with CaptureQueriesContext(connection) as unchanged:
        again = phone.get(queued.paths[4], headers=asked | {"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert len(changed) <= 6, [one["sql"][:80] for one in changed]
    assert len(unchanged) == 0


def test_the_tag_of_the_page_is_the_one_of_its_first_poll(phone, queued):
    page = phone.get(queued.paths[3])
    tag = page.context["poll_tag"]
    assert phone.get(queued.paths[3], headers={"HX-Request": "true", "If-None-Match": tag}).status_code == 304


def test_in_french(phone, queued):
    page = words(phone.get(queued.paths[4] + "?lang=fr"))
    assert "4 personnes avant vous" in page
    assert "Nous pensons vous appeler 7 h" in page
    assert "4: attente plus longue" in page


@pytest.mark.usefixtures("all_share")
def test_a_phone_let_in_within_the_minute_is_not_looked_up_again_until_its_link_is_closed(phone, queued):
    def ask(tag):
        return phone.get(queued.paths[4], headers={"HX-Request": "true", "If-None-Match": tag})

    tag = '"none"'
    for _ in range(2):  # the second asking brings a good tag: whom it found is remembered
        tag = ask(tag)["ETag"]
        _Raise(queued.camp.pk)()
    with CaptureQueriesContext(connection) as asked:
        again = ask(tag)
    assert queued.tickets[4].arrival.token in words(again)
    assert not [one for one in asked.captured_queries if "visitlink" in one["sql"]]
    links.close(queued.registrations[4], now=queued.now)
    for of in ("doors", ""):  # as the commit does
        _Raise(queued.camp.pk, of)()
    assert ask(again["ETag"]).status_code == 410


@pytest.mark.usefixtures("all_share")
def test_a_phone_is_told_what_was_reckoned_a_moment_ago_under_its_own_number_and_then_the_new(phone, queued):
    def ask(tag):
        return phone.get(queued.paths[4], headers={"HX-Request": "true", "If-None-Match": tag})

    tag = ask('"none"')["ETag"]
    before = words(ask('"none"'))
    call(queued)
    _Raise(queued.camp.pk)()
    with sharing.making(queued.camp.pk):
        last = ask(tag)
    assert words(last) == before
    sharing._kept.clear()  # a second later
    new = ask(last["ETag"])
    assert new.status_code == 200
    assert words(new) != before
