"""Every calendar object the system can produce, in every language, with any names, places and times.

Each is held to the tables of RFC 5546 and to our own validator, and three readers by other people must read in it what
was meant. The objects come from where the mails come from (services/letters.py), so a new kind of message is tried by
itself.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from camps.models import Contact, Doctor, Shift
from notifications.ical.cleaning import clean, one_line
from notifications.ical.event import Event
from notifications.ical.feed import feed
from notifications.ical.invitation import publish
from notifications.ical.validator import faults
from notifications.models import Channel, Message, Told
from notifications.queries.feed_fragments import fragment_of
from notifications.queries.feed_shown import Days, Entry
from notifications.services.letters import CALLED_OFF, INVITING, Letter, calendar_for, mail_for
from notifications.wording import CASE_KINDS, PATIENT_KINDS, SHIFT_KINDS, WITHDRAWN_KINDS, Facts, Kind, event_text
from notifications.wording.catalogue import LANGUAGES
from scheduling.models import Appointment, AppointmentState
from tests.conformance.by_node import by_ical_js, calendar_by_ical_js
from tests.conformance.itip.checker import violations
from tests.conformance.readers import by_icalendar, by_vobject, mail_parts, octets_of, shown_between
from tests.notifications.ical.events import FEED_UID

NOT_TRIED = "secret-link"  # what hypothesis types may look like a link with a token; then it is refused, as it must be
TYPED = st.one_of(
    st.text(max_size=80),
    st.text(alphabet='\r\n\x0b\x0c\x1c\x85\u2028\u2029\x00\x1b\t\x7f:;,\\"^=ab é𝔸', max_size=80),
    st.sampled_from(["Ọláìyá Ṣówándé", "محمد عبد الله", "李小龍", "Ada\r\nATTENDEE:mailto:x@y.example\nEND:VEVENT"]),
)
ZONES = st.sampled_from(["Africa/Lagos", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Europe/Paris", "UTC"])
STARTS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC))
SECONDS = STARTS.map(lambda at: int(at.timestamp()))
LENGTHS = st.integers(min_value=1, max_value=3000).map(lambda minutes: timedelta(minutes=minutes))
MAILED = [(kind, lang) for kind in sorted(INVITING) for lang in LANGUAGES]
few = hypothesis_settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def facts(draw: st.DrawFn, *, starts: datetime | None = None) -> Facts:
    """Facts of a message, as wild as the house would let them in."""
    zone = draw(ZONES)
    at = (starts or draw(STARTS)).astimezone(ZoneInfo(zone))
    names = {name: draw(TYPED) for name in ("camp_short_name", "venue", "meeting_point", "help_phone")}
    return Facts(when=at, zone_name=zone, case="Case 014 - " + draw(TYPED), **names)


def message_of(kind: Kind, lang: str, *, sequence: int, stands: bool = False) -> Message:
    """A message of this kind, as a row would be, without one."""
    made = Message(
        kind=kind,
        language=lang,
        channel=Channel.MAIL,
        sequence=sequence,
        created_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
        recipient="doctor:7",
        message_id="<m-1@camps.example.org>",
    )
    if kind in SHIFT_KINDS:
        made.shift = Shift(pk=1)
    else:
        state = AppointmentState.BOOKED if stands or kind not in CALLED_OFF else AppointmentState.CANCELLED
        made.appointment = Appointment(pk=1, state=state)
    if kind in PATIENT_KINDS:
        made.contact = Contact(value="ada@example.org")
    else:
        made.doctor = Doctor(email="ada@example.org")
    return made


def called_off_for_all(kind: Kind, *, stands: bool) -> bool | None:
    """What a CANCEL must say of itself: all of it, or this attendee alone; None for what calls nothing off."""
    if kind not in CALLED_OFF:
        return None
    return kind not in WITHDRAWN_KINDS and not (stands and kind == Kind.CASE_CANCELLED)


@pytest.mark.parametrize(("kind", "lang"), MAILED)
@few
@given(data=st.data())
def test_invitation_of_every_kind_in_every_language_keeps_the_tables(kind: str, lang: str, data: st.DataObject) -> None:
    kind, starts, length = Kind(kind), data.draw(STARTS), data.draw(LENGTHS)
    sequence = data.draw(st.integers(min_value=int(kind in CALLED_OFF), max_value=10**6))
    stands = kind in CASE_KINDS and data.draw(st.booleans())
    message, said = message_of(kind, lang, sequence=sequence, stands=stands), data.draw(facts(starts=starts))
    body = calendar_for(message, Told(starts_at=starts, ends_at=starts + length), said)
    method = "CANCEL" if kind in CALLED_OFF else "REQUEST"
    assert violations(body, whole=called_off_for_all(kind, stands=stands), sequence=sequence) == []
    assert [fault for fault in faults(body, mime_method=method) if fault.rule != NOT_TRIED] == []
    shown = event_text(kind, lang=lang, facts=said)
    prefix = "CANCELLED: " if kind in CALLED_OFF else ""
    meant = {
        "uid": (message.shift or message.appointment).uid,  # type: ignore[union-attr]  # it has one of the two
        "sequence": sequence,
        "start": starts.replace(microsecond=0),
        "end": (starts + length).replace(microsecond=0),
        "summary": prefix + one_line(shown.summary),
        "description": clean(shown.description),
        "location": one_line(shown.location),
    }
    for read in (by_icalendar, by_vobject, by_ical_js):
        [event] = read(body)
        assert {name: event[name] for name in meant} == meant, read.__name__
    assert calendar_by_ical_js(body)["method"] == method
    assert calendar_by_ical_js(body)["events"][0]["attendees"] == ["mailto:ada@example.org"]
    starts, ends = meant["start"], meant["end"]
    assert shown_between(body, starts, ends) == [(meant["uid"], starts, ends)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", [Kind.TIME_KEPT, Kind.DOCTOR_TIME_KEPT])
@few
@given(said=facts(), sequence=st.integers(min_value=0, max_value=10**6))
def test_refusal_of_another_time_keeps_the_tables(kind: Kind, lang: str, said: Facts, sequence: int) -> None:
    message = message_of(kind, lang, sequence=sequence)
    message.facts = {"proposed": True}
    assert said.when is not None
    body = calendar_for(message, Told(starts_at=said.when, ends_at=said.when + timedelta(hours=1)), said)
    assert violations(body, sequence=sequence) == []
    assert [fault for fault in faults(body, mime_method="DECLINECOUNTER") if fault.rule != NOT_TRIED] == []
    [read] = calendar_by_ical_js(body)["events"]
    assert (read["uid"], read["sequence"]) == (message.appointment.uid, sequence)  # type: ignore[union-attr]
    assert read["comment"] == clean(event_text(kind, lang=lang, facts=said).description)


@pytest.mark.parametrize(
    ("ways_in", "taken"),
    [
        ({}, False),
        ({"BUILT_IN_MAIL": True}, True),
        ({"LMTP_LISTEN": "unix:/run/lmtp"}, True),
        ({"SMTP_LISTEN": "127.0.0.1:8025"}, True),
        ({"IMAP_MAILBOX": "a mailbox"}, True),
    ],
)
@pytest.mark.parametrize(("kind", "lang"), MAILED)
def test_another_time_is_forbidden_only_where_no_answer_by_mail_reaches_us(
    kind: str, lang: str, ways_in: dict[str, object], taken: bool, settings: object
) -> None:
    for name in ("BUILT_IN_MAIL", "LMTP_LISTEN", "SMTP_LISTEN", "IMAP_MAILBOX"):
        setattr(settings, name, ways_in.get(name))
    starts = datetime(2027, 3, 9, 7, tzinfo=UTC)
    told = Told(starts_at=starts, ends_at=starts + timedelta(hours=1))
    body = calendar_for(message_of(Kind(kind), lang, sequence=1), told, Facts(when=starts, zone_name="UTC"))
    assert violations(body, sequence=1, proposals=taken) == []
    assert (b"DISALLOW-COUNTER" in body) == (not taken and kind not in CALLED_OFF)


@pytest.mark.parametrize(("kind", "lang"), MAILED)
def test_mail_that_carries_it_names_the_same_method_and_comes_from_its_organizer(kind: str, lang: str) -> None:
    message = message_of(Kind(kind), lang, sequence=2)
    starts = datetime(2027, 3, 9, 7, tzinfo=UTC)
    said = Facts(camp_short_name="Jalingo Camp", when=starts, zone_name="UTC", venue="General Hospital")
    body = calendar_for(message, Told(starts_at=starts, ends_at=starts + timedelta(hours=1)), said)
    letter = Letter(text="Text\n", html="<p>Text</p>", subject="Subject", lang=lang, template_version="", calendar=body)
    raw = mail_for(message, letter, date=starts).octets()
    parts = mail_parts(raw)
    part = parts["text/calendar"]
    assert octets_of(part) == octets_of(parts["application/ics"]) == body
    assert faults(body, mime_method=str(part.get_param("method"))) == []
    assert part.get_content_charset() == "utf-8"
    assert part.get("Content-Disposition") is None
    [event] = calendar_by_ical_js(body)["events"]
    sender = message_from_bytes(raw, policy=policy.default)["From"].addresses[0].addr_spec
    assert event["organizer"] == f"mailto:{sender}"


@pytest.mark.parametrize("lang", LANGUAGES)
@few
@given(said=facts(), length=LENGTHS, sequence=st.integers(min_value=0, max_value=99))
def test_file_a_patient_keeps_keeps_the_tables(lang: str, said: Facts, length: timedelta, sequence: int) -> None:
    shown = event_text(Kind.BOOKED, lang=lang, facts=said)
    assert said.when is not None
    event = Event(
        uid=FEED_UID,
        sequence=sequence,
        stamp=said.when,
        start=said.when,
        end=said.when + length,
        summary=shown.summary,
        description=shown.description,
        location=shown.location,
        organizer="reply@camps.example.org",
        organizer_name=said.camp_short_name,
        private=True,
        alarm=timedelta(days=1),
    )
    body = publish(event)
    assert violations(body, sequence=sequence) == []
    assert [fault for fault in faults(body, mime_method="PUBLISH") if fault.rule != NOT_TRIED] == []
    [first], [second], [third] = by_icalendar(body), by_vobject(body), by_ical_js(body)
    assert first == second == third


@st.composite
def entries(draw: st.DrawFn) -> list[Entry | Days]:
    """What a feed shows: appointments and shifts, cancelled ones among them, under a camp's banner."""
    shown: list[Entry | Days] = []
    for number in range(draw(st.integers(min_value=0, max_value=4))):
        starts = draw(SECONDS)
        shown.append(
            Entry(
                told=number,
                at=draw(SECONDS),
                uid=f"b20d4c77-1f0e-4a86-8d53-{number:012}@camps.example.org",
                sequence=draw(st.integers(min_value=0, max_value=99)),
                cancelled=draw(st.booleans()),
                starts_at=starts,
                ends_at=starts + draw(LENGTHS) // timedelta(seconds=1),
                summary="Case " + draw(TYPED),
                station=draw(TYPED),
                venue=draw(TYPED),
                meeting=draw(TYPED),
                zone=draw(ZONES),
                lang=draw(st.sampled_from(LANGUAGES)),
                camp=1,
                camp_name="Camp",
            )
        )
    if shown and draw(st.booleans()):
        first = draw(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
        days = draw(st.integers(min_value=0, max_value=9))
        cancelled = draw(st.booleans())
        last, summary = first + timedelta(days=days), "Camp " + draw(TYPED)
        shown.append(
            Days(draw(SECONDS), FEED_UID, cancelled, first_day=first, last_day=last, summary=summary, venue=draw(TYPED))
        )
    return shown


@few
@given(shown=entries(), name=TYPED)
def test_feed_keeps_the_tables_and_says_what_was_told(shown: list[Entry | Days], name: str) -> None:
    changed = datetime(2027, 3, 1, 10, 15, tzinfo=UTC)
    fragments = [fragment_of(each, each.sequence, int(changed.timestamp())) for each in shown]
    uid = FEED_UID.replace("@", "-feed@")
    body = feed(fragments, name="Feed " + name, uid=uid, last_modified=changed, tz="Africa/Lagos", color="teal")
    assert violations(body) == []
    assert [fault for fault in faults(body) if fault.rule != NOT_TRIED] == []
    first, second, third = by_icalendar(body), by_vobject(body), by_ical_js(body)
    assert first == second == third
    prefixes = ["CANCELLED: " if each.cancelled else "" for each in shown]
    summaries = [prefix + one_line(each.summary) for prefix, each in zip(prefixes, shown, strict=True)]
    assert [event["summary"] for event in third] == summaries
