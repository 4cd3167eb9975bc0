"""A station's page: each button is one act with its word and its Undo, and every refusal is said."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from camps.models import Role, Station
from scheduling.models import Ticket, TicketEvent
from scheduling.queries.lanes import proposed_lanes
from scheduling.services import calling
from scheduling.services.sending_on import proposed_lane
from tests.factories.queue import doing
from tests.scheduling.live.conftest import client_of

UNDO = re.compile(r'action="(/camps/small/queue/undo/\?[^"]+)"')


def url(made, name, **parts):
    return reverse(f"scheduling:{name}", kwargs={"slug": made.camp.slug, **parts})


def words(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def station_page(made, station="Vitals 1", **query):
    return made.client.get(url(made, "station_live", pk=made.stations[station].pk), query)


def press(made, act, ticket=None, *, station="Vitals 1", **more):
    """The page after the button was pressed."""
    at = made.stations[station].pk
    data = {"act": act, "client_id": str(uuid4()), "at": at, **more}
    address = url(made, "ticket", pk=ticket.pk) if ticket else url(made, "call_next", pk=at)
    return made.client.post(address, data, follow=True)


def standing(made):
    """Each token's state and lane, of the open tickets."""
    found = Ticket.objects.filter(camp=made.camp).select_related("arrival").order_by("arrival__number", "pk")
    return [(one.arrival.token, one.state, one.lane) for one in found if one.is_open]


def test_the_page_says_who_would_come_and_who_waits_in_order(at_work):
    said = words(station_page(at_work))

    assert "Call the next N A-001 Patient 1" in said
    assert [said.index(f"A-00{n} Patient {n} 00{n}") for n in (1, 2, 3)] == sorted(
        said.index(f"A-00{n} Patient {n} 00{n}") for n in (1, 2, 3)
    )
    assert "Place 3. Before them: 2 who waited longer." in said
    assert "Nobody is before them." in said


def test_from_the_call_to_the_way_out_and_each_step_said(at_work):
    first = at_work.tickets[0]

    assert "A-001 Patient 1: please come to Vitals 1." in words(press(at_work, "call_next"))
    assert "A-001 is called again." in words(press(at_work, "recall", first))
    here = words(press(at_work, "start", first))
    assert "A-001 came in." in here
    assert "29 years, born 1997" in here
    assert "Next: A-002 Patient 2, once there is room." in here
    assert "Send on: Examination" in here
    assert "A-001 waits for Discharge now." in words(press(at_work, "send_on:discharge", first))
    assert standing(at_work)[0] == ("A-001", "waiting", "discharge")


def test_a_double_click_is_one_call(at_work):
    """Where there is room for two."""
    Station.objects.update(beds=2)
    once = str(uuid4())

    for _ in range(2):
        press(at_work, "call_next", client_id=once)

    assert [state for _, state, _ in standing(at_work)] == ["called", "waiting", "waiting"]
    assert TicketEvent.objects.filter(act="called").count() == 1


@pytest.mark.parametrize(
    ("act", "more", "state"),
    [("miss", {}, "missed"), ("park", {"reason": "pill"}, "parked"), ("leave", {"reason": "bus"}, "left")],
)
def test_what_a_button_did_its_undo_takes_back(at_work, act, more, state):
    press(at_work, "call_next")
    answer = press(at_work, act, at_work.tickets[0], **more)
    assert Ticket.objects.get(pk=at_work.tickets[0].pk).state == state

    undo = unescape(UNDO.search(answer.content.decode())[1])
    for _ in range(2):
        back = at_work.client.post(undo, follow=True)

    assert back.redirect_chain[-1][0] == url(at_work, "station_live", pk=at_work.stations["Vitals 1"].pk)
    assert Ticket.objects.get(pk=at_work.tickets[0].pk).state == "called"


def test_each_person_has_one_undo_the_newest_of_the_last_ten_seconds(at_work):
    Station.objects.update(beds=2)
    press(at_work, "call_next")
    press(at_work, "call_next")
    answer = press(at_work, "start", at_work.tickets[0])

    assert len(UNDO.findall(answer.content.decode())) == 2
    assert "A-001 Patient 1: please come" not in words(answer)
    assert words(answer).index("A-002 Patient 2: please come to Vitals 1. Undo") < words(answer).index("A-001 came in.")


def test_who_went_to_the_end_is_back_at_the_hour_of_the_booking_by_undo(at_work):
    ticket = at_work.tickets[0]
    Ticket.objects.filter(pk=ticket.pk).update(window_at=at_work.now)
    answer = press(at_work, "last", ticket, reason="asked")
    assert Ticket.objects.get(pk=ticket.pk).window_at is None

    at_work.client.post(unescape(UNDO.search(answer.content.decode())[1]))

    back = Ticket.objects.get(pk=ticket.pk)
    assert (back.window_at, back.counts_from) == (at_work.now, ticket.counts_from)


def test_what_comes_too_late_is_said_and_nothing_happens(at_work):
    first = at_work.tickets[0]
    calling.call_next(station=at_work.stations["Vitals 2"], doing=doing(at_work.now))

    assert "A-001 is “Please come” now." in words(press(at_work, "back", first))
    assert "Others are before them. Say why" in words(press(at_work, "call", at_work.tickets[2]))
    assert "Say why in a few words." in words(press(at_work, "leave", first))
    assert "was not understood" in words(press(at_work, "fly", first))
    assert "was not understood" in words(press(at_work, "call_next", client_id="no id"))
    press(at_work, "call_next")
    assert "A-002 is still at Vitals 1." in words(press(at_work, "call_next"))
    assert [state for _, state, _ in standing(at_work)] == ["called", "called", "waiting"]


def test_the_order_is_changed_with_a_reason_and_both_are_on_record(at_work):
    first, _, third = at_work.tickets
    page = words(at_work.client.get(url(at_work, "ticket", pk=third.pk)))
    assert "Move ahead" in page

    assert "needs a reason" in words(press(at_work, "before", third, before=first.pk))
    press(at_work, "before", third, before=first.pk, reason="fainted")

    assert "Call the next N A-003" in words(station_page(at_work))
    assert "Moved by the desk; by the rule the place would be 3." in words(station_page(at_work))
    history = words(at_work.client.get(url(at_work, "ticket", pk=third.pk)))
    assert "Moved by hand Vitals · Vitals 1 · The desk fainted" in history
    assert "The order has changed since." in words(press(at_work, "before", third, before=first.pk, reason="again"))
    assert "urgency of A-002 is changed" in words(press(at_work, "urgency", at_work.tickets[1], urgency=1, reason="x"))
    assert "Call the next N A-002" in words(station_page(at_work))


def test_who_was_set_aside_comes_back_from_the_list(at_work):
    press(at_work, "park", at_work.tickets[1], reason="paper")
    assert "Set aside A-002 Patient 2" in words(station_page(at_work))

    press(at_work, "back", at_work.tickets[1])

    assert [state for _, state, _ in standing(at_work)] == ["waiting"] * 3


def test_a_bay_with_several_beds_shows_all_who_are_there(at_work):
    station = at_work.stations["Vitals 1"]
    station.beds = 2
    station.save()
    for _ in range(2):
        press(at_work, "call_next")

    said = words(station_page(at_work))

    assert "Here now: 2 of 2" in said
    assert said.index("A-001 Patient 1 Please come") < said.index("A-002 Patient 2 Please come")


def test_a_long_line_is_shown_in_part_and_whole_on_demand(at_work, monkeypatch):
    monkeypatch.setattr("scheduling.views.live.stations.SHOWN", 2)

    assert "and 1 more" in words(station_page(at_work))
    assert "A-003 Patient 3" not in words(station_page(at_work))
    assert "A-003 Patient 3" in words(station_page(at_work, all=1))


def test_the_part_that_is_polled_answers_304_until_something_happens(at_work):
    page = station_page(at_work)
    poll, tag = (re.search(f'{name}="([^"]*)"', page.content.decode())[1] for name in ("data-poll", "data-poll-tag"))

    def polled(tag):
        return at_work.client.get(poll, headers={"HX-Request": "true", "If-None-Match": unescape(tag)})

    fresh = polled("")
    assert (fresh.status_code, polled(fresh["ETag"]).status_code, bool(tag)) == (200, 304, True)
    assert "<html" not in fresh.content.decode()


def test_one_person_needs_as_many_statements_as_many(at_work, django_assert_max_num_queries):
    station = at_work.stations["Vitals 1"]
    station.beds = 3
    station.save()
    press(at_work, "call_next")
    with django_assert_max_num_queries(23) as one:
        station_page(at_work)
        most = len(one)
    press(at_work, "call_next")
    press(at_work, "call_next")
    with django_assert_max_num_queries(most):
        station_page(at_work)


def test_the_page_and_the_service_propose_the_same_lane(at_work):
    ticket = Ticket.objects.select_related("arrival").get(pk=at_work.tickets[0].pk)
    lanes = ["vitals", "examination", "discharge"]
    assert proposed_lanes(at_work.camp, day=ticket.day, tickets=[ticket], lanes=lanes) == {ticket.pk: "examination"}
    assert proposed_lane(ticket) == "examination"  # the small camp's desk


def test_who_only_looks_runs_no_queue(at_work):
    at_work.client = client_of(at_work, Role.VIEWER)
    assert station_page(at_work).status_code == 403
    assert press(at_work, "miss", at_work.tickets[0]).status_code == 403


def test_an_undo_after_something_else_says_so(at_work):
    undo = unescape(UNDO.search(press(at_work, "call_next").content.decode())[1])
    calling.start(ticket=at_work.tickets[0], doing=doing(at_work.now + timedelta(minutes=1)))

    assert "Something happened to A-001 since." in words(at_work.client.post(undo, follow=True))
    assert at_work.client.post(url(at_work, "undo_act") + "?of=x").status_code == 404
