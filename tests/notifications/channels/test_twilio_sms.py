"""SMS by Twilio, against its played API."""

from dataclasses import replace
from typing import Any

import pytest

from notifications.channels.errors import ChannelError, Kind, OptedOut
from notifications.channels.providers import Text
from notifications.channels.twilio import sms
from notifications.channels.twilio.settings import TwilioSettings
from tests.providers.stand_in import Answer, Fault
from tests.providers.twilio import MESSAGES, Twilio

NUMBER = "+2348035550100"
TEXT = "Jalingo Camp: votre visite est prévue le mardi 9 mars à 8 h 30. https://c.example/v/1"


def send(provider: Twilio, *, to: str = NUMBER, validity: int = 3600, **changes: Any) -> str:
    values = {
        "account_sid": provider.account_sid,
        "auth_token": provider.auth_token,
        "sender": provider.sender,
        "base_url": provider.url,
        "read_seconds": 10.0,
    }
    settings = TwilioSettings(**{**values, **changes})
    text = Text(to=to, body=TEXT, reference="message:7", validity_seconds=validity)
    return sms.send(text, settings=settings).provider_ref


def refused(provider: Twilio, **changes: Any) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        send(provider, **changes)
    return caught.value


def test_text_is_handed_over_whole_with_its_validity(twilio: Twilio) -> None:
    assert send(twilio) == "SM" + f"{1:032x}"
    assert [request.form for request in twilio.accepted] == [
        {"To": NUMBER, "From": twilio.sender, "Body": TEXT, "ValidityPeriod": "3600"}
    ]


@pytest.mark.parametrize(("asked", "sent"), [(-5, "1"), (0, "1"), (36_000, "36000"), (700_000, "36000")])
def test_validity_is_kept_inside_what_twilio_allows(twilio: Twilio, asked: int, sent: str) -> None:
    send(twilio, validity=asked)
    assert twilio.accepted[0].form["ValidityPeriod"] == sent


def test_messaging_service_takes_the_place_of_a_number(twilio: Twilio) -> None:
    send(twilio, sender="MG" + "1" * 32)
    assert "From" not in twilio.accepted[0].form
    assert twilio.accepted[0].form["MessagingServiceSid"] == "MG" + "1" * 32


@pytest.mark.parametrize("code", [21211, 21408, 21612, 21614, 21617, 21635])
def test_refusal_of_this_text_or_number_is_for_good(twilio: Twilio, code: int) -> None:
    twilio.refusals[NUMBER] = code
    error = refused(twilio)
    assert (error.permanent, error.kind) == (True, Kind.PERMANENT)
    assert error.detail.startswith(f"Twilio {code}: 400 ")
    assert not isinstance(error, OptedOut)
    assert twilio.accepted == []


def test_opted_out_recipient_is_told_apart(twilio: Twilio) -> None:
    twilio.refusals[NUMBER] = 21610
    assert isinstance(refused(twilio), OptedOut)


@pytest.mark.parametrize("code", [30003, 30004, 30005, 30006, 30007])
def test_message_taken_as_failed_is_a_refusal(twilio: Twilio, code: int) -> None:
    twilio.late[NUMBER] = code
    error = refused(twilio)
    assert error.kind is Kind.PERMANENT
    assert str(code) in error.detail


def test_wrong_key_does_not_end_the_message(twilio: Twilio) -> None:
    error = refused(twilio, auth_token="old")
    assert error.kind is Kind.TEMPORARY
    assert error.retry_after == 300
    assert "20003" in error.detail
    assert "old" not in error.detail


@pytest.mark.parametrize("code", [21603, 21606])
def test_wrong_sender_does_not_end_the_message(twilio: Twilio, code: int) -> None:
    twilio.refusals[NUMBER] = code
    assert refused(twilio).kind is Kind.TEMPORARY


@pytest.mark.parametrize("code", [20429, 21611])
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 60),
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "soon"}, 60),
        ({"Retry-After": "Sun, 22 Nov 2026 10:00:40 GMT", "Date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 40),
    ],
)
def test_too_many_requests_say_how_long_to_wait(
    twilio: Twilio, code: int, headers: dict[str, str], seconds: float
) -> None:
    twilio.script.append(twilio.refusal(code, headers=headers))
    error = refused(twilio)
    assert (error.kind, error.retry_after) == (Kind.TEMPORARY, seconds)
    assert send(twilio)


def test_unavailable_service_may_be_tried_again(twilio: Twilio) -> None:
    twilio.script.append(twilio.refusal(20503))
    error = refused(twilio)
    assert (error.kind, error.retry_after) == (Kind.TEMPORARY, None)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(500, {"code": 20500, "message": MESSAGES[20500][1], "status": 500}),
        Answer(502, "<html>Bad Gateway</html>"),
        Answer(504, "<html>Gateway Time-out</html>"),
        Answer(201, "taken"),
        Answer(201, {"status": "queued"}),
        Answer(201, {"sid": None, "status": "queued"}),
    ],
)
def test_answer_behind_which_the_text_may_have_gone_is_not_known(twilio: Twilio, answer: Answer) -> None:
    """Twilio says of 20500 that sending again can reach the person twice."""
    twilio.script.append(replace(answer, taken=True))
    error = refused(twilio)
    assert (error.permanent, error.kind) == (False, Kind.UNKNOWN)
    assert len(twilio.accepted) == 1


@pytest.mark.parametrize(
    "fault", [Fault.HANG_AFTER_ACCEPTING, Fault.DROP_AFTER_ACCEPTING, Fault.HALF_AN_ANSWER, Fault.DROP_AFTER_HEADERS]
)
def test_silence_after_the_form_left_is_not_known(twilio: Twilio, fault: Fault) -> None:
    """From outside, a connection closed before the form was read looks the same: caution wins."""
    twilio.script.append(fault)
    error = refused(twilio, read_seconds=0.3 if fault is Fault.HANG_AFTER_ACCEPTING else 10.0)
    assert fault is not Fault.HANG_AFTER_ACCEPTING or twilio.hanging.wait(10)
    assert (error.permanent, error.kind) == (False, Kind.UNKNOWN)
    assert len(twilio.accepted) == (0 if fault is Fault.DROP_AFTER_HEADERS else 1)


def test_closed_door_is_a_passing_fault(twilio: Twilio) -> None:
    error = refused(twilio, base_url="http://127.0.0.1:9")
    assert (error.kind, error.retry_after) == (Kind.TEMPORARY, None)
    assert error.detail.startswith("not handed over: ConnectError")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(400, {"code": 99999, "message": "something new", "status": 400}), Kind.PERMANENT),
        (Answer(400, {"code": ["odd"], "message": "something new"}), Kind.PERMANENT),
        (Answer(403, "forbidden"), Kind.TEMPORARY),
        (Answer(404, {"code": 20404, "message": "no such account"}), Kind.TEMPORARY),
        (Answer(301, "", {"Location": "https://elsewhere.example/"}), Kind.TEMPORARY),
    ],
)
def test_unknown_code_is_judged_by_its_status(twilio: Twilio, answer: Answer, kind: Kind) -> None:
    twilio.script.append(answer)
    assert refused(twilio).kind is kind


@pytest.mark.parametrize(
    "number", ["08035550100", "+", "+0803555010", "2348035550100", "+23480355501001234", "+234 803"]
)
def test_number_in_national_form_is_refused_before_any_call(twilio: Twilio, number: str) -> None:
    assert refused(twilio, to=number).permanent
    assert twilio.received == []


@pytest.mark.parametrize(("length", "leaves"), [(0, False), (1, True), (1600, True), (1601, False)])
def test_text_of_a_length_that_twilio_refuses_does_not_leave(twilio: Twilio, length: int, leaves: bool) -> None:
    settings = TwilioSettings(
        account_sid=twilio.account_sid, auth_token=twilio.auth_token, sender=twilio.sender, base_url=twilio.url
    )
    text = Text(to=NUMBER, body="x" * length, reference="7", validity_seconds=60)
    if leaves:
        sms.send(text, settings=settings)
    else:
        with pytest.raises(ChannelError, match=f"the text has {length} characters, Twilio takes 1 to 1600") as caught:
            sms.send(text, settings=settings)
        assert caught.value.permanent
    assert len(twilio.received) == leaves


def test_address_without_encryption_is_refused() -> None:
    with pytest.raises(ValueError, match="TWILIO_BASE_URL"):
        TwilioSettings(account_sid="AC", auth_token="t", sender="+1", base_url="http://api.twilio.com")
