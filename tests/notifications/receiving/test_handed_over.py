"""A mail server hands mails over: they are kept before it hears so, and refused where they are none of ours."""

import smtplib
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.config.waiting import wait_until
from tests.faults.workers import kill
from tests.notifications.receiving.conftest import ALSO_OURS, OURS, a_mail, receiver, rows

pytestmark = pytest.mark.django_db(transaction=True)


def test_mails_come_in_by_lmtp_and_smtp_and_only_for_our_addresses():
    with receiver() as (lmtp, smtp, _):
        with smtplib.LMTP(lmtp) as client:
            assert client.sendmail("a@example.org", [OURS], a_mail(1)) == {}
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                client.sendmail("a@example.org", ["camp@campline.localhost"], a_mail(2))
            assert refused.value.recipients["camp@campline.localhost"][0] == 550
            # A server that has both kinds of recipients hands over what is ours.
            refused = client.sendmail("a@example.org", [OURS, "x@elsewhere.example"], a_mail(3))
            assert list(refused) == ["x@elsewhere.example"]
        with smtplib.SMTP("127.0.0.1", smtp) as client:
            assert client.sendmail("", [OURS.upper()], a_mail(4)) == {}
    found = [(row.via, row.to, bytes(row.raw)) for row in rows()]
    assert found == [
        ("lmtp", [OURS], a_mail(1)),
        ("lmtp", [OURS], a_mail(3)),
        ("smtp", [OURS.upper()], a_mail(4)),
    ]


def test_lmtp_answers_for_each_recipient_and_refuses_what_is_too_large():
    with receiver() as (lmtp, _, _child), socket.socket(socket.AF_UNIX) as client:
        client.connect(lmtp)
        talk = client.makefile("rwb")

        def say(line):
            talk.write(line + b"\r\n")
            talk.flush()
            while (answer := talk.readline())[3:4] == b"-":
                pass
            return answer[:3]

        assert talk.readline().startswith(b"220")
        assert say(b"LHLO mx") == b"250"
        assert say(b"MAIL FROM:<a@example.org> SIZE=9000000") == b"552"
        assert say(b"MAIL FROM:<a@example.org>") == b"250"
        for address in (OURS, ALSO_OURS):
            assert say(b"RCPT TO:<" + address.encode() + b">") == b"250"
        assert say(b"DATA") == b"354"
        assert say(a_mail() + b".")[:3] == b"250"
        assert talk.readline().startswith(b"250")
        assert say(b"NOOP") == b"250"
    assert [row.to for row in rows()] == [[OURS, ALSO_OURS]]


def test_while_the_database_is_away_the_mail_stays_with_its_server():
    with (
        receiver(DATABASE_URL="postgres://postgres@127.0.0.1:9/nowhere") as (lmtp, _, _child),
        smtplib.LMTP(lmtp) as client,
        pytest.raises(smtplib.SMTPDataError) as refused,
    ):
        client.sendmail("a@example.org", [OURS], a_mail())
    assert refused.value.smtp_code == 451


def test_whatever_was_accepted_is_kept_though_the_receiver_is_killed():
    accepted = []

    def hand_over(number):
        try:
            with smtplib.LMTP(lmtp, timeout=20) as client:
                client.sendmail("a@example.org", [OURS], a_mail(number))
        except (OSError, smtplib.SMTPException):
            return
        accepted.append(a_mail(number))

    with receiver() as (lmtp, _, child), ThreadPoolExecutor(4) as senders:
        jobs = [senders.submit(hand_over, number) for number in range(60)]
        wait_until(lambda: len(accepted) > 10)
        kill(child)
        for job in jobs:
            job.result()
    assert 10 < len(accepted) < 60
    assert set(accepted) <= {bytes(row.raw) for row in rows()}
