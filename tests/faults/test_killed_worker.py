"""F1: a worker killed with SIGKILL in the middle of its sends. `make faults` runs the long one."""

import pytest

from tests.config.waiting import wait_until
from tests.faults.workers import (
    booked,
    check_nobody_is_told_twice,
    environment,
    kill,
    leases_run_out,
    many_invitations,
    process,
)

pytestmark = pytest.mark.django_db(transaction=True)


def hold_back(mailbox, *, at, seconds):
    """From mail number `at` on, the mail server keeps the sender waiting: whatever comes then hits a mail under way."""

    def answer(*_):
        mailbox.seconds = seconds if len(mailbox.raw) + 1 >= at else 0
        return "250 Kept"

    mailbox.answer = answer


@pytest.mark.parametrize(
    ("count", "kills"), [(60, 2), pytest.param(500, 20, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
)
def test_a_killed_worker_tells_nobody_twice_and_loses_nobody(made, mailbox, count, kills):
    many_invitations(made, count)
    env = environment(mail_port=mailbox.port)
    for number in range(kills):
        enough = (number + 1) * count // (kills + 1)
        hold_back(mailbox, at=enough, seconds=600)
        with process("manage.py", "send_due", env=env) as worker:
            wait_until(lambda enough=enough: len(mailbox.raw) >= enough, seconds=120)
            kill(worker)
        leases_run_out()
    mailbox.seconds, mailbox.answer = 0, lambda *_: "250 Kept"
    with process("manage.py", "send_due", env=env) as worker:
        assert worker.wait(600) == 0
    check_nobody_is_told_twice(mailbox, count=count, most_unknown=kills)
    assert booked().filter(state="unknown").exists()  # the kills did hit a mail under way


def test_a_worker_asked_to_stop_finishes_the_mail_at_hand(made, mailbox):
    many_invitations(made, 30)
    hold_back(mailbox, at=5, seconds=3)
    with process("manage.py", "send_due", "--loop", env=environment(mail_port=mailbox.port)) as worker:
        wait_until(lambda: len(mailbox.raw) >= 5, seconds=120)
        worker.terminate()
        assert worker.wait(90) == 0
    assert not booked().filter(state__in=["unknown", "leased"]).exists()
    assert 5 <= len(mailbox.raw) < 30
    assert booked().filter(state="sent").count() == len(mailbox.raw)
