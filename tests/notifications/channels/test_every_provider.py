"""What must hold for every provider that is called over HTTP: its codes, its silences, its "too many"."""

from collections.abc import Iterator
from typing import Any

import pytest

from notifications.channels.errors import ChannelError, Kind, OptedOut
from notifications.channels.verdicts import Verdict
from tests.notifications.channels.played import PLAYED, Played
from tests.providers.stand_in import Answer, Fault, StandIn, serving

MEANS = {
    Verdict.BAD_NUMBER: (Kind.PERMANENT, None, True),
    Verdict.REFUSED: (Kind.PERMANENT, None, False),
    Verdict.OPTED_OUT: (Kind.PERMANENT, None, False),
    Verdict.TEMPORARY: (Kind.TEMPORARY, None, False),
    Verdict.SLOW_DOWN: (Kind.TEMPORARY, 60.0, False),
    Verdict.UNKNOWN: (Kind.UNKNOWN, None, False),
    Verdict.ACCOUNT: (Kind.TEMPORARY, 300.0, False),
}
EACH = pytest.mark.parametrize("one", PLAYED, ids=lambda one: one.name)


@pytest.fixture
def server(one: Played) -> Iterator[StandIn]:
    with serving(one.stand_in()) as provider:
        yield provider


def refused(one: Played, server: StandIn, **changes: Any) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        one.send(server, **changes)
    return caught.value


@EACH
def test_message_is_taken_over_once_and_named(one: Played, server: StandIn) -> None:
    assert one.send(server).provider_ref
    assert (len(server.received), len(server.accepted)) == (1, 1)


@pytest.mark.parametrize(
    ("one", "code"), [pytest.param(one, code, id=f"{one.name}-{code}") for one in PLAYED for code in one.codes]
)
def test_every_documented_code_means_what_its_table_says(one: Played, code: int | str, server: StandIn) -> None:
    server.script.append(one.refuse(server, code))
    error = refused(one, server)
    verdict, _ = one.codes[code]
    assert (error.kind, error.retry_after, error.blames_number) == MEANS[verdict]
    assert isinstance(error, OptedOut) is (verdict is Verdict.OPTED_OUT)
    assert str(code) in error.detail
    assert server.accepted == []


@EACH
@pytest.mark.parametrize(
    "fault", [Fault.HANG_AFTER_ACCEPTING, Fault.DROP_AFTER_ACCEPTING, Fault.HALF_AN_ANSWER, Fault.DROP_AFTER_HEADERS]
)
def test_silence_after_the_message_left_is_not_known_and_not_tried_again(
    one: Played, server: StandIn, fault: Fault
) -> None:
    server.script.append(fault)
    error = refused(one, server, read_seconds=0.3 if fault is Fault.HANG_AFTER_ACCEPTING else 10.0)
    assert (error.permanent, error.kind) == (False, Kind.UNKNOWN)
    assert len(server.accepted) == (0 if fault is Fault.DROP_AFTER_HEADERS else 1)


@EACH
@pytest.mark.parametrize("answer", [Answer(500, "oops"), Answer(502, "<html>"), Answer(504, "<html>")])
def test_error_of_the_server_leaves_open_whether_it_was_taken(one: Played, server: StandIn, answer: Answer) -> None:
    server.script.append(answer)
    assert refused(one, server).kind is Kind.UNKNOWN


@EACH
@pytest.mark.parametrize("body", ["taken", {}, {"messages": [], "sid": None, "MessageId": "", "SMSMessageData": "x"}])
def test_yes_without_an_id_is_not_known(one: Played, server: StandIn, body: Any) -> None:
    server.script.append(Answer(200, body))
    assert refused(one, server).kind is Kind.UNKNOWN


@EACH
@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {}, 60),
        (429, {"Retry-After": "7"}, 7),
        (429, {"Retry-After": "soon"}, 60),
        (429, {"Retry-After": "Sun, 22 Nov 2026 10:00:40 GMT", "Date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 40),
        (503, {}, None),
        (503, {"Retry-After": "120"}, 120),
        (401, {}, 300),
        (403, {}, 300),
        (404, {}, 300),
        (301, {"Location": "https://elsewhere.example/"}, 300),
    ],
)
def test_status_alone_says_how_long_to_wait(
    one: Played, server: StandIn, status: int, headers: dict[str, str], seconds: float | None
) -> None:
    server.script.append(Answer(status, "no words of its own", headers))
    error = refused(one, server)
    assert (error.kind, error.retry_after) == (Kind.TEMPORARY, seconds)
    assert one.send(server).provider_ref


@EACH
def test_wish_to_wait_beside_a_code_is_kept(one: Played, server: StandIn) -> None:
    slow = [code for code, (verdict, _) in one.codes.items() if verdict is Verdict.SLOW_DOWN]
    for code in slow:
        answer = one.refuse(server, code)
        server.script.append(Answer(answer.status, answer.body, {**answer.headers, "Retry-After": "9"}))
        assert refused(one, server).retry_after == 9


@EACH
@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_unknown_refusal_of_the_message_is_for_good_and_blames_nobody(
    one: Played, server: StandIn, status: int
) -> None:
    server.script.append(Answer(status, "something new"))
    error = refused(one, server)
    assert (error.permanent, error.blames_number) == (True, False)


@EACH
def test_closed_door_is_a_passing_fault(one: Played, server: StandIn) -> None:
    error = refused(one, server, base_url="http://127.0.0.1:9")
    assert (error.kind, error.retry_after) == (Kind.TEMPORARY, None)


@EACH
def test_address_without_encryption_is_refused(one: Played, server: StandIn) -> None:
    with pytest.raises(ValueError, match="must begin with https"):
        one.send(server, base_url="http://api.example.com")
