"""Answers that lie in a mailbox: each is kept once and moved after that, whoever is killed in between."""

import pytest

from notifications.receiving.mailbox import MailboxFault, take_all
from notifications.services.inbound import take_in
from tests.config.processes import free_port
from tests.config.waiting import wait_until
from tests.factories.schedule import NOW
from tests.faults.workers import environment, kill, process
from tests.notifications.receiving.conftest import OURS, ImapServer, a_mail, rows

pytestmark = pytest.mark.django_db(transaction=True)


def keep(raw, to):
    take_in(raw, to=to, via="imap", received_at=NOW)


def test_each_mail_is_kept_as_it_came_and_moved(imap):
    imap.put(a_mail(1), a_mail(2, to=f'"The camp" <{OURS.upper()}>'))
    assert take_all(imap.account, keep=keep) == 2
    assert [(row.via, row.to, bytes(row.raw)) for row in rows()] == [
        ("imap", [OURS], a_mail(1)),
        ("imap", [OURS.upper()], a_mail(2, to=f'"The camp" <{OURS.upper()}>')),
    ]
    assert imap.subjects("INBOX") == []
    assert imap.subjects("Campline-taken") == ["mail 1", "mail 2"]
    assert take_all(imap.account, keep=keep) == 0


def test_a_mail_for_somebody_else_stays_and_is_fetched_once(imap):
    imap.put(a_mail(1, to="somebody@else.example"), a_mail(2))
    seen = set()
    assert take_all(imap.account, keep=keep, passed_over=seen) == 1
    assert imap.subjects("INBOX") == ["mail 1"]
    assert len(seen) == 1
    assert take_all(imap.account, keep=keep, passed_over=seen) == 0


def test_a_mail_that_could_not_be_kept_stays_in_the_inbox(imap):
    def broken(raw, to):
        raise RuntimeError("the database is away")

    imap.put(a_mail(1))
    with pytest.raises(RuntimeError):
        take_all(imap.account, keep=broken)
    assert imap.subjects("INBOX") == ["mail 1"]


def test_a_stop_between_keeping_and_moving_makes_no_second_row(imap):
    class Killed(BaseException):
        pass

    def keep_and_die(raw, to):
        keep(raw, to)
        raise Killed

    imap.put(a_mail(1))
    with pytest.raises(Killed):
        take_all(imap.account, keep=keep_and_die)
    assert (len(rows()), imap.subjects("INBOX")) == (1, ["mail 1"])
    assert take_all(imap.account, keep=keep) == 1
    assert (len(rows()), imap.subjects("INBOX")) == (1, [])


def test_a_large_mail_is_kept_as_far_as_it_is_read(imap):
    imap.put(a_mail(1, size=5_100_000))
    take_all(imap.account, keep=keep)
    assert len(rows()[0].raw) == 5_000_001


@pytest.mark.parametrize("password", ["demopass", "wrong"])
def test_a_mailbox_that_cannot_be_read_says_so_without_its_password(imap, password):
    account = ImapServer(free_port() if password == "demopass" else imap.port).account
    object.__setattr__(account, "password", password)
    with pytest.raises(MailboxFault) as fault:
        take_all(account, keep=keep)
    assert password not in str(fault.value)


@pytest.mark.parametrize("stops", [(5,), pytest.param((3, 8), marks=pytest.mark.long)])
def test_a_poller_killed_again_and_again_loses_none_and_takes_none_twice(imap, stops):
    count = 16
    imap.put(*(a_mail(number) for number in range(count)))
    env = environment(mail_port=1, IMAP_URL=imap.url, IMAP_SECONDS="1")
    for wanted in stops:
        with process("manage.py", "poll_mailbox", env=env) as child:
            wait_until(lambda wanted=wanted: len(rows()) >= wanted)
            kill(child)
    left = imap.subjects("INBOX")
    assert left
    with process("manage.py", "poll_mailbox", "--once", env=env) as child:
        assert child.wait(60) == 0
    wanted = sorted(f"mail {number}" for number in range(count))
    assert sorted(bytes(row.raw) for row in rows()) == sorted(a_mail(number) for number in range(count))
    assert (imap.subjects("INBOX"), imap.subjects("Campline-taken")) == ([], wanted)
