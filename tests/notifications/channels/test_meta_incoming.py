"""What Meta tells us, signed as it signs."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from notifications.channels.incoming import NotGenuine, Receipt, ReceiptIn, TextIn
from notifications.channels.meta.codes import CODES
from notifications.channels.registry import CHALLENGES, INCOMING
from notifications.channels.verdicts import Verdict
from tests.providers.meta import Meta

URL = "https://camp.example.org/hooks/meta/"
WAMID = "wamid.HBgLMTY1MDU1NTEyMzQ="
AT = datetime(2025, 6, 18, 15, 22, 53, tzinfo=UTC)


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    settings.META_APP_SECRET, settings.META_VERIFY_TOKEN = Meta.app_secret, "our-word"


def read(raw: bytes, headers: dict[str, str]) -> list[TextIn | ReceiptIn]:
    return INCOMING["meta"](raw, headers, URL, {})


def a_status(status: str, **more: Any) -> dict[str, Any]:
    return {"id": WAMID, "status": status, "timestamp": "1750260173", "recipient_id": "2348035550100", **more}


@pytest.mark.parametrize(
    ("status", "receipt"),
    [
        ("accepted", Receipt.ACCEPTED),
        ("sent", Receipt.SENT),
        ("delivered", Receipt.DELIVERED),
        ("read", Receipt.READ),
        ("played", Receipt.READ),
        ("failed", Receipt.FAILED),
    ],
)
def test_every_documented_status_is_a_receipt_with_an_id_of_its_own(status: str, receipt: Receipt) -> None:
    assert read(*Meta.call(statuses=[a_status(status)])) == [
        ReceiptIn(provider="meta", event_id=f"{WAMID}:{status}", provider_ref=WAMID, receipt=receipt, at=AT)
    ]


def test_receipt_brings_our_reference_back() -> None:
    (receipt,) = read(*Meta.call(statuses=[a_status("sent", biz_opaque_callback_data="4711")]))
    assert isinstance(receipt, ReceiptIn)
    assert receipt.reference == "4711"


@pytest.mark.parametrize("code", sorted(CODES))
def test_failure_says_in_words_what_its_code_means_and_whom_it_blames(code: int) -> None:
    (receipt,) = read(*Meta.call(statuses=[a_status("failed", errors=[{"code": code, "title": "goes away"}])]))
    verdict, words = CODES[code]
    assert isinstance(receipt, ReceiptIn)
    assert receipt.detail == f"Meta {code}: {words}"
    assert receipt.opted_out is (verdict is Verdict.OPTED_OUT)
    assert receipt.blames_number is (verdict is Verdict.BAD_NUMBER)


def test_one_call_can_bring_several_things_and_what_is_new_to_us_is_left_out() -> None:
    text = {"from": "2348035550100", "id": "wamid.1", "timestamp": "1750260173", "type": "text", "text": {"body": "1"}}
    events = read(*Meta.call(statuses=[a_status("sent"), a_status("warned"), a_status("read")], messages=[text]))
    assert [event.event_id for event in events] == [f"{WAMID}:sent", f"{WAMID}:read", "wamid.1"]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"type": "text", "text": {"body": " 1 4821 "}}, " 1 4821 "),
        ({"type": "button", "button": {"payload": "1 4821", "text": "I will come"}}, "1 4821"),
        ({"type": "button", "button": {"text": "I will come"}}, "I will come"),
        ({"type": "interactive", "interactive": {"button_reply": {"id": "2 4821", "title": "No"}}}, "2 4821"),
        ({"type": "image", "image": {"id": "1"}}, "(image)"),
        ({"type": "unsupported"}, "(unsupported)"),
    ],
)
def test_answer_is_read_whatever_its_kind(message: dict[str, Any], words: str) -> None:
    more = {"from": "2348035550100", "id": "wamid.1", "timestamp": "1750260173", "context": {"id": WAMID}}
    assert read(*Meta.call(messages=[more | message])) == [
        TextIn(
            provider="meta",
            event_id="wamid.1",
            channel="whatsapp",
            sender="+2348035550100",
            to="+15550783881",
            text=words,
            replies_to=WAMID,
            at=AT,
        )
    ]


def test_wrong_signature_is_not_genuine_whatever_the_call_says() -> None:
    raw, headers = Meta.call(statuses=[a_status("read")])
    for given in ({}, {"X-Hub-Signature-256": "sha256="}, {"X-Hub-Signature-256": Meta.signed(raw, secret="other")}):
        with pytest.raises(NotGenuine):
            read(raw, given)
    with pytest.raises(NotGenuine):
        read(raw + b" ", headers)


def test_without_a_secret_of_ours_nothing_is_genuine(settings: Settings) -> None:
    settings.META_APP_SECRET = ""
    raw, _ = Meta.call(statuses=[a_status("read")])
    with pytest.raises(NotGenuine):
        read(raw, {"X-Hub-Signature-256": Meta.signed(raw, secret="")})


@pytest.mark.parametrize("raw", [b"", b"no json", b"[]", b'{"entry": [1]}', b'{"entry": [{"changes": [{}]}]}'])
def test_signed_nonsense_is_refused_and_breaks_nothing(raw: bytes) -> None:
    with pytest.raises(NotGenuine):
        read(raw, {"X-Hub-Signature-256": Meta.signed(raw)})


def test_challenge_is_answered_to_who_knows_our_word() -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "our-word"}
    assert CHALLENGES["meta"](query) == "1158201444"


@pytest.mark.parametrize("change", [{"hub.verify_token": "a guess"}, {"hub.mode": "unsubscribe"}])
def test_challenge_of_a_stranger_is_not_answered(change: dict[str, str]) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "our-word"}
    with pytest.raises(NotGenuine):
        CHALLENGES["meta"](query | change)


def test_challenge_needs_a_word_of_ours(settings: Settings) -> None:
    settings.META_VERIFY_TOKEN = ""
    with pytest.raises(NotGenuine):
        CHALLENGES["meta"]({"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": ""})
