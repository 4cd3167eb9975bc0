"""Real workers as processes of their own, against the test's database, and many mails for them to send."""

import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from notifications.models import Attempt, Message
from notifications.queries.at_hand import at_hand
from notifications.services.claiming import LEASE
from notifications.services.sweep import recover
from tests.factories.schedule import add_patient
from tests.factories.telling import add_mail, appointment_at, put_where_it_is_noon, tell_all

CELERY = ("-m", "celery", "-A", "config", "worker", "--loglevel", "ERROR", "--without-gossip", "--without-mingle")


def environment(*, mail_port, **more):
    """The variables of a worker that shares this test's database and sends to its mail server."""
    database = connection.settings_dict
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "DATABASE_URL": f"postgres://postgres@/{database['HOST']}/{database['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
        **more,
    }


@contextmanager
def process(*command, env):
    """A process group that is gone afterwards, whatever happened."""
    child = subprocess.Popen([sys.executable, *command], env=env, cwd=settings.BASE_DIR, start_new_session=True)
    try:
        yield child
    finally:
        kill(child)


def kill(child):
    """SIGKILL for it and all it started: no handler runs, nothing is finished."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    child.wait(30)


def children_of(pid):
    """The processes it started that are still there, by the kernel's list."""
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def many_invitations(made, count, *, first=1000):
    """A published camp with `count` patients who have a mail and no phone; nothing sent yet, one mail due for each.

    One transaction: a worker's round already on its way sees none of them before they have been counted.
    """
    now = timezone.now()
    with transaction.atomic():
        put_where_it_is_noon(made, now=now)
        made.camp.first_day = (now + timedelta(days=30)).date()
        made.camp.save()
        for doctor in made.doctors.values():
            doctor.shifts.all().delete()
        for number in range(count):
            registration = add_patient(made, number=first + number, procedure="LOOK")
            registration.patient.contacts.all().delete()
            add_mail(registration, f"p{first + number}@example.org")
            appointment_at(made, registration, at=now + timedelta(days=30), station="Desk", now=now)
        tell_all(made, now=now)
        assert Message.objects.filter(state="planned", due_at__lte=now).count() == count


def hold_back(mailbox, *, at, seconds):
    """Mail number `at` is kept, but its sender waits for the answer: whatever comes then hits a mail under way."""

    def answer(*_):
        mailbox.seconds = seconds if len(mailbox.raw) + 1 == at else 0
        return "250 Kept"

    mailbox.answer = answer


def leases_run_out(of=None):
    """What two minutes would do: what dead workers held is taken back; `of` names them, by a part of their name."""
    if of is None:
        later = timezone.now() + LEASE + timedelta(seconds=1)
        recover(at_hand(now=later), now=later)
        return
    held = Message.objects.filter(state="leased", lease_owner__contains=of)
    held.update(leased_until=timezone.now() - timedelta(seconds=1))  # the next round looks for them


def nothing_is_repeated_yet():
    """A mail that may not have arrived goes once more after a quarter of an hour (repeating.py); this takes longer."""
    booked().filter(state="unknown").update(due_at=timezone.now() + timedelta(days=1))


def booked():
    return Message.objects.filter(kind="booked")


def all_left():
    """Nothing is planned or under way any more."""
    return not booked().filter(state__in=["planned", "leased"]).exists()


def check_nobody_is_told_twice(mailbox, *, count, most_unknown):
    """Each of `count` is sent, or stands as unknown with a next step; no mail came twice; nothing was lost."""
    came = Counter(message_from_bytes(raw)["Message-ID"] for raw in mailbox.raw)
    states = Counter(booked().values_list("state", flat=True))
    assert set(states) <= {"sent", "unknown"}
    assert states.total() == count
    assert states["unknown"] <= most_unknown
    assert max(came.values()) == 1
    assert set(came) <= set(booked().values_list("message_id", flat=True))
    assert set(booked().filter(state="sent").values_list("message_id", flat=True)) <= set(came)
    for row in booked().filter(state="unknown"):
        assert "goes once more at" in row.why
        assert row.due_at > timezone.now()
    # A busy machine may refuse a connection before anything is handed over; such a try is no second mail.
    handed_over = Attempt.objects.filter(message__in=booked()).exclude(outcome=Attempt.Outcome.TEMPORARY)
    assert handed_over.count() == count
    return states
