"""One place through its whole life, as the calendars of the patient and of two surgeons show it.

Booked, moved three times, declined by its surgeon, given to another, declined by the patient and called off: each act
by the service that a page calls, each mail by SMTP, each object read by ical.js, icalendar and recurring_ical_events.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from camps.models import DoctorInvites
from notifications.models import Answer
from notifications.services.invites import choose_invites
from notifications.services.reply_tokens import address_for
from scheduling.models import Allocation, Appointment
from scheduling.services.booking import Actor, cancel
from scheduling.services.by_hand import place_by_hand, version
from scheduling.services.slots import make_slots
from tests.conformance.by_node import calendar_by_ical_js
from tests.conformance.itip.checker import violations
from tests.conformance.readers import by_icalendar, shown_between
from tests.factories.replies import Invitation, google
from tests.factories.schedule import NOW
from tests.factories.telling import MailBox, add_mail, local, run_tick, tell_all
from tests.notifications.answers.conftest import comes_in

pytestmark = pytest.mark.django_db(transaction=True)

STAFF = Actor(reason="by hand")
ALWAYS = (NOW - timedelta(days=9), NOW + timedelta(days=99))


@dataclass
class Calendars:
    """Three people's calendars, each following the mails it gets as RFC 5546 s2.1.5 says: never an older SEQUENCE."""

    mailbox: MailBox
    read: int = 0
    events: dict[str, dict[str, bytes]] = field(default_factory=dict)
    sequences: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def follow(self) -> None:
        for mail in self.mailbox.mails[self.read :]:
            self.read += 1
            for part in mail.walk():
                if part.get_content_type() == "text/calendar":
                    self._take(str(mail["To"]), part.get_payload(decode=True), str(part.get_param("method")))

    def _take(self, owner: str, body: bytes, method: str) -> None:
        [event] = calendar_by_ical_js(body)["events"]
        seen = self.sequences.setdefault((owner, event["uid"]), [])
        assert violations(body, sequence=event["sequence"], proposals=True) == []
        assert not seen or event["sequence"] > seen[-1], "a calendar would not believe it"
        seen.append(event["sequence"])
        mine = self.events.setdefault(owner, {})
        if method == "REQUEST":
            mine[event["uid"]] = body
        else:
            assert method == "CANCEL"
            mine.pop(event["uid"])

    def shows(self, owner: str) -> list[tuple[datetime, datetime]]:
        """What stands in this calendar, on which three readers agree."""
        spans = []
        for uid, body in self.events.get(owner, {}).items():
            [by_js], [by_python] = calendar_by_ical_js(body)["events"], by_icalendar(body)
            span = (by_js["start"], by_js["end"])
            assert (by_python["start"], by_python["end"]) == span
            assert shown_between(body, *ALWAYS) == [(uid, *span)]
            assert by_js["attendees"] == [f"mailto:{owner}"]
            spans.append(span)
        return sorted(spans)


@pytest.fixture
def life(made, mailbox):
    """A published camp with one patient and two surgeons who want an invitation for each case."""
    make_slots(camp=made.camp)
    made.camp.state = "published"
    made.camp.save()
    made.first = made.registrations[0]
    made.first.patient.contacts.all().delete()
    made.amina = add_mail(made.first, "amina@example.org")
    for doctor in made.doctors.values():
        choose_invites(doctor=doctor, invites=DoctorInvites.APPOINTMENT, now=NOW)
    made.calendars = Calendars(mailbox)
    return made


def told(life, now):
    """All that happened is published, sent, and followed by the calendars."""
    tell_all(life, now=now)
    run_tick(now)
    life.calendars.follow()


def placed(life, hour, *, now):
    standing = Appointment.objects.filter(registration=life.first).first()
    place_by_hand(
        registration=life.first,
        station=life.stations["Table 1"],
        start=local(life, 0, hour),
        seen=version(standing),
        overruled=True,
        actor=STAFF,
        now=now,
    )
    told(life, now)


def surgeon_of_it():
    return Allocation.objects.get(live=True, part="surgeon").resource.doctor


def declined(recipient, address, *, now):
    """This person's calendar says no to what it shows."""
    place = Appointment.objects.get()
    to = Invitation(
        uid=place.uid,
        organizer=address_for(uid=place.uid, recipient=recipient),
        attendee=address,
        start=place.starts_at,
        end=place.ends_at,
        sequence=place.sequence,
    )
    comes_in(google(to, "declined", at=now), to=to.organizer, now=now)


def test_three_calendars_show_what_stands_after_every_act(life):
    shows, hours = life.calendars.shows, iter(range(1, 99))

    def later():
        return NOW + timedelta(hours=next(hours))

    def stands():
        place = Appointment.objects.get()
        return [(place.starts_at, place.ends_at)]

    for hour in (9, 10, 12, 14):  # booked, then moved three times
        placed(life, hour, now=later())
        first = surgeon_of_it()
        assert shows("amina@example.org") == [(stands()[0][0], stands()[0][1])]
        assert shows(first.email) == stands()

    now = later()
    declined(f"doctor:{first.pk}", first.email, now=now)
    assert Appointment.objects.get().needs_cover
    told(life, now)
    placed(life, 14, now=later())
    second = surgeon_of_it()
    assert second != first
    assert (shows(first.email), shows(second.email)) == ([], stands())
    assert shows("amina@example.org") == stands()

    now = later()
    declined(f"contact:{life.amina.pk}", "amina@example.org", now=now)
    told(life, now)
    assert Answer.objects.get(meaning="cannot", recipient__startswith="contact:").needs_person
    assert (shows("amina@example.org"), shows(second.email)) == (stands(), stands())  # a person decides

    now = later()
    cancel(appointment_id=Appointment.objects.get().pk, actor=STAFF, now=now)
    told(life, now)
    owners = {owner for owner, _ in life.calendars.sequences}
    assert owners >= {"amina@example.org", first.email, second.email}
    assert [shows(owner) for owner in owners] == [[]] * len(owners)
