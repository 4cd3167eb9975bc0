"""The pages about feeds: who sees what, what the organiser and a doctor can do, and that a secret shows once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from camps.models import Member, Role, Shift, User
from notifications.models import Feed
from notifications.services.feeds import create_feed, revoke_feed
from notifications.views.feed_lines import ago_words
from tests.conformance.readers import by_icalendar
from tests.notifications.feeds.conftest import NOW, fetch

PAGE = "/camps/small/feeds/"


def signed_in(told, role: str, doctor=None) -> Client:
    user = User.objects.create_user(f"{role}-{doctor}@x.test".replace(" ", ""), "seven horses", name=role)
    Member.objects.create(organisation=told.made.organisation, user=user, role=role, doctor=doctor)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def organiser(told):
    return signed_in(told, Role.ORGANISER)


@pytest.fixture
def ada(told):
    return signed_in(told, Role.DOCTOR, told.ada)


def address_in(answer) -> str:
    return re.search(r'value="(http[^"]+/f/[A-Za-z0-9_-]{22}\.ics)"', answer.content.decode())[1]


def get(address: str):
    return Client().get(address.partition("8000")[2])


def test_the_camps_page_shows_each_doctor_with_shifts_and_when_who_asked(told, feed, organiser):
    Feed.objects.filter(pk=feed.feed.pk).update(last_fetched_at=NOW - timedelta(hours=14), last_reader="google")
    page = organiser.get(PAGE).content.decode()
    for words in ("Ada Bone", "Ruth Look", "Monday 1 March, 8am", "My phone", "Google last asked 14 h ago", "In use"):
        assert words in page
    assert page.count("No calendar yet") == 3


def test_a_feed_nobody_asks_for_any_more_is_quiet(told, feed, organiser):
    Feed.objects.filter(pk=feed.feed.pk).update(last_fetched_at=NOW - timedelta(hours=49), last_reader="outlook")
    page = organiser.get(PAGE).content.decode()
    assert "Outlook last asked 2 days ago" in page
    assert "Quiet" in page


def test_a_faulty_feed_says_so(told, feed, organiser):
    Feed.objects.filter(pk=feed.feed.pk).update(faulty_at=NOW)
    assert "can&#x27;t be written" in organiser.get(PAGE).content.decode()


def test_who_may_not_edit_feeds_sees_no_names_and_no_buttons(told, feed):
    page = signed_in(told, Role.VIEWER).get(PAGE).content.decode()
    assert "Ada Bone" in page
    assert "My phone" not in page
    assert "/feeds/new/" not in page


def test_the_page_takes_the_same_queries_for_1_doctor_and_for_3(told, organiser):
    def queries(doctors: int) -> int:
        Shift.objects.exclude(doctor__in=list(told.made.doctors.values())[:doctors]).delete()
        with CaptureQueriesContext(connection) as asked:
            assert organiser.get(PAGE).content.decode().count("?of=doctor-") == doctors
        return len(asked)

    for doctor in told.made.doctors.values():
        create_feed(doctor=doctor, name="x", now=NOW)
    organiser.get(PAGE)
    assert queries(3) == queries(1)


@pytest.mark.parametrize("of", ["camp", "station", "doctor"])
def test_the_organiser_makes_a_feed_and_sees_its_address_once(told, organiser, of):
    key = {"camp": "camp", "station": f"station-{told.made.stations['Table 1'].pk}", "doctor": f"doctor-{told.ada.pk}"}
    answer = organiser.post(f"{PAGE}new/", {"of": key[of], "name": "Office"})
    assert answer["Cache-Control"] == "no-store"
    address = address_in(answer)
    assert f'href="webcal{address[4:]}"' in answer.content.decode()
    assert "<svg" in answer.content.decode()
    assert get(address).status_code == 200
    assert Feed.objects.get().kind == of
    assert address not in organiser.get(PAGE).content.decode()


def test_the_form_knows_whom_it_was_opened_for(told, organiser):
    page = organiser.get(f"{PAGE}new/?of=doctor-{told.ada.pk}").content.decode()
    assert f'<option value="doctor-{told.ada.pk}" selected>Ada Bone</option>' in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"of": "camp", "name": ""}, "required"),
        ({"of": "camp", "name": "x" * 61}, "60"),
        ({"of": "doctor-999999", "name": "x"}, "valid choice"),
        ({"name": "x"}, "required"),
    ],
)
def test_a_wrong_form_is_shown_again_with_words(told, organiser, values, said):
    answer = organiser.post(f"{PAGE}new/", values)
    assert (answer.status_code, Feed.objects.count()) == (422, 0)
    assert said in answer.content.decode()


def test_sending_the_form_twice_makes_one_feed(told, organiser):
    organiser.post(f"{PAGE}new/", {"of": "camp", "name": "Office"})
    again = organiser.post(f"{PAGE}new/", {"of": "camp", "name": "Office"})
    assert (again.status_code, Feed.objects.count()) == (422, 1)
    assert "Renew that one" in again.content.decode()


def test_renewing_asks_first_and_warns_to_subscribe_again(told, feed, organiser):
    path = f"{PAGE}{feed.feed.pk}/renew/"
    assert "Subscribe again" in organiser.get(path).content.decode()
    assert fetch(feed).content.count(b"BEGIN:VEVENT") == 3
    new = address_in(organiser.post(path))
    assert len(by_icalendar(get(new).content)) == 3
    assert b"switched off" in fetch(feed).content
    assert organiser.post(path).status_code == 422


def test_switching_off_asks_first(told, feed, organiser):
    path = f"{PAGE}{feed.feed.pk}/revoke/"
    organiser.get(path)
    assert b"switched off" not in fetch(feed).content
    assert organiser.post(path)["Location"] == PAGE
    assert b"switched off" in fetch(feed).content
    assert "Switched off" in organiser.get(PAGE).content.decode()


def test_a_doctor_makes_renews_and_switches_off_an_own_feed(told, ada):
    first = address_in(ada.post("/my-calendar/", {"name": "My phone"}))
    assert len(by_icalendar(get(first).content)) == 3
    pk = Feed.objects.get().pk
    second = address_in(ada.post(f"/my-calendar/{pk}/renew/"))
    assert b"switched off" in get(first).content
    new = Feed.objects.get(revoked_at=None)
    assert ada.post(f"/my-calendar/{new.pk}/revoke/")["Location"] == "/my-calendar/"
    assert b"switched off" in get(second).content


def test_a_doctor_sees_only_own_feeds(told, feed, ada):
    create_feed(doctor=told.made.doctors["Ben Bone"], name="Bens tablet", now=NOW)
    create_feed(camp=told.camp, name="Wall", now=NOW)
    page = ada.get("/my-calendar/").content.decode()
    assert "My phone" in page
    assert "Bens tablet" not in page
    assert "Wall" not in page


@pytest.mark.parametrize("act", ["renew", "revoke"])
def test_a_doctor_can_do_nothing_to_anothers_or_the_camps_feed(told, ada, act):
    others = [
        create_feed(doctor=told.made.doctors["Ben Bone"], name="x", now=NOW),
        create_feed(camp=told.camp, name="x", now=NOW),
    ]
    for other in others:
        assert ada.post(f"/my-calendar/{other.feed.pk}/{act}/").status_code == 403
        assert ada.post(f"{PAGE}{other.feed.pk}/{act}/").status_code == 403
        assert fetch(other).status_code == 200
    assert Feed.objects.filter(revoked_at=None).count() == 2


def test_a_doctors_feed_is_not_managed_from_a_camp_the_doctor_does_not_work_at(told, feed, organiser):
    told.ada.shifts.all().delete()
    assert organiser.post(f"{PAGE}{feed.feed.pk}/revoke/").status_code == 404


def test_the_page_is_honest_about_polling(told, ada):
    page = ada.get("/my-calendar/").content.decode()
    assert "Google every 8 to 24 hours" in page
    assert "changes within 48 hours" in page


def test_a_trial_on_one_computer_says_that_google_cannot_reach_it(told, ada, settings):
    assert "can't reach this address" in ada.post("/my-calendar/", {"name": "a"}).content.decode()
    settings.PUBLIC_URL = "https://camp.example.org"
    page = ada.post("/my-calendar/", {"name": "b"}).content.decode()
    assert "reach this address" not in page
    assert 'href="webcal://camp.example.org/f/' in page


def test_a_switched_off_feed_leaves_the_page_after_30_days(told, feed, ada):
    with scope(organisation=told.made.organisation):
        revoke_feed(feed=feed.feed, now=NOW - timedelta(days=31))
    assert "My phone</bdi>" not in ada.get("/my-calendar/").content.decode()


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(0), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=14, minutes=59), "14 h ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(hours=49), "2 days ago"),
    ],
)
def test_how_long_ago_is_said_in_few_words(passed, said):
    assert ago_words(passed) == said
