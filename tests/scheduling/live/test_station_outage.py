"""What a station did without a network is taken in: nothing twice, nothing in silence, nothing said of anybody on it."""

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
