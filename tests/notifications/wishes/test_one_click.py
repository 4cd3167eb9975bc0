"""RFC 8058: one POST without a cookie ends a category at an address; a GET shows a button and changes nothing."""

from datetime import timedelta

import pytest
from django.conf import settings as ours
from django.test import Client
from django_scopes import scopes_disabled

from notifications.models import Category, Message, MessageState, OptOut
from notifications.services.unsubscribing import find, token_of, unsubscribe_address
from tests.camps.access.test_get_changes_nothing import digest
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, local, moved, run_tick
from tests.notifications.visit.conftest import words

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def path(visit):
    return f"/u/{token_of(visit.mail.pk, Category.REMINDERS)}"


def test_one_post_without_a_cookie_ends_the_category(path, visit):
    answer = Client(enforce_csrf_checks=True).post(path, ONE_CLICK)
    assert answer.status_code == 200
    assert not answer.cookies
    assert list(OptOut.objects.values_list("contact", "category", "how", "ended_at")) == [
        (visit.mail.pk, "reminders", "one-click in a mail", None)
    ]


def test_ten_posts_are_one(path):
    for _ in range(10):
        Client().post(path, ONE_CLICK)
    assert OptOut.objects.count() == 1


def test_looking_changes_nothing(path):
    before = digest()
    for look in (Client().get, Client().head):
        for _ in range(3):
            assert look(path).status_code == 200
    assert digest() == before


def test_the_page_asks_with_one_button_and_takes_it_back(path, visit):
    client = Client(enforce_csrf_checks=True)
    asked = client.get(path)
    assert "No more reminders by e-mail?" in words(asked)
    assert asked.content.decode().count("<button") == 1
    said = words(client.post(path, ONE_CLICK))
    assert "Reminders no longer come to this e-mail address." in said
    assert "They come again." in words(client.post(path, {"undo": "1"}))
    assert OptOut.objects.get().ended_at is not None


def test_nothing_of_the_patient_stands_on_the_page(path):
    html = Client().get(path).content.decode()
    for canary in ("Patient 1", "one@example.org", "Bone operation", "+234"):
        assert canary not in html.replace('href="tel:+2348030000399"', "")


def test_a_family_s_address_is_ended_for_each_of_its_patients(made, path):
    shared = add_mail(made.registrations[1], "one@example.org")
    Client().post(path, ONE_CLICK)
    assert OptOut.objects.filter(contact=shared, ended_at=None).exists()


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t.replace("r-", "q-"), lambda t: "9" + t, lambda t: t[::-1]]
)
def test_an_address_we_never_gave_out_ends_nothing(visit, spoil):
    token = spoil(token_of(visit.mail.pk, Category.REMINDERS))
    with scopes_disabled():
        assert find(token) is None
    assert Client().post(f"/u/{token}", ONE_CLICK).status_code == 410
    assert not OptOut.objects.exists()


def test_the_key_of_the_links_is_the_key_of_the_proof(visit, settings):
    token = token_of(visit.mail.pk, Category.REMINDERS)
    settings.LINK_KEY = "another"
    assert find(token) is None


@pytest.mark.parametrize(
    ("kind", "channel", "letter"),
    [("three_days", "mail", "r"), ("day_before", "mail", "r"), ("confirm", "mail", "q"), ("three_days", "sms", "")],
)
def test_only_mails_that_can_be_left_out_have_an_address(visit, kind, channel, letter):
    message = Message.objects.get(registration=visit, kind=kind, channel=channel)
    address = unsubscribe_address(message)
    assert address[len(ours.PUBLIC_URL) :].startswith(f"/u/{visit.mail.pk}{letter}-" if letter else "")
    assert bool(address) == bool(letter)


@pytest.mark.django_db(transaction=True)
def test_the_headers_of_a_reminder_lead_there_and_a_move_has_none(made, visit, mailbox):
    run_tick(NOW)
    run_tick(Message.objects.get(registration=visit, kind="confirm", channel="mail").due_at)
    moved(visit.appointments.get(), to=local(made, 1, 11), now=LATER, tell="at_once")
    run_tick(LATER)
    of_kind = {mail["Subject"].partition(" ")[0]: mail for mail in mailbox.to("one@example.org")}
    asked = of_kind["Will"]
    assert asked["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = asked["List-Unsubscribe"].strip("<>")
    assert address == f"{ours.PUBLIC_URL}/u/{token_of(visit.mail.pk, Category.QUESTIONS)}"
    assert [of_kind[first]["List-Unsubscribe"] for first in ("Your", "New")] == [None, None]
    Client().post(address.removeprefix(ours.PUBLIC_URL), ONE_CLICK)
    assert OptOut.objects.get().category == "questions"
    assert Message.objects.filter(kind="confirm", state=MessageState.SENT).exists()
