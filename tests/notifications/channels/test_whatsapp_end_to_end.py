"""A patient who agreed to WhatsApp is told by an approved template, in the words on record; without one, by words."""

import json

import pytest
from pytest_django.fixtures import Settings

from camps.models import ConsentRecord
from notifications.models import Message
from notifications.wording.whatsapp import Approved
from tests.factories.schedule import NOW, SmallCamp
from tests.factories.telling import MailBox, appointment_at, local, run_tick, tell_all
from tests.providers.twilio import Twilio

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "This is {camp}. Your place is {day}, {time}. Details: {link} - please keep it."
BOOKED = Approved(kind="booked", language="en", name="HX" + "a" * 32, body=BODY)


@pytest.fixture
def told(made: SmallCamp, mailbox: MailBox, settings: Settings, twilio: Twilio) -> Message:
    """One patient's "booked", due by WhatsApp."""
    settings.WHATSAPP_PROVIDERS, settings.TWILIO_BASE_URL = ("twilio",), twilio.url
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = twilio.account_sid, twilio.auth_token
    settings.TWILIO_WHATSAPP_FROM = twilio.sender
    patient = made.registrations[0].patient
    ConsentRecord.objects.create(
        organisation=made.organisation, patient=patient, purpose="whatsapp", given=True, how="said so", at=NOW
    )
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    Message.objects.filter(kind="booked", channel="sms").update(channel="whatsapp")
    return Message.objects.get(kind="booked")


def test_approved_template_leaves_with_its_values_and_its_words_are_kept(
    told: Message, settings: Settings, twilio: Twilio
) -> None:
    settings.WHATSAPP_TEMPLATES = (BOOKED,)
    run_tick(NOW)
    told.refresh_from_db()
    (sent,) = [request.form for request in twilio.accepted]
    values = json.loads(sent["ContentVariables"])
    assert (sent["To"], sent["ContentSid"]) == ("whatsapp:+2348030000001", BOOKED.name)
    assert told.state == "sent"
    assert told.body == (
        f"This is {values['1']}. Your place is {values['2']}, {values['3']}. Details: {values['4']} - please keep it."
    )
    assert "/v/" in values["4"]


def test_without_a_template_words_are_tried(told: Message, settings: Settings, twilio: Twilio) -> None:
    settings.WHATSAPP_TEMPLATES = ()
    run_tick(NOW)
    told.refresh_from_db()
    (sent,) = [request.form for request in twilio.accepted]
    assert sent["Body"] == told.body
    assert "ContentSid" not in sent
