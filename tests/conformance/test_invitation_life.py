"""One shift through its life: invited, moved twice, cancelled; read back from a real mail server."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import vobject

from notifications.channels.mail import Mail
from notifications.channels.smtp import MailConnection, send_mail
from notifications.ical.invitation import cancel, request
from notifications.ical.validator import faults
from tests.conformance.readers import by_icalendar, by_vobject, mail_parts, octets_of
from tests.notifications.ical.events import DOCTOR, REPLY_TO, a_shift
from tests.notifications.mail.sink import Sink


def life_of_a_shift() -> list[bytes]:
    """Return the calendar objects of a shift that is moved twice and then cancelled."""
    event = a_shift(description="08:00 to 14:00 Africa/Lagos, table 2\nHelp: +234 1 555 0100", location="Gate 2")
    objects = [request(event)]
    for hours in (1, 2):
        event = replace(
            event,
            sequence=event.sequence + 1,
            stamp=event.stamp + timedelta(days=1),
            start=event.start + timedelta(hours=hours),
            end=event.end + timedelta(hours=hours),
        )
        objects.append(request(event))
    event = replace(event, sequence=event.sequence + 1, stamp=event.stamp + timedelta(days=1))
    return [*objects, cancel(event)]


def sent_and_read_back(sink: Sink) -> list[bytes]:
    with MailConnection(host=sink.host, port=sink.port) as connection:
        for number, body in enumerate(life_of_a_shift()):
            mail = Mail(
                message_id=f"<m-{number}@camps.example.org>",
                date=datetime(2027, 1, 15 + number, 9, tzinfo=UTC),
                sender=REPLY_TO,
                to=DOCTOR,
                subject="Your shift",
                text="Your shift\n",
                html="<p>Your shift</p>\n",
                calendar=body,
            )
            send_mail(mail, connection)
    return [sink.octets(index) for index in range(len(sink.mails))]


def test_uid_stays_and_sequence_counts_0_1_2_then_3_with_the_cancel(sink: Sink) -> None:
    bodies = [octets_of(mail_parts(raw)["text/calendar"]) for raw in sent_and_read_back(sink)]
    read = [by_vobject(body)[0] for body in bodies]
    assert [one["sequence"] for one in read] == [0, 1, 2, 3]
    assert [one["status"] for one in read] == ["CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [vobject.readOne(body.decode()).method.value for body in bodies] == ["REQUEST"] * 3 + ["CANCEL"]
    assert len({one["uid"] for one in read}) == 1
    assert [one["start"].hour for one in read] == [7, 8, 10, 10]
    stamps = [one["stamp"] for one in read]
    assert stamps == sorted(set(stamps))


def test_organizer_stays_and_is_the_sender_and_the_attendee_is_who_it_is_sent_to(sink: Sink) -> None:
    raws = sent_and_read_back(sink)
    assert {envelope.mail_from for envelope in sink.mails} == {REPLY_TO}
    for raw, envelope in zip(raws, sink.mails, strict=True):
        event = vobject.readOne(octets_of(mail_parts(raw)["text/calendar"]).decode()).vevent
        assert event.organizer.value == f"mailto:{REPLY_TO}"
        assert [child.value for child in event.contents["attendee"]] == [f"mailto:{DOCTOR}"]
        assert envelope.rcpt_tos == [DOCTOR]


def test_every_object_passes_the_validator_with_the_method_of_its_part(sink: Sink) -> None:
    for raw in sent_and_read_back(sink):
        parts = mail_parts(raw)
        method = parts["text/calendar"].get_param("method")
        body = octets_of(parts["text/calendar"])
        assert faults(body, mime_method=str(method)) == []
        assert octets_of(parts["application/ics"]) == body


def test_icalendar_and_vobject_read_the_same(sink: Sink) -> None:
    for raw in sent_and_read_back(sink):
        body = octets_of(mail_parts(raw)["text/calendar"])
        assert by_icalendar(body) == by_vobject(body)
