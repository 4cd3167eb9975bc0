"""What Africa's Talking tells us: unsigned, at an address that ends in a secret."""

from datetime import UTC, datetime

import pytest
from pytest_django.fixtures import Settings

from notifications.channels.africas_talking.codes import REASONS
from notifications.channels.incoming import NotGenuine, Receipt, ReceiptIn, TextIn
from notifications.channels.registry import INCOMING
from notifications.channels.verdicts import Verdict

SECRET = "k3-uT9wq2Vb7"
URL = f"https://camp.example.org/hooks/africastalking/{SECRET}/"
ID = "ATXid_" + "7" * 32


@pytest.fixture(autouse=True)
def secret(settings: Settings) -> None:
    settings.AFRICASTALKING_HOOK_SECRET = SECRET


def read(form: dict[str, str], *, url: str = URL) -> list[TextIn | ReceiptIn]:
    return INCOMING["africastalking"](b"", {}, url, form)


@pytest.mark.parametrize(
    ("status", "receipt"),
    [
        ("Sent", Receipt.SENT),
        ("Submitted", Receipt.SENT),
        ("Buffered", Receipt.SENT),
        ("Success", Receipt.DELIVERED),
    ],
)
def test_report_on_the_way_is_a_receipt(status: str, receipt: Receipt) -> None:
    assert read({"id": ID, "status": status, "phoneNumber": "+2348035550100", "networkCode": "62130"}) == [
        ReceiptIn(provider="africastalking", event_id=f"{ID}:{status}", provider_ref=ID, receipt=receipt)
    ]


@pytest.mark.parametrize("status", ["Rejected", "Failed", "AbsentSubscriber", "Expired"])
@pytest.mark.parametrize("reason", [*REASONS, "SomethingNew", ""])
def test_failure_says_in_words_what_its_reason_means_and_whom_it_blames(status: str, reason: str) -> None:
    (receipt,) = read({"id": ID, "status": status, "phoneNumber": "+2348035550100", "failureReason": reason})
    verdict, words = REASONS.get(reason, (None, ""))
    assert isinstance(receipt, ReceiptIn)
    assert receipt.receipt is Receipt.FAILED
    assert receipt.detail.startswith(f"Africa's Talking {reason or status}")
    assert words in receipt.detail
    assert receipt.opted_out is (verdict is Verdict.OPTED_OUT)
    assert receipt.blames_number is (verdict is Verdict.BAD_NUMBER)


def test_text_that_somebody_sent_is_read_untrimmed() -> None:
    form = {"id": ID, "from": "+2348035550100", "to": "12345", "text": " 1 4821", "date": "2026-11-23T09:00:00+00:00"}
    assert read(form) == [
        TextIn(
            provider="africastalking",
            event_id=ID,
            channel="sms",
            sender="+2348035550100",
            to="12345",
            text=" 1 4821",
            at=datetime(2026, 11, 23, 9, tzinfo=UTC),
        )
    ]


def test_time_without_a_zone_is_no_instant() -> None:
    (text,) = read({"id": ID, "from": "+2348035550100", "to": "12345", "text": "1", "date": "2026-11-23 09:00:00"})
    assert text.at is None


def test_text_without_an_id_has_the_same_one_in_every_copy() -> None:
    form = {"from": "+2348035550100", "to": "12345", "text": "1", "date": "2026-11-23 09:00:00"}
    first, again, other = (read(one)[0].event_id for one in (form, dict(form), form | {"text": "2"}))
    assert first == again != other


def test_provider_s_own_way_out_counts_as_a_stop() -> None:
    (text,) = read({"senderId": "CAMP", "phoneNumber": "+2348035550100"})
    assert isinstance(text, TextIn)
    assert (text.sender, text.opted, text.text) == ("+2348035550100", "out", "")


@pytest.mark.parametrize(
    "url", ["https://camp.example.org/hooks/africastalking/", f"https://camp.example.org/hooks/{SECRET}/x/", URL + "x"]
)
def test_address_without_our_secret_is_not_genuine(url: str) -> None:
    with pytest.raises(NotGenuine):
        read({"id": ID, "status": "Success"}, url=url)


def test_without_a_secret_of_ours_nothing_is_genuine(settings: Settings) -> None:
    settings.AFRICASTALKING_HOOK_SECRET = ""
    with pytest.raises(NotGenuine):
        read({"id": ID, "status": "Success"}, url="https://camp.example.org/hooks/africastalking/")


@pytest.mark.parametrize("form", [{}, {"id": ID, "status": "Pondering"}, {"id": ID}])
def test_what_says_nothing_we_know_is_empty(form: dict[str, str]) -> None:
    assert read(form) == []
