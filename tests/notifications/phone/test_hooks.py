"""/hooks/<provider>/: only what the provider signed is taken, and nothing else leaves a trace."""

import json
import logging

import pytest
from django.db import connection
from django.test import Client
from django_scopes import scopes_disabled

from config.logs import JsonFormatter
from notifications.channels.incoming import Receipt, ReceiptIn, TextIn
from notifications.channels.local.incoming import SIGNATURE, play
from notifications.channels.twilio.incoming import signature
from notifications.models import Attempt, InboundEvent, Message
from notifications.views import hooks
from scheduling.models import Appointment
from tests.notifications.phone.conftest import PHONE, booked

TEXT = TextIn(provider="local", event_id="one", channel="sms", sender=PHONE, to="+10000000000", text="1")


def post(path: str, raw: bytes, *, content_type: str = "application/json", **headers):
    return Client(enforce_csrf_checks=True).post(path, raw, content_type=content_type, headers=headers)


def kept() -> int:
    with scopes_disabled():
        return InboundEvent.objects.count()


@pytest.mark.parametrize("given", ["", "0" * 64, "nonsense"])
def test_a_wrong_signature_is_refused_and_nothing_is_kept(told, given):
    raw, _ = play(TEXT)
    answer = post("/hooks/local/", raw, **{SIGNATURE: given})
    assert (answer.status_code, answer["Content-Type"]) == (403, "text/plain; charset=utf-8")
    assert (kept(), Appointment.objects.get().confirmed_at) == (0, None)


def test_a_body_that_was_changed_after_signing_is_refused(told):
    raw, headers = play(TEXT)
    answer = post("/hooks/local/", raw.replace(b'"1"', b'"2"'), **{SIGNATURE: headers[SIGNATURE]})
    assert (answer.status_code, kept()) == (403, 0)


def test_nobody_calls_a_provider_we_do_not_know(told):
    assert post("/hooks/stranger/", b"").status_code == 404


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_other_ways_than_a_post_change_nothing(told, method):
    assert getattr(Client(), method)("/hooks/local/").status_code == 405
    assert kept() == 0


def test_a_call_that_is_too_large_is_not_read(told):
    raw, headers = play(TEXT)
    answer = post("/hooks/local/", raw + b" " * hooks.LARGEST, **{SIGNATURE: headers[SIGNATURE]})
    assert (answer.status_code, kept()) == (413, 0)


def test_what_was_taken_is_committed_and_answered_in_a_way_every_provider_reads(told):
    raw, headers = play(TEXT)
    answer = post("/hooks/local/", raw, **{SIGNATURE: headers[SIGNATURE]})
    assert answer.status_code == 200
    assert (answer["Content-Type"], answer.content) == ("text/xml; charset=utf-8", hooks.TAKEN.encode())
    assert (kept(), Appointment.objects.get().confirmed_at is not None) == (1, True)
    assert not answer.cookies


def test_one_call_may_bring_a_receipt_and_a_text(told):
    ref = booked(told.registrations[0]).attempts.get().provider_ref
    receipt = ReceiptIn(provider="local", event_id="two", provider_ref=ref, receipt=Receipt.DELIVERED)
    raw, headers = play(receipt, TEXT)
    assert post("/hooks/local/", raw, **{SIGNATURE: headers[SIGNATURE]}).status_code == 200
    assert booked(told.registrations[0]).state == "delivered"
    assert Appointment.objects.get().confirmed_at is not None


def test_a_receipt_of_nothing_we_know_waits(told):
    receipt = ReceiptIn(provider="local", event_id="two", provider_ref="nobody's", receipt=Receipt.DELIVERED)
    raw, headers = play(receipt)
    assert post("/hooks/local/", raw, **{SIGNATURE: headers[SIGNATURE]}).status_code == 200
    with scopes_disabled():
        assert [event.state for event in InboundEvent.objects.all()] == ["new"]


def test_twilio_signs_the_address_that_the_world_calls_and_its_form(told, settings):
    settings.TWILIO_AUTH_TOKEN, settings.PUBLIC_URL = "a token", "https://camp.example.org"
    Attempt.objects.update(provider="twilio")
    form = {"MessageSid": "SM1", "From": PHONE, "To": "+15550001111", "Body": " 1 "}
    signed = signature("a token", "https://camp.example.org/hooks/twilio/", form)
    client = Client(enforce_csrf_checks=True, headers={"Host": "localhost", "X-Twilio-Signature": signed})
    assert client.post("/hooks/twilio/", form | {"Body": "1"}).status_code == 403, "form's blanks are part of it"
    assert client.post("/hooks/twilio/", form).status_code == 200
    assert Appointment.objects.get().confirmed_at is not None


def test_africas_talking_proves_itself_by_the_end_of_its_address(told, settings):
    settings.AFRICASTALKING_HOOK_SECRET = "a-long-secret"
    form = {"id": "x1", "from": PHONE, "to": "12345", "text": "1", "date": "2027-02-01 12:00:00"}
    assert Client().post("/hooks/africastalking/", form).status_code == 403
    assert Client().post("/hooks/africastalking/a-guess/", form).status_code == 403
    assert kept() == 0
    assert Client().post("/hooks/africastalking/a-long-secret/", form).status_code == 200
    assert Appointment.objects.get().confirmed_at is not None


def test_meta_is_answered_its_challenge_when_it_knows_our_word(db, settings):
    settings.META_VERIFY_TOKEN = "our word"
    query = {"hub.mode": "subscribe", "hub.challenge": "12345", "hub.verify_token": "our word"}
    answer = Client().get("/hooks/meta/", query)
    assert (answer.status_code, answer.content) == (200, b"12345")
    assert Client().get("/hooks/meta/", query | {"hub.verify_token": "a guess"}).status_code == 403


def test_a_signature_that_can_not_be_checked_is_no_signature(told, settings):
    settings.TWILIO_AUTH_TOKEN = ""
    form = {"MessageSid": "SM1", "From": PHONE, "To": "+1", "Body": "1"}
    signed = signature("", "http://localhost:8000/hooks/twilio/", form)
    assert Client().post("/hooks/twilio/", form, headers={"X-Twilio-Signature": signed}).status_code == 403


def test_the_secret_of_an_address_stays_out_of_the_logs():
    record = logging.LogRecord("x", logging.INFO, "x", 1, "POST /hooks/africastalking/a-long-secret/ 200", (), None)
    line = json.loads(JsonFormatter().format(record))["text"]
    assert "a-long-secret" not in line
    assert line.startswith("POST /hooks/africastalking/#")


@pytest.mark.django_db(transaction=True)
def test_what_could_not_be_committed_is_not_called_taken(told, monkeypatch):
    """The provider repeats what was not answered with 200."""
    raw, headers = play(TEXT)

    def away(*_):
        raise connection.Database.OperationalError("the database is away")

    monkeypatch.setattr("notifications.services.taking_in._wait_for", away)
    client = Client(raise_request_exception=False)
    answer = client.post("/hooks/local/", raw, content_type="application/json", headers={SIGNATURE: headers[SIGNATURE]})
    assert (answer.status_code, kept()) == (500, 0)
    assert Message.objects.filter(rung__startswith="in:").count() == 0
