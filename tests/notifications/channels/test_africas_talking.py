"""Sending by Africa's Talking, against its played API."""

from typing import Any

import pytest

from notifications.channels.africas_talking import sms
from notifications.channels.africas_talking.codes import CODES
from notifications.channels.africas_talking.settings import AfricasTalkingSettings
from notifications.channels.errors import ChannelError, Kind, OptedOut
from notifications.channels.providers import Text
from tests.providers.africas_talking import AfricasTalking
from tests.providers.stand_in import Answer, Fault

NUMBER = "+2348035550100"
TEXT = "Jalingo Camp: your visit is Tuesday 9 March, 8:30am. https://c.example/v/1"


def send(provider: AfricasTalking, **changes: Any) -> str:
    values = {
        "username": provider.username,
        "api_key": provider.api_key,
        "base_url": provider.url,
        "read_seconds": 10.0,
    }
    settings = AfricasTalkingSettings(**{**values, **changes})
    text = Text(to=NUMBER, body=TEXT, reference="message:7", validity_seconds=60)
    return sms.send(text, settings=settings).provider_ref


def refused(provider: AfricasTalking, **changes: Any) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        send(provider, **changes)
    return caught.value


def test_text_is_handed_over_whole(africas_talking: AfricasTalking) -> None:
    assert send(africas_talking, sender="CAMP") == f"ATXid_{1:032x}"
    assert [request.form for request in africas_talking.accepted] == [
        {"username": "campline", "to": NUMBER, "message": TEXT, "bulkSMSMode": "1", "from": "CAMP"}
    ]


@pytest.mark.parametrize("code", [100, 101, 102])
def test_processed_sent_and_queued_are_all_taken_over(africas_talking: AfricasTalking, code: int) -> None:
    africas_talking.refusals[NUMBER] = code
    assert send(africas_talking).startswith("ATXid_")


@pytest.mark.parametrize(
    ("code", "kind", "retry_after"),
    [
        (401, Kind.PERMANENT, None),
        (402, Kind.TEMPORARY, 300),
        (403, Kind.PERMANENT, None),
        (404, Kind.PERMANENT, None),
        (405, Kind.TEMPORARY, 300),
        (406, Kind.PERMANENT, None),
        (407, Kind.PERMANENT, None),
        (409, Kind.PERMANENT, None),
        (500, Kind.TEMPORARY, None),
        (501, Kind.TEMPORARY, None),
        (502, Kind.PERMANENT, None),
    ],
)
def test_every_documented_refusal_is_understood(
    africas_talking: AfricasTalking, code: int, kind: Kind, retry_after: float | None
) -> None:
    africas_talking.refusals[NUMBER] = code
    error = refused(africas_talking)
    assert (error.kind, error.retry_after) == (kind, retry_after)
    assert error.detail == f"Africa's Talking {code}: {CODES[code][1]}"
    assert isinstance(error, OptedOut) is (code == 406)
    assert africas_talking.accepted == []


def test_refusal_without_a_recipient_is_read_from_its_words(africas_talking: AfricasTalking) -> None:
    for words, kind in (("InvalidSenderId", Kind.TEMPORARY), ("InvalidPhoneNumber", Kind.PERMANENT)):
        body = {"SMSMessageData": {"Message": words, "Recipients": []}}
        africas_talking.script.append(Answer(201, body))
        assert refused(africas_talking).kind is kind


def test_wrong_key_does_not_end_the_message(africas_talking: AfricasTalking) -> None:
    error = refused(africas_talking, api_key="old")
    assert (error.kind, error.retry_after) == (Kind.TEMPORARY, 300)
    assert error.detail == "Africa's Talking 401: The supplied authentication is invalid"


def test_too_many_requests_say_how_long_to_wait(africas_talking: AfricasTalking) -> None:
    africas_talking.script.append(Answer(429, "Too many requests", {"Retry-After": "12"}))
    error = refused(africas_talking)
    assert (error.kind, error.retry_after) == (Kind.TEMPORARY, 12)


@pytest.mark.parametrize(
    "step",
    [
        Fault.HANG_AFTER_ACCEPTING,
        Fault.DROP_AFTER_ACCEPTING,
        Fault.HALF_AN_ANSWER,
        Answer(500, "oops"),
        Answer(502, "<html>"),
        Answer(201, "taken"),
        Answer(201, {"SMSMessageData": {"Recipients": [{"statusCode": 101, "messageId": "None"}]}}),
    ],
)
def test_message_that_may_have_gone_is_not_known(africas_talking: AfricasTalking, step: Fault | Answer) -> None:
    africas_talking.script.append(step)
    error = refused(africas_talking, read_seconds=0.3 if step is Fault.HANG_AFTER_ACCEPTING else 10.0)
    assert step is not Fault.HANG_AFTER_ACCEPTING or africas_talking.hanging.wait(10)
    assert (error.permanent, error.kind) == (False, Kind.UNKNOWN)
    assert len(africas_talking.received) == 1


def test_closed_door_is_a_passing_fault(africas_talking: AfricasTalking) -> None:
    assert refused(africas_talking, base_url="http://127.0.0.1:9").kind is Kind.TEMPORARY


@pytest.mark.parametrize(
    ("username", "url"),
    [("sandbox", "https://api.sandbox.africastalking.com"), ("campline", "https://api.africastalking.com")],
)
def test_sandbox_has_an_address_of_its_own(username: str, url: str) -> None:
    assert AfricasTalkingSettings(username=username, api_key="k").base_url == url
