"""What desks did without a network is taken in: nothing twice, nothing lost, nothing said of anybody on the device."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from camps.models import Patient
from notifications.services.links import link_for
from scheduling.models import Arrival, Scan, Ticket
from tests.factories.organiser import member_of
from tests.factories.queue import arrive, seven
from tests.factories.schedule import FIRST_DAY

ONE = UUID(int=1)
SENT = '"sent_at": "2027-03-01T07:00Z"'


@pytest.fixture
def device(hall, time_machine):
    """`device(letter)` is a browser at a desk of its own, two hours into the day."""
    time_machine.move_to(seven(hall) + timedelta(hours=2), tick=False)
    user = member_of(hall.organisation)

    def opened():
        client = Client()
        client.force_login(user)
        client.post(url(hall, "open_desk"))
        return client

    return opened


def url(made, name):
    return reverse(f"scheduling:{name}", kwargs={"slug": made.camp.slug})


def act(made, kind="check_in", *, minutes=0, **more):
    at = seven(made) + timedelta(minutes=minutes)
    return {"id": str(uuid4()), "kind": kind, "at": at.isoformat(), **more}


def sent(made, client, *acts, clock=timedelta()):
    """By a device whose clock is `clock` ahead."""
    body = {"sent_at": (seven(made) + timedelta(hours=2) + clock).isoformat(), "acts": acts}
    answer = client.post(url(made, "desk_sync"), json.dumps(body), content_type="application/json")
    return answer.json()["done"] if answer.status_code == 200 else answer


def test_two_desks_that_both_checked_somebody_in_alone_make_one_arrival_and_two_scans(hall, device):
    one = hall.registrations[0].pk
    first, second = device(), device()

    (early,) = sent(hall, first, act(hall, minutes=5, number=1, registration=one))
    (late,) = sent(hall, second, act(hall, minutes=2, number=7, registration=one))

    assert (early["token"], early["already"]) == ("B-001", False)
    assert (late["token"], late["already"], late["why"]) == ("B-001", True, "")
    assert Arrival.objects.count() == Ticket.objects.count() == 1
    assert [(s.token, s.outcome, s.offline) for s in Scan.objects.order_by("pk")] == [
        ("B-001", "checked_in", True),
        ("C-007", "already", True),
    ]


def test_what_is_sent_again_because_the_answer_was_lost_changes_nothing(hall, device):
    client = device()
    acts = [
        act(hall, minutes=1, number=1, registration=hall.registrations[0].pk),
        act(hall, "walk_in", minutes=2, number=2, fields={"name": "Chidi Obi", "birth": "40"}),
    ]
    acts.append(act(hall, "undo", minutes=3, of=acts[0]["id"]))

    first, second = sent(hall, client, *acts), sent(hall, client, *acts)

    assert [one["token"] for one in first] == [one["token"] for one in second] == ["B-001", "B-002", "B-001"]
    assert [one["why"] for one in first + second] == [""] * 6
    assert list(Scan.objects.order_by("pk").values_list("outcome", flat=True)) == ["checked_in", "walk_in", "undone"]
    assert Patient.objects.filter(name="Chidi Obi").count() == 1


@pytest.mark.parametrize("clock", [timedelta(days=-99), timedelta(minutes=-7), timedelta(hours=30)])
def test_a_device_whose_clock_is_wrong_says_how_long_ago_it_was(hall, device, clock):
    at = (seven(hall) + timedelta(minutes=5) + clock).isoformat()

    sent(hall, device(), act(hall, number=1, registration=hall.registrations[0].pk) | {"at": at}, clock=clock)

    assert Arrival.objects.get().at == seven(hall) + timedelta(minutes=5)


def test_one_act_that_is_refused_holds_up_no_other_and_says_why(hall, device):
    done = sent(
        hall,
        device(),
        act(hall, registration=10**9, number=1),
        act(hall, "walk_in", number=2, fields={"name": " - "}),
        act(hall, registration=hall.registrations[0].pk, number=3),
    )

    assert [bool(one["why"]) for one in done] == [True, True, False]
    assert done[0]["why"] == "Nobody of this camp has that card."
    assert done[2]["token"] == "B-003"


def test_a_walk_in_whose_phone_nobody_can_read_is_not_lost(hall, device):
    fields = {"name": "Chidi Obi", "birth": "old", "complaint": "pain", "phone": "call the chief"}

    (done,) = sent(hall, device(), act(hall, "walk_in", number=1, fields=fields))

    assert done["why"] == ""
    complaint = Arrival.objects.get().registration.complaint
    assert all(words in complaint for words in ("pain", "old", "call the chief"))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"acts": 1}',
        '{"acts": [], "sent_at": "2027-03-01"}',
        '{"acts": [{}], "sent_at": "2027-03-01T07:00Z"}',
        '{"acts": [{"id": "x", "kind": "check_in", "at": "now"}], "sent_at": "2027-03-01T07:00Z"}',
        f'{{"acts": [{{"id": "{ONE}", "kind": "check_in", "at": "2027-03-01T07:00", "registration": 1}}], {SENT}}}',
        f'{{"acts": [{{"id": "{ONE}", "kind": "check_in", "at": "2027-03-01T07:00Z", "number": -1}}], {SENT}}}',
    ],
)
def test_what_is_no_list_of_acts_is_refused_whole(hall, device, body):
    answer = device().post(url(hall, "desk_sync"), body, content_type="application/json")

    assert answer.status_code == 422
    assert "Load the page again" in answer.json()["cure"]
    assert not Scan.objects.exists()


def test_a_device_keeps_numbers_and_initials_and_not_a_word_more(hall, device):
    Patient.objects.filter(registrations=hall.registrations[0]).update(name="Aminatu Bello", town="Jalingo")
    address = link_for(hall.registrations[1], now=seven(hall))
    arrive(hall, hall.registrations[2])
    client = device()
    client.get(url(hall, "desk"))  # as a person comes there: the page has forms, so there is a cookie for them

    answer = client.get(url(hall, "desk_held"))
    held = answer.json()

    assert (held["letter"], held["last"], len(held["people"])) == ("B", 0, 4)
    assert held["people"][0]["initials"] == "A. B."
    assert [one["token"] for one in held["people"]] == ["", "", "A-001", ""]
    body = answer.content.decode()
    for secret in ("Aminatu", "Bello", "Jalingo", "+234", "Consultation", "LOOK", address.rpartition("/")[2], "1997"):
        assert secret not in body, secret
    assert client.get(url(hall, "desk_held"), headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_without_an_open_desk_nothing_is_kept_or_taken_in(hall, device):
    client = device()
    client.post(url(hall, "close_desk"))

    assert client.get(url(hall, "desk_held")).status_code == 422
    assert sent(hall, client, act(hall, registration=1)).status_code == 409


def test_the_page_that_works_alone_and_its_worker_know_nobody(hall, device):
    for name in ("offline", "offline_worker"):
        answer = Client().get(reverse(f"scheduling:{name}"))
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert Client().get(reverse("scheduling:offline_worker")).headers["Content-Type"].startswith("text/javascript")
    assert FIRST_DAY.isoformat() not in Client().get(reverse("scheduling:offline")).content.decode()
