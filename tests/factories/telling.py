"""Appointments, contacts and publishings for the tests of the telling."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP
from django.db import connection

from camps.models import Contact, ContactKind, Doctor, Registration
from notifications.models import Message
from notifications.services.fan_out import fan_out
from notifications.services.publishing import publish
from notifications.services.sweep import tick
from scheduling.models import Allocation, Appointment, AppointmentKind, ChangeKind, Part, ScheduleChange, Tell
from scheduling.services.booking import SYSTEM
from scheduling.services.booking.records import record, snapshot
from tests.factories.schedule import NOW, SmallCamp


def appointment_at(
    made: SmallCamp,
    registration: Registration,
    *,
    at: datetime,
    minutes: int = 60,
    kind: str = AppointmentKind.OPERATION,
    doctors: tuple[Doctor, ...] = (),
    station: str = "Table 1",
    now: datetime = NOW,
) -> Appointment:
    """A booked appointment with its change, written straight down; the doctors hold it."""
    appointment = Appointment.objects.create(
        organisation=made.organisation,
        camp=made.camp,
        venue=made.camp.venue,
        registration=registration,
        kind=kind,
        station=made.stations[station],
        starts_at=at,
        ends_at=at + timedelta(minutes=minutes),
        arrive_at=at,
        created_at=now,
        changed_at=now,
    )
    for doctor in doctors:
        Allocation.objects.create(
            organisation=made.organisation,
            appointment=appointment,
            resource=doctor.resource,
            part=Part.SURGEON,
            period=(at, at + timedelta(minutes=minutes)),
        )
    record(appointment, ChangeKind.BOOKED, before=None, tell=Tell.ON_PUBLISH, actor=SYSTEM, now=now)
    return appointment


def moved(
    appointment: Appointment, *, to: datetime, now: datetime, tell: str = Tell.ON_PUBLISH, **more: object
) -> ScheduleChange:
    """Write another time, with SEQUENCE raised, and its change."""
    appointment.refresh_from_db()
    before = snapshot(appointment)
    length = appointment.ends_at - appointment.starts_at
    appointment.starts_at, appointment.ends_at, appointment.arrive_at = to, to + length, to
    for name, value in more.items():
        setattr(appointment, name, value)
    appointment.sequence += 1
    appointment.changed_at = now
    appointment.save()
    for allocation in appointment.allocations.filter(live=True):
        allocation.period = (to, to + length)
        allocation.save()
    return record(appointment, ChangeKind.MOVED, before=before, tell=Tell(tell), actor=SYSTEM, now=now)


def local(made: SmallCamp, day: int, hour: int, minute: int = 0) -> datetime:
    """An hour of the camp's day 0, 1, … at its venue, in UTC."""
    return made.camp.instant(made.camp.first_day + timedelta(days=day), time(hour, minute)).astimezone(UTC)


def put_where_it_is_noon(made: SmallCamp, *, now: datetime) -> None:
    """By the real clock: all live where nobody sleeps, so that nothing waits for the morning."""
    ahead = 12 - now.astimezone(UTC).hour
    made.camp.venue.timezone = f"Etc/GMT{-ahead:+d}" if ahead else "Etc/UTC"  # POSIX: west is plus
    made.camp.venue.save()
    for doctor in made.doctors.values():
        doctor.home_timezone = ""
        doctor.save()


def add_mail(registration: Registration, address: str, **fields: object) -> Contact:
    return Contact.objects.create(
        organisation_id=registration.organisation_id,
        patient_id=registration.patient_id,
        kind=ContactKind.MAIL,
        value=address,
        **fields,
    )


def tell_all(made: SmallCamp, *, now: datetime = NOW, act: str = "published") -> None:
    """Publish and fan out."""
    publish(made.camp, by=None, now=now, act=act)
    fan_out(now=now)


def they_hear(*, now: datetime = NOW) -> None:
    """What was to be told at once has left: a visit that nobody heard of is booked, however often it is moved."""
    Message.objects.filter(rung="", state="planned").update(state="sent", ended_at=now)


def run_tick(now: datetime) -> None:
    """One round at a standing clock, in a thread of its own: a worker has no organisation in scope."""

    def work() -> None:
        try:
            tick(clock=lambda: now, until=now + timedelta(hours=1))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        worker.submit(work).result()


def lines(**where: object) -> list[tuple[str, str, str]]:
    """(kind, channel, recipient) of messages, in the order they were made."""
    rows = Message.objects.filter(**where).order_by("id")
    return [(row.kind, row.channel, row.recipient) for row in rows]


def day_of(at: datetime, made: SmallCamp) -> date:
    return at.astimezone(made.camp.zone).date()


@dataclass
class MailBox:
    """A real SMTP server on loopback. `answer(recipient, content)` may refuse; what it took stands in `raw`.

    `seconds` pass between keeping a mail and saying so.
    """

    answer: Callable[[str, bytes], str] = lambda *_: "250 Kept"
    raw: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    seconds: float = 0.0

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=policy.default) for content in self.raw]

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]

    async def handle_DATA(self, server, session, envelope):
        content = envelope.original_content
        said = self.answer(envelope.rcpt_tos[0], content)
        if said.startswith("250"):
            self.raw.append(content)
        await asyncio.sleep(self.seconds)  # kept, but the sender does not know it yet
        return said

    def start(self) -> Callable[[], None]:
        """Listen; returns what stops it."""
        loop = asyncio.new_event_loop()

        def session() -> SMTP:
            self.connections += 1
            return SMTP(self, enable_SMTPUTF8=True, loop=loop, hostname="sink.localhost")

        server = loop.run_until_complete(loop.create_server(session, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()

        def stop() -> None:
            loop.call_soon_threadsafe(server.close)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(5)
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0))
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

        return stop
