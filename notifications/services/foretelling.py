"""What some people of a camp would get, and when: before publishing, and after a ladder or a text was changed.

Made by the very code that plans and writes what is sent (drafting, letters, together); only the secret link is left
out. Reads only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from camps.models import Camp, Registration, Venue
from notifications.ladder import at_once
from notifications.models import Channel, Message, Told
from notifications.queries.differences import Difference, What, appointment_differences
from notifications.queries.facts import other_visit
from notifications.queries.heard import judged
from notifications.queries.ladders import Telling
from notifications.queries.sample_people import SamplePerson
from notifications.queries.wishes import AS_USUAL, Wishes, category_of, opted_out, wishes_of
from notifications.services.drafting import messages_of, patient_drafts, rung_drafts
from notifications.services.fan_out import channels_by_visit
from notifications.services.letters import facts_for, letter_for
from notifications.services.samples import BY_HAND, STAND_IN, stand_in_link
from notifications.services.together import goes_along
from notifications.services.ways import Ways, ways_of
from notifications.wording import Facts
from scheduling.models import Publication


@dataclass(frozen=True)
class Coming:
    """One message to come. `at` is UTC, `zone` the reader's; a list for people (call, town) has no text.

    `segments` is 0 but for an SMS, `price` None where it is not known; `names` are whom else it names.
    """

    at: datetime
    zone: ZoneInfo
    kind: str
    rung: str
    channel: str
    language: str
    subject: str = ""
    text: str = ""
    segments: int = 0
    price: Decimal | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Planned:
    """A message as it would be planned, with what its recipient will have been told by then."""

    message: Message
    told: Told
    registration: Registration
    zone: ZoneInfo
    wishes: Wishes

    def leaves_at(self, telling: Telling) -> datetime:
        """When it leaves by the quiet hours of its reader (last_look.py); a mail of what just happened wakes nobody."""
        message = self.message
        if message.channel == Channel.MAIL and not message.rung:
            return message.due_at
        return at_once(
            now=message.due_at,
            zone=self.zone,
            nearest_start=self.told.starts_at,
            not_after=message.not_after,
            critical=telling.passes(message.kind),
            quiet=telling.quiet_for(self.wishes.quiet),
        )


def foretold(camp: Camp, person: SamplePerson, *, now: datetime) -> list[Coming]:
    """Everything still to come for this person, in order of time."""
    ways = ways_of(camp)
    planned = _planned(camp, [one.pk for one in person.appointments], ways=ways, now=now)
    mine = [one for one in planned if one.registration.pk == person.registration.pk]
    coming = [_coming(one, _along(one, planned), ways=ways, now=now) for one in mine]
    return sorted((one for one in coming if one), key=lambda one: one.at)


def _planned(camp: Camp, appointments: Collection[int], *, ways: Ways, now: datetime) -> list[_Planned]:
    differences = judged(appointment_differences(camp, now=now, only=appointments))
    reached = channels_by_visit(differences)
    venues = {camp.venue_id: camp.venue}
    visits = [one.appointment.registration for one in differences if one.appointment]
    wishes = wishes_of({visit.patient_id for visit in visits if visit})
    unwanted = opted_out({one.recipient.contact_id for one in differences if one.recipient.contact_id})
    found = []
    for difference in differences:
        appointment, recipient = difference.appointment, difference.recipient
        if appointment is None or appointment.registration is None or not recipient.is_patient:
            continue
        told = _told(difference, venues)
        rows = _messages(difference, camp=camp, ways=ways, reached_by=reached[appointment.pk], now=now)
        wish = wishes.get(appointment.registration.patient_id, AS_USUAL)
        found += [
            _Planned(message, told, appointment.registration, recipient.zone, wish)
            for message in rows
            if category_of(message.kind, message.rung) not in unwanted.get(recipient.contact_id or 0, ())
        ]
    return found


def _messages(
    found: Difference, *, camp: Camp, ways: Ways, reached_by: Collection[str], now: datetime
) -> Iterable[Message]:
    """What a publishing would plan; for who knows the place that stands, the reminders of today's ladder."""
    assert found.appointment is not None
    if found.what == What.SAME:
        drafts = rung_drafts(
            found.appointment,
            found.recipient,
            camp=camp,
            revision=found.revision,
            at=found.stands.starts_at,
            venue_id=found.stands.venue_id,
            since=now,
            ways=ways,
            reached_by=reached_by,
        )
    else:
        act = Publication.Act.PUBLISHED
        drafts = patient_drafts(found, camp=camp, act=act, now=now, ways=ways, reached_by=reached_by)
    return [message for draft in drafts for message in messages_of(draft, now=now, ways=ways)]


def _told(found: Difference, venues: dict[int, Venue]) -> Told:
    """What the recipient will have been told when it leaves; a row that is never written."""
    stands = found.stands
    if stands.venue_id not in venues:
        venues[stands.venue_id] = Venue.objects.get(pk=stands.venue_id)
    return Told(
        appointment=found.appointment,
        recipient=found.recipient.key,
        revision=found.revision,
        starts_at=stands.starts_at,
        ends_at=stands.ends_at,
        venue=venues[stands.venue_id],
        station_id=stands.station_id,
    )


def _along(first: _Planned, planned: list[_Planned]) -> list[_Planned]:
    """Whose visits this text names too."""
    if first.message.channel != Channel.SMS:
        return []
    return [
        one
        for one in planned
        if one.registration.pk != first.registration.pk
        and (one.message.channel, one.message.kind, one.message.rung, _value(one))
        == (first.message.channel, first.message.kind, first.message.rung, _value(first))
        and goes_along(first.message, first.told, one.message, one.told)
    ]


def _coming(planned: _Planned, along: list[_Planned], *, ways: Ways, now: datetime) -> Coming | None:
    message = planned.message
    at = min(one.leaves_at(ways.telling) for one in (planned, *along))
    when = Coming(at, planned.zone, message.kind, message.rung, message.channel, message.language)
    if message.channel in BY_HAND:
        return when
    facts = facts_for(message, planned.told, now=max(now, at), link=stand_in_link(), plain=planned.wishes.plain)
    if facts is None or not facts.camp_short_name:
        return None
    letter = letter_for(message, None, _naming(facts, along))
    segments, price = letter.segments or 0, ways.telling.sms_price
    return replace(
        when,
        language=letter.lang,
        subject=letter.subject,
        text=letter.text.replace(STAND_IN, "…"),
        segments=segments,
        price=price * segments if price is not None and segments else None,
        names=tuple(one.registration.patient.name for one in along),
    )


def _naming(facts: Facts, along: list[_Planned]) -> Facts:
    others = tuple(other_visit(one.told, one.registration.patient) for one in along)
    return replace(facts, others=others) if others else facts


def _value(planned: _Planned) -> str:
    contact = planned.message.contact
    return contact.value if contact else ""
