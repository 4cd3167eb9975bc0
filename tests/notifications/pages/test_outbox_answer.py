"""The whole circle on one machine: a text in /outbox/ is answered as its phone, and the answer has its effect."""

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from notifications.models import Answer, InboundEvent, Message
from scheduling.models import Appointment
from tests.factories.organiser import deliver
from tests.factories.schedule import NOW, small_camp
from tests.notifications.pages.test_overview import words_of

FAR = {"REMOTE_ADDR": "203.0.113.9"}
PHONE = "+2348030000012"  # nothing else has happened to number 12


@pytest.fixture
def sink(told, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    deliver(told, tmp_path, now=NOW)
    return told


def form_of(page) -> tuple[str, str]:
    """The address and the once-only word of the box below the first text."""
    (sent, *_) = page.context["page"].object_list
    return f"/outbox/{sent.name}/answer/", page.context["once"]


def texts_to(number: str, client=None, **extra):
    return (client or Client()).get("/outbox/", {"q": number, "channel": "sms"}, **extra)


def says(text: str, client=None, **extra):
    client = client or Client()
    address, once = form_of(texts_to(PHONE, client))
    return client.post(address, {"text": text, "once": once}, follow=True, **extra)


def place() -> Appointment:
    return Appointment.objects.get(registration__number=12)


def test_a_phone_answers_and_the_place_is_confirmed(sink):
    page = says("1")
    assert place().confirmed_at == NOW
    assert f"{PHONE} answered “1”." in words_of(page)
    assert Message.objects.get(rung__startswith="in:").kind == "answer_coming"


def test_a_form_sent_twice_is_one_text(sink):
    client = Client()
    address, once = form_of(texts_to(PHONE, client))
    for _ in range(3):
        client.post(address, {"text": "2", "once": once})
    assert Answer.objects.count() == 1
    with scopes_disabled():
        assert InboundEvent.objects.count() == 1


def test_nothing_written_is_no_answer(sink):
    says("   ")
    assert Answer.objects.count() == 0


def test_a_form_of_another_site_is_refused(sink):
    client = Client(enforce_csrf_checks=True)
    address, once = form_of(texts_to(PHONE, client))
    assert client.post(address, {"text": "2", "once": once}).status_code == 403


def test_looking_answers_nothing(sink):
    address, _ = form_of(texts_to(PHONE))
    assert Client().get(address).status_code == 405


def test_a_stranger_elsewhere_answers_for_nobody(sink):
    address, once = form_of(texts_to(PHONE))
    assert Client().post(address, {"text": "1", "once": once}, **FAR).status_code == 404
    assert place().confirmed_at is None


def test_an_owner_elsewhere_answers_the_own_organisations_texts_only(sink, owner):
    address, once = form_of(texts_to(PHONE))
    with scopes_disabled():
        other = small_camp(slug="other", patients=0)
    assert owner(other).post(address, {"text": "1", "once": once}, **FAR).status_code == 404
    assert owner(sink).post(address, {"text": "1", "once": once}, **FAR).status_code == 302
    assert place().confirmed_at == NOW


def test_with_a_real_way_out_nobody_answers_for_a_phone(sink, settings):
    address, once = form_of(texts_to(PHONE))
    settings.PRODUCTION = True
    assert Client().post(address, {"text": "1", "once": once}).status_code == 404
