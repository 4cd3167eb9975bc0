"""F11, F12: a provider that takes a text and falls silent, for a moment or for good; the web is not slower for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import monotonic

import pytest
from django.db import connection
from django.utils import timezone

from notifications.channels.incoming import Receipt, ReceiptIn
from notifications.models import Attempt, Message, ProviderHealth
from notifications.services import receipts
from notifications.services.sweep import sweep
from tests.factories.schedule import add_patient
from tests.factories.telling import appointment_at, put_where_it_is_noon, tell_all
from tests.providers.stand_in import Fault, serving
from tests.providers.twilio import Twilio

pytestmark = pytest.mark.django_db(transaction=True)

LONG = [pytest.mark.long, pytest.mark.timeout(1800)]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def twilio(settings):
    """The only provider of texts, as fast as it takes them."""
    with serving(Twilio()) as provider:
        settings.SMS_PROVIDERS = ("twilio",)
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = provider.account_sid, provider.auth_token
        settings.TWILIO_FROM, settings.TWILIO_BASE_URL = provider.sender, provider.url
        settings.SENDING_RATES = {}
        yield provider


def many_texts(made, count):
    now = timezone.now()
    put_where_it_is_noon(made, now=now)
    made.camp.first_day = (now + timedelta(days=30)).date()
    made.camp.save()
    for doctor in made.doctors.values():
        doctor.shifts.all().delete()
    for number in range(count):
        registration = add_patient(made, number=1000 + number, procedure="LOOK")
        appointment_at(made, registration, at=now + timedelta(days=30), station="Desk", now=now)
    tell_all(made, now=now)
    return Message.objects.filter(kind="booked", channel="sms")


def rounds(count, *, begin):
    """As many rounds a minute apart, by a clock of our own: a rest of the provider is over each time."""
    for number in range(count):
        now = begin + number * MINUTE
        sweep(clock=lambda now=now: now, until=now + MINUTE)


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER_ACCEPTING, Fault.HALF_AN_ANSWER])
@pytest.mark.parametrize(("count", "silent"), [(12, 7), pytest.param(400, 120, marks=LONG)])
def test_a_provider_that_takes_a_text_and_hangs_up_sends_none_twice(
    made, mailbox, twilio, figures, fault, count, silent
):
    texts = many_texts(made, count)
    twilio.script.extend([fault] * silent)
    rounds(silent + 5, begin=timezone.now())
    to = [request.form["To"] for request in twilio.accepted]
    figures.note(sends=count, silent=silent, accepted=len(to), opened=ProviderHealth.objects.filter(failures=0).count())
    figures.note_states(texts)
    assert len(to) == len(set(to)) == count
    assert texts.filter(state="unknown").count() == silent
    assert texts.filter(state="sent").count() == count - silent
    for row in texts.filter(state="unknown"):
        assert row.why == "It may or may not have arrived: please ask. It is on the call list."
    assert Message.objects.filter(channel="call", state="planned").count() == silent


def test_five_silences_rest_the_provider_and_the_rest_are_not_tried(made, mailbox, twilio):
    texts = many_texts(made, 12)
    twilio.script.extend([Fault.DROP_AFTER_ACCEPTING] * 12)
    rounds(1, begin=timezone.now())
    assert len(twilio.received) == 5
    assert texts.filter(state="planned", attempts_made=0).count() == 7


def test_what_was_taken_in_silence_is_settled_by_its_receipt(made, mailbox, twilio):
    texts = many_texts(made, 3)
    twilio.script.extend([Fault.DROP_AFTER_ACCEPTING] * 3)
    now = timezone.now()
    rounds(1, begin=now)
    for row in list(texts):
        for copy in range(10):
            receipts.apply(
                ReceiptIn(
                    provider="twilio",
                    event_id=f"{row.pk}:{copy % 2}",
                    provider_ref=f"SM{row.pk}",
                    receipt=(Receipt.SENT, Receipt.DELIVERED)[copy % 2],
                    reference=str(row.pk),
                ),
                now=now,
            )
    assert set(texts.values_list("state", flat=True)) == {"delivered"}
    assert not Message.objects.filter(channel="call", state="planned").exists()


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_provider_that_hangs_holds_up_no_page_and_rests_after_five(made, mailbox, twilio, client, figures):
    """With the real time-out of 20 seconds: five of them pass before the provider rests."""
    texts = many_texts(made, 10)
    twilio.script.extend([Fault.HANG_AFTER_ACCEPTING] * 5)

    def work():
        try:
            sweep(clock=timezone.now, until=timezone.now() + 3 * MINUTE)
        finally:
            connection.close()

    slowest, pages = 0.0, 0
    with ThreadPoolExecutor(1) as worker, figures.timed("seconds"):
        sending = worker.submit(work)
        while not sending.done():
            begun = monotonic()
            assert client.get("/sign-in/").status_code == 200
            slowest, pages = max(slowest, monotonic() - begun), pages + 1
        sending.result()
    figures.note(pages=pages, slowest_page=round(slowest, 3))
    figures.note_states(texts)
    assert Attempt.objects.filter(provider="twilio").count() == 5
    assert slowest < 2
