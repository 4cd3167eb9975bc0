"""What Twilio tells us, signed as it signs."""

import itertools
from urllib.parse import urlencode

import pytest
from pytest_django.fixtures import Settings

from notifications.channels.incoming import NotGenuine, Receipt, ReceiptIn, TextIn
from notifications.channels.registry import INCOMING
from notifications.channels.twilio.codes import CODES
from notifications.channels.verdicts import Verdict
from tests.providers.twilio import Twilio, signed

URL = "https://camp.example.org/hooks/twilio/?from=sms"
SID = "SM" + "7" * 32


@pytest.fixture(autouse=True)
def token(settings: Settings) -> None:
    settings.TWILIO_AUTH_TOKEN = Twilio.auth_token


def read(form: dict[str, str], *, url: str = URL, signature: str | None = None) -> list[TextIn | ReceiptIn]:
    given = signed(url, form) if signature is None else signature
    return INCOMING["twilio"](urlencode(form).encode(), {"x-twilio-signature": given}, url, form)


def test_signature_is_twilio_s_own_example(settings: Settings) -> None:
    """The worked example of twilio.com/docs/usage/security, with its token 12345."""
    settings.TWILIO_AUTH_TOKEN = "12345"
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert read(form, url=url, signature="RSOYDt4T1cUTdK1PDd93/VVr8B8=") == []
    with pytest.raises(NotGenuine):
        read(form, url=url, signature="RSOYDt4T1cUTdK1PDd93/VVr8B9=")


@pytest.mark.parametrize("signature", ["", "é", "A" * 28])
def test_call_with_a_wrong_signature_is_not_genuine(signature: str) -> None:
    with pytest.raises(NotGenuine):
        read({"MessageSid": SID, "MessageStatus": "delivered"}, signature=signature)


def test_call_signed_for_another_address_or_with_another_field_is_not_genuine() -> None:
    form = {"MessageSid": SID, "MessageStatus": "delivered"}
    for other in (signed(URL + "x", form), signed(URL, form | {"MessageStatus": "failed"})):
        with pytest.raises(NotGenuine):
            read(form, signature=other)


def test_without_a_token_of_ours_nothing_is_genuine(settings: Settings) -> None:
    settings.TWILIO_AUTH_TOKEN = ""
    form = {"MessageSid": SID, "MessageStatus": "delivered"}
    with pytest.raises(NotGenuine):
        read(form, signature=signed(URL, form, token=""))


@pytest.mark.parametrize(
    ("status", "receipt"),
    [
        ("accepted", Receipt.ACCEPTED),
        ("scheduled", Receipt.ACCEPTED),
        ("queued", Receipt.ACCEPTED),
        ("sending", Receipt.ACCEPTED),
        ("sent", Receipt.SENT),
        ("delivered", Receipt.DELIVERED),
        ("read", Receipt.READ),
        ("undelivered", Receipt.FAILED),
        ("failed", Receipt.FAILED),
        ("canceled", Receipt.FAILED),
    ],
)
def test_every_documented_status_is_a_receipt_with_an_id_of_its_own(status: str, receipt: Receipt) -> None:
    assert read({"MessageSid": SID, "MessageStatus": status, "To": "+2348035550100", "SmsStatus": status}) == [
        ReceiptIn(provider="twilio", event_id=f"{SID}:{status}", provider_ref=SID, receipt=receipt)
    ]


def test_receipt_brings_our_reference_back_in_its_signed_address() -> None:
    form = {"MessageSid": SID, "MessageStatus": "sent"}
    (receipt,) = read(form, url="https://camp.example.org/hooks/twilio/?reference=4711")
    assert isinstance(receipt, ReceiptIn)
    assert receipt.reference == "4711"
    with pytest.raises(NotGenuine):
        read(form, url=URL, signature=signed(URL + "&reference=4711", form))


@pytest.mark.parametrize("code", sorted(CODES))
def test_failure_says_in_words_what_its_code_means_and_whom_it_blames(code: int) -> None:
    (receipt,) = read({"MessageSid": SID, "MessageStatus": "undelivered", "ErrorCode": str(code)})
    verdict, words = CODES[code]
    assert isinstance(receipt, ReceiptIn)
    assert receipt.detail == f"Twilio {code}: {words}"
    assert receipt.opted_out is (verdict is Verdict.OPTED_OUT)
    assert receipt.blames_number is (verdict is Verdict.BAD_NUMBER)


@pytest.mark.parametrize("code", ["99999", "", "soon"])
def test_failure_without_a_known_code_is_a_failure_all_the_same(code: str) -> None:
    (receipt,) = read({"MessageSid": SID, "MessageStatus": "failed", "ErrorCode": code})
    assert isinstance(receipt, ReceiptIn)
    assert (receipt.receipt, receipt.blames_number, receipt.opted_out) == (Receipt.FAILED, False, False)


def test_text_that_somebody_sent_is_read_untrimmed() -> None:
    form = {
        "MessageSid": SID,
        "SmsStatus": "received",
        "From": "+2348035550100",
        "To": "+15005550006",
        "Body": " 1 4821 ",
    }
    assert read(form) == [
        TextIn(
            provider="twilio",
            event_id=SID,
            channel="sms",
            sender="+2348035550100",
            to="+15005550006",
            text=" 1 4821 ",
        )
    ]


def test_whatsapp_answer_by_a_button_names_the_message_it_answers() -> None:
    form = {
        "MessageSid": SID,
        "SmsStatus": "received",
        "From": "whatsapp:+2348035550100",
        "To": "whatsapp:+15005550006",
        "Body": "I will come",
        "ButtonText": "I will come",
        "ButtonPayload": "1 4821",
        "OriginalRepliedMessageSid": "SM1",
    }
    assert read(form) == [
        TextIn(
            provider="twilio",
            event_id=SID,
            channel="whatsapp",
            sender="+2348035550100",
            to="+15005550006",
            text="1 4821",
            replies_to="SM1",
        )
    ]


@pytest.mark.parametrize(("said", "opted"), [("STOP", "out"), ("START", "in"), ("HELP", ""), ("", "")])
def test_what_twilio_did_by_itself_on_an_opt_out_word_is_told(said: str, opted: str) -> None:
    form = {"MessageSid": SID, "From": "+2348035550100", "To": "+15005550006", "Body": "Stop", "OptOutType": said}
    (text,) = read(form)
    assert isinstance(text, TextIn)
    assert text.opted == opted


@pytest.mark.parametrize("form", [{"MessageSid": SID, "MessageStatus": "partially_delivered"}, {"AccountSid": "AC"}])
def test_what_is_about_no_message_or_of_no_known_status_is_empty(form: dict[str, str]) -> None:
    assert read(form) == []


def test_played_twilio_sends_receipts_late_doubled_and_out_of_order() -> None:
    calls = Twilio.receipts(SID, ["sent", "delivered", "delivered"], url=URL)
    events = {
        order: [INCOMING["twilio"](raw, headers, URL, form)[0].event_id for raw, headers, form in order_of_calls]
        for order, order_of_calls in enumerate(itertools.permutations(calls))
    }
    assert {frozenset(ids) for ids in events.values()} == {frozenset({f"{SID}:sent", f"{SID}:delivered"})}
