"""Handing mails to a real SMTP server, and to one that misbehaves at each step."""

import socket
import time

import pytest

from notifications.channels.errors import ChannelError, Kind, not_known, refused_for_good, refused_for_now
from notifications.channels.mail import Mail
from notifications.channels.smtp import MailConnection, configured_connection, send_mail
from notifications.channels.smtp import mail as transport
from notifications.channels.smtp.codes import CODES
from notifications.channels.verdicts import Verdict
from tests.notifications.ical.events import DOCTOR, REPLY_TO
from tests.notifications.mail.mails import a_reminder, an_invitation
from tests.notifications.mail.scripted import HANG_UP, RESET_IN_BODY, SILENCE, Scripted, scripted
from tests.notifications.mail.sink import Sink, running_sink


def to(server: Scripted) -> MailConnection:
    """Patient, since a busy machine may be slow to answer; a server that is silent on purpose is given up sooner."""
    is_silent = any(SILENCE in given for given in server.answers.values())
    return MailConnection(host="127.0.0.1", port=server.port, connect_seconds=20, read_seconds=0.3 if is_silent else 20)


def error_of(mail: Mail, connection: MailConnection) -> ChannelError:
    with pytest.raises(ChannelError) as raised:
        send_mail(mail, connection)
    return raised.value


def test_mail_arrives_as_it_was_built(sink: Sink, connection: MailConnection) -> None:
    mail = an_invitation(text=".\n..\n.hidden\nend\n")
    assert send_mail(mail, connection) == "250 2.0.0 Ok: queued as 0001"
    (envelope,) = sink.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == (REPLY_TO, [DOCTOR])
    assert sink.octets() == mail.octets()


def test_lines_that_begin_with_a_dot_arrive_whole(sink: Sink, connection: MailConnection) -> None:
    send_mail(a_reminder(html="", text=".\n.x\n\n..\n" + "." * 200), connection)
    assert sink.octets() == a_reminder(html="", text=".\n.x\n\n..\n" + "." * 200).octets()


def test_batch_goes_over_one_connection(sink: Sink, connection: MailConnection) -> None:
    for number in range(50):
        send_mail(a_reminder(message_id=f"<m-{number}@camps.example.org>"), connection)
    assert len(sink.mails) == 50
    assert len(sink.connections) == 1


@pytest.mark.parametrize(
    ("answer", "blamed"),
    [
        ("550 no such user", True),
        ("550 5.1.1 no such mailbox", True),
        ("550 5.2.1 mailbox closed", True),
        ("550 5.7.1 we do not like you", False),
        ("552 5.2.2 mailbox full", False),
        ("554 5.6.0 content refused", False),
        ("551 user not here", True),
        ("553 5.1.3 no mailbox name", True),
    ],
)
def test_only_a_refusal_of_the_mailbox_blames_the_address(answer: str, blamed: bool) -> None:
    with scripted(RCPT=[answer]) as server, to(server) as connection, pytest.raises(ChannelError) as refused:
        send_mail(a_reminder(), connection)
    assert refused.value.blames_number is blamed


def test_refusal_of_the_content_does_not_blame_the_mailbox_it_was_for() -> None:
    with scripted(BODY=["550 looks like spam"]) as server, to(server) as connection:
        error = error_of(a_reminder(), connection)
    assert (error.permanent, error.blames_number) == (True, False)


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_table_means_what_it_says(code: int) -> None:
    with scripted(RCPT=[f"{code} no"]) as server, to(server) as connection:
        error = error_of(a_reminder(), connection)
    verdict, _ = CODES[code]
    assert error.blames_number is (verdict is Verdict.BAD_NUMBER)
    assert error.kind is (Kind.TEMPORARY if verdict is Verdict.TEMPORARY else Kind.PERMANENT)


def test_refused_mail_leaves_the_connection_good_for_the_next() -> None:
    with scripted(RCPT=["550 5.1.1 no such mailbox", "250 ok"]) as server, to(server) as connection:
        assert error_of(a_reminder(), connection).kind is Kind.PERMANENT
        send_mail(a_reminder(), connection)
    assert server.connections == 1
    assert server.seen.count("RSET") == 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "BODY"])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("550 5.7.1 never", Kind.PERMANENT),
        ("554 5.0.0 no", Kind.PERMANENT),
        ("450 4.7.1 greylisted", Kind.TEMPORARY),
        ("452 4.2.2 full", Kind.TEMPORARY),
        ("421 4.3.2 closing", Kind.TEMPORARY),
        ("530 5.7.0 sign in first", Kind.TEMPORARY),
        ("503 5.5.1 out of order", Kind.TEMPORARY),
    ],
)
def test_refusal_at_each_step_is_permanent_or_temporary(step: str, answer: str, kind: Kind) -> None:
    with scripted(**{step: answer}) as server, to(server) as connection:
        error = error_of(an_invitation(), connection)
    assert (error.kind, error.permanent) == (kind, kind is Kind.PERMANENT)
    assert answer in error.detail
    assert len(server.bodies) == (1 if step == "BODY" else 0)


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        *((step, fault) for step in ("greeting", "EHLO", "MAIL", "RCPT", "DATA") for fault in (HANG_UP, SILENCE)),
        *((step, "hello there") for step in ("greeting", "MAIL", "RCPT", "DATA")),  # after EHLO, HELO is tried
    ],
)
def test_fault_before_the_mail_was_handed_over_is_temporary(step: str, fault: str) -> None:
    with scripted(**{step: fault}) as server, to(server) as connection:
        error = error_of(an_invitation(), connection)
        assert not connection.is_open
    assert error.kind is Kind.TEMPORARY
    assert server.bodies == []


@pytest.mark.parametrize("fault", [HANG_UP, SILENCE, "hello there", "999 what", "x" * 10_000])
def test_fault_after_the_mail_was_handed_over_is_unknown(fault: str) -> None:
    with scripted(BODY=fault) as server, to(server) as connection:
        error = error_of(an_invitation(), connection)
        assert not connection.is_open
    assert (error.kind, error.permanent) == (Kind.UNKNOWN, False)
    assert "after the mail was handed over" in error.detail or "no SMTP answer" in error.detail
    assert len(server.bodies) == 1, "it must not be handed over twice"


def test_connection_broken_in_the_middle_of_the_mail_is_temporary() -> None:
    large = a_reminder(text="word " * 4_000_000)
    with scripted(BODY=RESET_IN_BODY) as server, to(server) as connection:
        assert error_of(large, connection).kind is Kind.TEMPORARY


@pytest.mark.parametrize("fault", [HANG_UP, "421 4.4.2 idle too long"])
def test_connection_gone_stale_between_two_mails_is_opened_again_once(fault: str) -> None:
    with scripted(MAIL=["250 ok", fault, "250 ok"]) as server, to(server) as connection:
        send_mail(a_reminder(), connection)
        send_mail(a_reminder(), connection)
    assert server.connections == 2
    assert len(server.bodies) == 2


def test_connection_that_stays_dead_is_not_tried_for_ever() -> None:
    with scripted(MAIL=["250 ok", HANG_UP]) as server, to(server) as connection:
        send_mail(a_reminder(), connection)
        assert error_of(a_reminder(), connection).kind is Kind.TEMPORARY
    assert server.connections == 2


def test_unknown_is_not_repeated_on_a_reused_connection() -> None:
    with scripted(BODY=["250 ok", HANG_UP]) as server, to(server) as connection:
        send_mail(a_reminder(), connection)
        assert error_of(a_reminder(), connection).kind is Kind.UNKNOWN
    assert len(server.bodies) == 2


def test_refused_greeting_or_sign_in_says_nothing_about_the_mail() -> None:
    with scripted(greeting="554 5.7.1 not you") as server, to(server) as connection:
        error = error_of(a_reminder(), connection)
    assert (error.kind, "554" in error.detail) == (Kind.TEMPORARY, True)
    with scripted(EHLO="250-scripted\r\n250 AUTH PLAIN", AUTH="535 5.7.8 wrong") as server:
        connection = MailConnection(host="127.0.0.1", port=server.port, username="camp", password="canary-word")
        error = error_of(a_reminder(), connection)
    assert (error.kind, "535" in error.detail) == (Kind.TEMPORARY, True)
    assert "canary-word" not in str(error)


def test_server_without_tls_is_not_sent_to_in_clear() -> None:
    with scripted() as server:
        connection = MailConnection(host="127.0.0.1", port=server.port, use_tls=True)
        assert error_of(a_reminder(), connection).kind is Kind.TEMPORARY
    assert "MAIL" not in server.seen


def test_nobody_listening_is_temporary() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = error_of(a_reminder(), MailConnection(host="127.0.0.1", port=port))
    assert error.kind is Kind.TEMPORARY
    assert f"127.0.0.1:{port}" in error.detail


def test_silent_server_is_given_up_after_the_read_time_out() -> None:
    begun = time.monotonic()
    with scripted(greeting=SILENCE) as server, to(server) as connection:
        error_of(a_reminder(), connection)
    assert 0.25 < time.monotonic() - begun < 20


def test_slow_server_may_not_eat_the_lease_of_the_message(monkeypatch) -> None:
    monkeypatch.setattr(transport, "BEFORE_HAND_OVER_SECONDS", 0.3)
    begun = time.monotonic()
    with scripted(RCPT=SILENCE) as server:
        patient = MailConnection(host="127.0.0.1", port=server.port, read_seconds=30)
        assert error_of(a_reminder(), patient).kind is Kind.TEMPORARY
    assert time.monotonic() - begun < 25


def test_size_is_announced_where_the_server_knows_it() -> None:
    with running_sink(data_size_limit=500) as small, MailConnection(host=small.host, port=small.port) as connection:
        error = error_of(an_invitation(), connection)
    assert error.kind is Kind.PERMANENT
    assert "552" in error.detail
    assert small.mails == []


def test_configured_connection_is_the_one_of_the_settings(settings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "mail.example", 2525, 17
    made = configured_connection()
    assert (made.host, made.port, made.read_seconds, made.is_open) == ("mail.example", 2525, 17, False)
    assert made.ehlo_name == settings.MAIL_DOMAIN


def test_both_kinds_of_encryption_at_once_are_refused() -> None:
    with pytest.raises(ValueError, match="exclude each other"):
        MailConnection(host="mail.example", port=25, use_tls=True, use_ssl=True)


def test_channel_error_cannot_contradict_itself() -> None:
    with pytest.raises(ValueError, match="contradicts"):
        ChannelError(permanent=True, kind=Kind.UNKNOWN, detail="")
    made = [refused_for_good("a"), refused_for_now("b", retry_after=9), not_known("c")]
    assert [(error.permanent, error.kind.value, error.retry_after) for error in made] == [
        (True, "permanent", None),
        (False, "temporary", 9),
        (False, "unknown", None),
    ]
