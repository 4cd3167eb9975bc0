"""Mails by Anymail, which plays no part in invitations: sending, and what bounced, with Postmark to stand for all."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from anymail.signals import AnymailTrackingEvent
from pytest_django.fixtures import Settings

from notifications.channels.anymail import mail as channel
from notifications.channels.anymail.codes import CODES
from notifications.channels.anymail.incoming import receipt_of
from notifications.channels.anymail.settings import AnymailSettings
from notifications.channels.errors import ChannelError, Kind, OptedOut
from notifications.channels.incoming import NotGenuine, Receipt, ReceiptIn
from notifications.channels.mail import MailRefused
from notifications.channels.registry import INCOMING, offers_for, providers_for
from notifications.channels.verdicts import Verdict
from notifications.models import Channel
from tests.notifications.ical.events import DOCTOR, REPLY_TO
from tests.notifications.mail.mails import a_reminder, an_invitation
from tests.providers.postmark import Postmark
from tests.providers.stand_in import Answer, Fault, serving

ID = "883953f4-6105-42a2-a16a-77a8eac79483"
URL = "https://camp.example.org/hooks/anymail/"


@pytest.fixture
def postmark(settings: Settings) -> Iterator[Postmark]:
    with serving(Postmark()) as provider:
        settings.ANYMAIL_ESP = "postmark"
        settings.ANYMAIL = {
            "POSTMARK_SERVER_TOKEN": provider.server_token,
            "POSTMARK_API_URL": provider.url,
            "WEBHOOK_SECRET": provider.hook_secret,
        }
        yield provider


def refused(*, read_seconds: float = 10.0) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        channel.send(a_reminder(), settings=AnymailSettings(esp="postmark", read_seconds=read_seconds))
    return caught.value


def test_mail_is_handed_over_with_all_its_parts(settings: Settings, postmark: Postmark) -> None:
    settings.MAIL_PROVIDERS = ("anymail", "smtp")
    provider = providers_for(Channel.MAIL)[0]
    mail = a_reminder(
        sender_name="Camp Jalingo, été", subject="Votre place à 8 h", unsubscribe="https://c.example/u/1", language="fr"
    )
    assert provider.send(mail).provider_ref == "00000001-0000-0000-0000-000000000000"
    sent = postmark.accepted[0].json
    assert (sent["Subject"], sent["To"]) == ("Votre place à 8 h", DOCTOR)
    assert sent["From"].endswith(f"<{REPLY_TO}>")
    assert (sent["TextBody"], sent["HtmlBody"]) == (mail.body, mail.html)
    assert {one["Name"]: one["Value"] for one in sent["Headers"]} == {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "List-Unsubscribe": "<https://c.example/u/1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Language": "fr",
    }


def test_invitation_never_goes_by_anymail(settings: Settings, postmark: Postmark) -> None:
    settings.MAIL_PROVIDERS = ("anymail", "smtp")
    assert [offer.provider for offer in offers_for(Channel.MAIL, invitation=True)] == ["smtp"]
    with pytest.raises(MailRefused, match="smtp or ses"):
        channel.send(an_invitation(), settings=AnymailSettings(esp="postmark"))
    assert postmark.received == []


@pytest.mark.parametrize(
    ("code", "kind", "retry_after", "blames"),
    [
        (10, Kind.TEMPORARY, 300, False),
        (300, Kind.PERMANENT, None, True),
        (400, Kind.TEMPORARY, 300, False),
        (405, Kind.TEMPORARY, 300, False),
        (406, Kind.PERMANENT, None, True),
        (412, Kind.TEMPORARY, 300, False),
    ],
)
def test_fault_of_the_address_is_told_from_one_of_the_account(
    postmark: Postmark, code: int, kind: Kind, retry_after: float | None, blames: bool
) -> None:
    postmark.errors[DOCTOR] = code
    error = refused()
    assert (error.kind, error.retry_after, error.blames_number) == (kind, retry_after, blames)
    assert not isinstance(error, OptedOut)
    assert postmark.accepted == []


@pytest.mark.parametrize(
    ("answer", "kind", "retry_after"),
    [
        (Answer(429, "Too many requests"), Kind.TEMPORARY, 60),
        (Answer(429, "Too many requests", {"Retry-After": "7"}), Kind.TEMPORARY, 7),
        (Answer(503, "maintenance"), Kind.TEMPORARY, None),
        (Answer(500, "oops"), Kind.UNKNOWN, None),
        (Answer(502, "<html>"), Kind.UNKNOWN, None),
        (Answer(200, "taken"), Kind.UNKNOWN, None),
        (Answer(200, {"ErrorCode": 0, "Message": "OK"}), Kind.UNKNOWN, None),
        (Answer(413, "too large"), Kind.PERMANENT, None),
    ],
)
def test_status_decides_where_nothing_else_does(
    postmark: Postmark, answer: Answer, kind: Kind, retry_after: float | None
) -> None:
    postmark.script.append(answer)
    error = refused()
    assert (error.kind, error.retry_after) == (kind, retry_after)


@pytest.mark.parametrize(
    "fault", [Fault.HANG_AFTER_ACCEPTING, Fault.DROP_AFTER_ACCEPTING, Fault.HALF_AN_ANSWER, Fault.DROP_AFTER_HEADERS]
)
def test_silence_after_the_mail_left_is_not_known(postmark: Postmark, fault: Fault) -> None:
    postmark.script.append(fault)
    assert refused(read_seconds=0.3 if fault is Fault.HANG_AFTER_ACCEPTING else 10.0).kind is Kind.UNKNOWN
    assert len(postmark.accepted) == (0 if fault is Fault.DROP_AFTER_HEADERS else 1)


def test_closed_door_is_a_passing_fault(settings: Settings, postmark: Postmark) -> None:
    settings.ANYMAIL = {**settings.ANYMAIL, "POSTMARK_API_URL": "http://127.0.0.1:9"}
    assert refused().kind is Kind.TEMPORARY


def test_service_without_its_key_or_of_no_known_name_waits_for_somebody_to_act(
    settings: Settings, postmark: Postmark
) -> None:
    settings.ANYMAIL = {}
    assert (refused().kind, refused().retry_after) == (Kind.TEMPORARY, 300)
    with pytest.raises(ChannelError) as caught:
        channel.send(a_reminder(), settings=AnymailSettings(esp="pigeon"))
    assert caught.value.kind is Kind.TEMPORARY


def read(raw: bytes, headers: dict[str, str]) -> list[Any]:
    return INCOMING["anymail"](raw, headers, URL, {})


def test_delivery_is_a_receipt(postmark: Postmark) -> None:
    call = Postmark.call(
        RecordType="Delivery", MessageID=ID, Recipient=DOCTOR, DeliveredAt="2026-11-23T09:00:00Z", Details="250 OK"
    )
    assert read(*call) == [
        ReceiptIn(
            provider="anymail",
            event_id=f"delivered:{ID}",
            provider_ref=ID,
            receipt=Receipt.DELIVERED,
            at=datetime(2026, 11, 23, 9, tzinfo=UTC),
        )
    ]


@pytest.mark.parametrize(
    ("kind", "receipt", "blames", "opted_out"),
    [
        ("HardBounce", Receipt.FAILED, True, False),
        ("SoftBounce", Receipt.FAILED, True, False),
        ("BadEmailAddress", Receipt.FAILED, True, False),
        ("Blocked", Receipt.FAILED, False, False),
        ("DMARCPolicy", Receipt.FAILED, False, False),
        ("VirusNotification", Receipt.FAILED, False, False),
        ("SMTPApiError", Receipt.FAILED, False, False),
        ("Transient", Receipt.SENT, False, False),
        ("SpamComplaint", Receipt.DELIVERED, False, True),
        ("Unsubscribe", Receipt.DELIVERED, False, True),
    ],
)
def test_bounce_says_whom_it_blames(
    postmark: Postmark, kind: str, receipt: Receipt, blames: bool, opted_out: bool
) -> None:
    call = Postmark.call(
        RecordType="Bounce", ID=42, Type=kind, MessageID=ID, Email=DOCTOR, BouncedAt="2026-11-23T09:00:00Z"
    )
    (one,) = read(*call)
    assert (one.receipt, one.blames_number, one.opted_out) == (receipt, blames, opted_out)
    assert one.event_id.endswith(":42")
    assert bool(one.detail) is (receipt is Receipt.FAILED)


@pytest.mark.parametrize("kind", ["Open", "Click"])
def test_opening_is_no_receipt_since_scanners_open_too(postmark: Postmark, kind: str) -> None:
    assert (
        read(*Postmark.call(RecordType=kind, MessageID=ID, Recipient=DOCTOR, ReceivedAt="2026-11-23T09:00:00Z")) == []
    )


def test_call_without_name_and_password_is_not_genuine(settings: Settings, postmark: Postmark) -> None:
    raw, headers = Postmark.call(RecordType="Delivery", MessageID=ID, Recipient=DOCTOR)
    guess = "Basic " + base64.b64encode(b"postmark:guess").decode()
    for given in ({}, {"Authorization": guess}, {**headers, "Authorization": ""}):
        with pytest.raises(NotGenuine):
            read(raw, given)
    settings.ANYMAIL = {}
    with pytest.raises(NotGenuine, match="ANYMAIL_WEBHOOK_SECRET"):
        read(raw, headers)


@pytest.mark.parametrize("raw", [b"", b"no json", b"[]", b'{"RecordType": "Inbound"}'])
def test_nonsense_is_refused_and_breaks_nothing(postmark: Postmark, raw: bytes) -> None:
    _, headers = Postmark.call()
    with pytest.raises(NotGenuine):
        read(raw, headers)


@pytest.mark.parametrize("code", CODES)
def test_failure_says_in_words_what_its_reason_means_and_whom_it_blames(code: str) -> None:
    event = AnymailTrackingEvent(event_type="failed", message_id=ID, reject_reason=code, mta_response="550 no")
    verdict, words = CODES[code]
    receipt = receipt_of(event)
    assert receipt.detail == f"{code}: {words}. 550 no"
    assert receipt.opted_out is (verdict is Verdict.OPTED_OUT)
    assert receipt.blames_number is (verdict is Verdict.BAD_NUMBER)
