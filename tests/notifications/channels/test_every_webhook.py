"""What must hold for every provider that calls us: a receipt has one id, whenever and however often it comes."""

import itertools
from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from notifications.channels.incoming import Receipt, ReceiptIn
from notifications.channels.local.incoming import play
from notifications.channels.registry import INCOMING
from tests.providers.meta import Meta
from tests.providers.postmark import Postmark
from tests.providers.twilio import Twilio

REF = "883953f4-6105-42a2-a16a-77a8eac79483"
SECRET = "k3-uT9wq2Vb7"
Call = tuple[bytes, dict[str, str], str, dict[str, str]]
"""Body, headers, address and form, as the registry's readers take them."""


def by_twilio() -> list[Call]:
    url = "https://camp.example.org/hooks/twilio/"
    calls = Twilio.receipts(REF, ["sent", "delivered"], url=url)
    return [(raw, headers, url, form) for raw, headers, form in calls]


def by_africas_talking() -> list[Call]:
    url = f"https://camp.example.org/hooks/africastalking/{SECRET}/"
    return [(b"", {}, url, {"id": REF, "status": status}) for status in ("Sent", "Success")]


def by_meta() -> list[Call]:
    return [
        (*Meta.call(statuses=[{"id": REF, "status": status, "timestamp": "1750260173"}]), "", {})
        for status in ("sent", "delivered")
    ]


def by_anymail() -> list[Call]:
    events = (
        {"RecordType": "Bounce", "Type": "Transient", "ID": 4, "Email": "a@example.org"},
        {"RecordType": "Delivery", "Recipient": "a@example.org", "DeliveredAt": "2026-11-23T09:00:00Z"},
    )
    return [(*Postmark.call(MessageID=REF, **event), "https://camp.example.org/hooks/anymail/", {}) for event in events]


def by_local() -> list[Call]:
    receipts = (Receipt.SENT, Receipt.DELIVERED)
    events = [ReceiptIn(provider="local", event_id=str(one), provider_ref=REF, receipt=one) for one in receipts]
    return [(*play(event), "", {}) for event in events]


CALLS: dict[str, Callable[[], list[Call]]] = {
    "twilio": by_twilio,
    "africastalking": by_africas_talking,
    "meta": by_meta,
    "anymail": by_anymail,
    "local": by_local,
}


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    settings.TWILIO_AUTH_TOKEN, settings.META_APP_SECRET = Twilio.auth_token, Meta.app_secret
    settings.AFRICASTALKING_HOOK_SECRET = SECRET
    settings.ANYMAIL_ESP, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": Postmark.hook_secret}


def test_every_reader_of_the_registry_is_asked() -> None:
    assert set(CALLS) == set(INCOMING)


@pytest.mark.parametrize("provider", CALLS)
def test_receipts_late_doubled_and_out_of_order_are_the_same_receipts(provider: str) -> None:
    first, second = CALLS[provider]()
    wanted = [INCOMING[provider](*call)[0] for call in (first, second)]
    assert [one.receipt for one in wanted if isinstance(one, ReceiptIn)] == [Receipt.SENT, Receipt.DELIVERED]
    assert {one.provider_ref for one in wanted if isinstance(one, ReceiptIn)} == {REF}
    for order in itertools.permutations([first, second, second, first]):
        came = [INCOMING[provider](*call)[0] for call in order]
        assert {event.event_id: event for event in came} == {event.event_id: event for event in wanted}
