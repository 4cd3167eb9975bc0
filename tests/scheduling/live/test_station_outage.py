"""What a station did without a network is taken in: nothing twice, nothing lost, and no name on the device."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from camps.models import Patient, Role
from scheduling.models import StationDevice, Ticket, TicketEvent, UnmergedAct
from scheduling.services import calling, leaving_queue
from tests.factories.queue import doing
from tests.scheduling.live.conftest import client_of
from tests.scheduling.live.test_station_page import press, standing, station_page, words

SENT = '"sent_at": "2027-03-01T07:00Z"'


def url(made, name, station="Vitals 1"):
    slug = made.camp.slug
    pk = made.stations[station].pk if station else None
    return reverse(f"scheduling:{name}", kwargs={"slug": slug, "pk": pk} if pk else {"slug": slug})


def post(made, name, body, **more):
    return made.client.post(url(made, name, **more), json.dumps(body), content_type="application/json")


def ready(made, most=3, **more):
    return made.client.post(url(made, "station_alone", **more), {"most": most}, follow=True)


def said(made, *has, number):
    """What the device is told when it says what it has stored."""
    return post(made, "station_hold", {"number": number, "has": [made.tickets[n].pk for n in has]})


def act(made, kind, number, *, minutes=0, **more):
    """An act by the device's clock, so many minutes before now; `number` is 1 for the first who came."""
    at = made.now - timedelta(minutes=minutes)
    return {"id": str(uuid4()), "kind": kind, "at": at.isoformat(), "ticket": made.tickets[number - 1].pk, **more}


def sent(made, *acts, clock=timedelta(), **more):
    """By a device whose clock is `clock` ahead: for each act why it did not fit, empty where it did."""
    answer = post(made, "station_sync", {"sent_at": (made.now + clock).isoformat(), "acts": acts}, **more)
    assert answer.status_code == 200, answer.content
    return [one["why"] for one in answer.json()["done"]]


def call_elsewhere(made):
    return calling.call_next(station=made.stations["Vitals 2"], doing=doing(made.now))


def test_a_device_keeps_tokens_and_initials_and_not_a_word_more(at_work):
    Patient.objects.filter(registrations=at_work.registrations[0]).update(name="Aminatu Bello", town="Jalingo")
    assert "is being made ready" in words(ready(at_work))
    press(at_work, "call_next")

    answer = said(at_work, number=1)
    told = answer.json()

    assert [(one["token"], one["initials"], one["state"]) for one in told["here"]] == [("A-001", "A. B.", "called")]
    assert [(one["token"], one["next"]) for one in told["held"]] == [("A-002", "examination"), ("A-003", "examination")]
    assert (told["station"], told["lasts"], told["beds"]) == ("Vitals 1", 7200, 1)
    for secret in ("Aminatu", "Bello", "Jalingo", "Patient", "+234", "Consultation", "LOOK", "1997"):
        assert secret not in answer.content.decode(), secret


def test_two_who_were_called_alone_are_taken_in_as_it_happened_and_sent_twice_it_is_once(at_work):
    ready(at_work)
    said(at_work, number=1)
    acts = [
        act(at_work, "call", 1, minutes=9),
        act(at_work, "recall", 1, minutes=8),
        act(at_work, "start", 1, minutes=7),
        act(at_work, "send_on", 1, minutes=4, lane="examination"),
        act(at_work, "call", 2, minutes=3),
        act(at_work, "miss", 2, minutes=1),
    ]

    assert sent(at_work, *acts) == sent(at_work, *acts) == [""] * 6

    assert standing(at_work) == [
        ("A-001", "waiting", "examination"),
        ("A-002", "missed", "vitals"),
        ("A-003", "waiting", "vitals"),
    ]
    first = Ticket.objects.get(pk=at_work.tickets[0].pk)
    ago = [(at_work.now - at).total_seconds() / 60 for at in (first.called_at, first.started_at, first.ended_at)]
    assert (first.calls, ago) == (2, [8, 7, 4])
    done = TicketEvent.objects.filter(station=at_work.stations["Vitals 1"], offline=True).values_list("act", flat=True)
    assert sorted(done) == ["called", "called", "missed", "queued", "recalled", "sent_on", "started"]
    assert not UnmergedAct.objects.exists()


def test_a_device_whose_clock_is_wrong_says_how_long_ago_it_was(at_work):
    clock = timedelta(hours=30)
    one = act(at_work, "call", 1, minutes=5)
    one["at"] = (at_work.now - timedelta(minutes=5) + clock).isoformat()

    assert sent(at_work, one, clock=clock) == [""]

    assert Ticket.objects.get(pk=at_work.tickets[0].pk).called_at == at_work.now - timedelta(minutes=5)


def test_what_another_station_did_meanwhile_holds_and_nothing_is_dropped_in_silence(at_work):
    called = call_elsewhere(at_work)
    calling.start(ticket=called, doing=doing(at_work.now))
    acts = [
        act(at_work, "call", 1),
        act(at_work, "start", 1),
        act(at_work, "send_on", 1, lane="examination"),
        act(at_work, "call", 2),
    ]

    refusal = "When this came in, A-001 was “With the team” at Vitals 2."
    assert sent(at_work, *acts) == sent(at_work, *acts) == [refusal] * 3 + [""]

    assert standing(at_work)[0] == ("A-001", "serving", "vitals")
    assert list(UnmergedAct.objects.values_list("kind", "why")) == [(k, refusal) for k in ("call", "start", "send_on")]
    assert "3 things done without a network do not fit" in words(station_page(at_work, "Vitals 2"))
    page = words(at_work.client.get(url(at_work, "outage", station=None)))
    assert "A-001 · Vitals 1" in page
    assert "Sent on: Examination sent by The desk" in page
    keys = list(UnmergedAct.objects.values_list("pk", flat=True))
    for saying in ("That is seen to.", "Everything fits"):
        after = at_work.client.post(url(at_work, "outage", station=None), {"seen": [*keys, "x"]}, follow=True)
        assert saying in words(after)
    assert "do not fit" not in words(station_page(at_work))
    assert UnmergedAct.objects.filter(seen_by__name="The desk").count() == 3


def test_who_went_home_meanwhile_is_shown_and_not_called_back(at_work):
    leaving_queue.leave(ticket=at_work.tickets[0], doing=doing(at_work.now, reason="home"))

    assert sent(at_work, act(at_work, "call", 1)) == ["When this came in, A-001 was “Left”."]


@pytest.mark.parametrize(("kinds", "state"), [(["call"], "waiting"), (["call", "start"], "called")])
def test_what_was_taken_back_alone_is_taken_back_here(at_work, kinds, state):
    acts = [act(at_work, kind, 1, minutes=3) for kind in kinds]
    acts.append(act(at_work, "undo", 1, of=acts[-1]["id"]))

    assert sent(at_work, *acts) == sent(at_work, *acts) == [""] * len(acts)

    assert standing(at_work)[0][1] == state


def test_what_did_not_fit_and_was_taken_back_asks_nobody(at_work):
    call_elsewhere(at_work)
    call = act(at_work, "call", 1)
    undo = act(at_work, "undo", 1, of=call["id"])

    assert [bool(why) for why in sent(at_work, call, undo)] == [True, False]
    assert not UnmergedAct.objects.filter(seen_at=None).exists()
    assert [bool(why) for why in sent(at_work, call, undo)] == [True, False]  # the answer was lost
    assert not UnmergedAct.objects.filter(seen_at=None).exists()
    assert sent(at_work, act(at_work, "undo", 1, of=str(uuid4()))) == ["What was taken back never came."]


def test_what_the_page_did_just_before_the_network_went_is_no_conflict(at_work):
    """The answer was lost, so the device did it once more, under another id."""
    press(at_work, "call_next")
    assert sent(at_work, act(at_work, "call", 1), act(at_work, "start", 1)) == ["", ""]
    press(at_work, "send_on:examination", at_work.tickets[0])

    assert sent(at_work, act(at_work, "send_on", 1, lane="examination")) == [""]
    assert [bool(why) for why in sent(at_work, act(at_work, "send_on", 1, lane="discharge"))] == [True]
    assert standing(at_work)[0] == ("A-001", "waiting", "examination")


def test_the_device_calls_on_line_whom_it_holds_and_other_devices_of_the_house_do_not(at_work):
    ready(at_work)
    assert [one["token"] for one in said(at_work, number=1).json()["held"]] == ["A-001", "A-002", "A-003"]
    own, at_work.client = at_work.client, client_of(at_work, Role.OWNER)

    there = words(station_page(at_work, "Vitals 2"))
    assert "Who waits is kept for another station." in there
    assert there.count("Kept for Vitals 1") == 3
    assert "Nobody waits whom Vitals 2 may call now." in words(press(at_work, "call_next", station="Vitals 2"))
    assert "has no network" not in there
    at_work.client = own
    assert "A-001 Patient 1: please come to Vitals 1." in words(press(at_work, "call_next"))


def test_a_silent_station_is_named_everywhere_and_released_by_a_person(at_work):
    ready(at_work)
    said(at_work, number=1)
    StationDevice.objects.update(heard_at=at_work.now - timedelta(minutes=1))
    own, at_work.client = at_work.client, client_of(at_work, Role.OWNER)
    for page in (station_page(at_work, "Vitals 2"), at_work.client.get(url(at_work, "outage", station=None))):
        assert "Last heard of: 7:14am" in words(page)
        assert "at most until 9:25am" in words(page)
    assert "Vitals 1 No network Last heard of: 7:14am" in words(at_work.client.get(url(at_work, "today", station=None)))

    at = at_work.stations["Vitals 2"].pk
    answer = at_work.client.post(url(at_work, "release_station"), {"at": at}, follow=True)

    assert "Whoever waited for Vitals 1 alone may be called by others now." in words(answer)
    assert "Call the next N A-001" in words(answer)
    assert "Vitals 1 keeps nobody." in words(at_work.client.post(url(at_work, "release_station"), follow=True))
    at_work.client = own
    assert said(at_work, 0, 1, 2, number=2).status_code == 410


def test_one_device_for_a_station_and_one_station_for_a_device(at_work):
    ready(at_work)
    assert "Switch that off there first." in words(ready(at_work, station="Vitals 2"))
    assert "A station holds 3, 6 or 12 people" in words(ready(at_work, most=7, station="Way out"))
    off = at_work.client.post(url(at_work, "station_alone"), {"off": "1"}, follow=True)
    assert "keeps nobody for an outage any more" in words(off)
    assert StationDevice.objects.get().released_at == at_work.now


def test_an_older_word_and_what_is_no_word_change_nothing(at_work):
    assert said(at_work, number=1).status_code == 410
    ready(at_work)
    assert [said(at_work, number=n).status_code for n in (5, 5, 4)] == [200, 409, 409]
    for body in ({}, {"number": 0, "has": []}, {"number": 9, "has": 1}, {"number": 9, "has": ["x"]}):
        assert post(at_work, "station_hold", body).status_code == 422
    assert set(at_work.client.get(url(at_work, "station_hold")).json()) == {"csrf"}


@pytest.mark.parametrize(
    "body",
    [
        "",
        '{"acts": 1}',
        '{"acts": [{}], "sent_at": "2027-03-01T07:00Z"}',
        f'{{"acts": [{{"id": "{UUID(int=1)}", "kind": "fly", "at": "2027-03-01T07:00Z", "ticket": 1}}], {SENT}}}',
        f'{{"acts": [{{"id": "{UUID(int=1)}", "kind": "call", "at": "2027-03-01T07:00Z"}}], {SENT}}}',
    ],
)
def test_what_is_no_list_of_acts_is_refused_whole(at_work, body):
    answer = at_work.client.post(url(at_work, "station_sync"), body, content_type="application/json")

    assert answer.status_code == 422
    assert not UnmergedAct.objects.exists()


def test_a_place_that_nobody_has_is_written_down(at_work):
    assert sent(at_work, act(at_work, "call", 1) | {"ticket": 10**9}) == [
        "Nobody of this camp has that place in the queue."
    ]
    assert "Not known · Vitals 1" in words(at_work.client.get(url(at_work, "outage", station=None)))


def test_the_page_that_works_alone_knows_nobody(at_work):
    answer = Client().get(reverse("scheduling:offline_station"))
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    assert "Vitals 1" not in answer.content.decode()
    assert reverse("scheduling:offline_station") in Client().get(reverse("scheduling:offline_worker")).content.decode()


def test_who_only_looks_makes_no_device_ready(at_work):
    at_work.client = client_of(at_work, Role.VIEWER)
    assert ready(at_work).status_code == 403
    assert said(at_work, number=1).status_code == 403
    assert at_work.client.get(url(at_work, "outage", station=None)).status_code == 403
