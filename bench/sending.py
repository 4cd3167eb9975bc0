"""Messages a second into a minimal SMTP sink, against ready bytes on one connection of smtplib.

`channel` builds each mail and sends it; `outbox` does all: claim, last look, attempt row, render, send, record.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connection
from django.test.utils import override_settings
from django_scopes import scope, scopes_disabled

from bench.figures import Figure
from bench.sink import running_sink
from notifications.channels.mail import Mail
from notifications.channels.smtp import configured_connection, send_mail
from notifications.models import Message
from notifications.services.fan_out import fan_out
from notifications.services.publishing import publish
from notifications.services.sweep import sweep
from tests.factories.schedule import add_patient, small_camp
from tests.factories.telling import NOW, add_mail, appointment_at, local
from tests.notifications.mail.mails import a_reminder, an_invitation

MAILS = 1000
PATIENTS = 300
KINDS = (("invitation", an_invitation), ("reminder", a_reminder))


def run() -> Iterator[Figure]:
    """For invitations (iMIP) and plain reminders: ready bytes, the channel, the whole outbox."""
    with running_sink() as port, override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
        for name, build in KINDS:
            ready = ready_bytes(build().octets(), port)
            channel = through_channel(build)
            outbox = through_outbox(name)
            yield Figure(f"sending.{name}.ready", ready, "mails/s")
            yield Figure(f"sending.{name}.channel", channel, "mails/s")
            yield Figure(f"sending.{name}.channel.to_ready", channel / ready, "ratio")
            yield Figure(f"sending.{name}.outbox", outbox, "messages/s", at_least=50, note="drain 50/s (safety §11)")
            yield Figure(f"sending.{name}.outbox.to_ready", outbox / ready, "ratio")


def ready_bytes(octets: bytes, port: int) -> float:
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.ehlo_or_helo_if_needed()
        begun = time.perf_counter()
        for _ in range(MAILS):
            server.sendmail("from@example.org", ["to@example.org"], octets)
        return MAILS / (time.perf_counter() - begun)


def through_channel(build: Callable[[], Mail]) -> float:
    with configured_connection() as server:
        send_mail(build(), server)
        begun = time.perf_counter()
        for _ in range(MAILS):
            send_mail(build(), server)
        return MAILS / (time.perf_counter() - begun)


def through_outbox(name: str) -> float:
    """PATIENTS people with a mail address each: their invitations, or the reminders that are due a day before."""
    with scopes_disabled(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE camps_organisation CASCADE")
        made = small_camp(patients=0, slug="mails")
        with scope(organisation=made.organisation):
            for number in range(1, PATIENTS + 1):
                registration = add_patient(made, number=number, procedure="LOOK")
                registration.patient.contacts.all().delete()
                add_mail(registration, f"patient{number}@example.org")
                appointment_at(made, registration, at=local(made, 0, 9) + timedelta(minutes=number))
            publish(made.camp, by=None, now=NOW)
    fan_out(now=NOW)
    now = NOW
    if name == "reminder":
        with scopes_disabled():
            Message.objects.exclude(rung="1d").delete()
        now = local(made, -1, 12)
    begun = time.perf_counter()
    counts = sweep(clock=lambda: now, until=now + timedelta(hours=1))
    seconds = time.perf_counter() - begun
    return sum(counts.values()) / seconds
