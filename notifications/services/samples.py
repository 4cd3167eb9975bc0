"""What a message would say, without sending it: for the preview of a publishing and for what is still to come.

Reads only. The patient's own link is left out, since making it would write a row, and since it is secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from camps.models import Camp
from notifications.models import Channel, Message, Told
from notifications.queries.audience import zone_named
from notifications.queries.differences import Difference, What, appointment_differences
from notifications.queries.facts import case_facts, list_facts, shift_facts, visit_facts
from notifications.queries.heard import judged
from notifications.queries.links import closed_among
from notifications.queries.preview import Preview
from notifications.queries.wishes import may_be_named
from notifications.services.drafting import messages_of, patient_drafts
from notifications.services.letters import letter_for
from notifications.services.ways import ways_of
from notifications.wording import PATIENT_KINDS, SHIFT_KINDS, Facts, Kind
from scheduling.models import Publication

BY_HAND = (Channel.CALL, Channel.TOWN)
STAND_IN = "x" * 22  # as long as a token, so that the segments are counted right


@dataclass(frozen=True)
class Sample:
    """One text as its reader would get it. `segments` is 0 for a mail."""

    kind: str
    channel: str
    language: str
    name: str
    subject: str
    text: str
    segments: int = 0


def samples_of(camp: Camp, shown: Preview, *, now: datetime) -> list[Sample]:
    """For one patient of each kind (new, moved, cancelled) what a publishing would send, by each of the channels."""
    found: list[Sample] = []
    for lines in (shown.new, shown.moved, shown.cancelled):
        line = next((line for line in lines if not line.nobody_reachable), None)
        if line is None or line.appointment is None:
            continue
        for difference in judged(appointment_differences(camp, now=now, only=[line.appointment.pk])):
            if difference.recipient.is_patient and difference.what not in (What.SAME, What.KEPT):
                found += _samples(difference, camp=camp, now=now)
    return found


def text_of(message: Message, told: Told | None, *, now: datetime) -> Sample | None:
    """What a message still to come would say today; None when it has nothing to say or nothing to say it with."""
    camp = message.camp
    if camp is None or message.channel not in (Channel.MAIL, Channel.SMS):
        return None
    facts: Facts | None = None
    registration = message.registration
    if message.kind in (Kind.DAY_LIST, Kind.LATE_CHANGE):
        facts = list_facts(message)
    elif told is not None and message.kind in PATIENT_KINDS and registration is not None:
        # Read on the day it leaves: "tomorrow" is right then.
        zone = zone_named(registration.patient.timezone, otherwise=camp.zone)
        today = max(now, message.due_at).astimezone(zone).date()
        patient = registration.patient
        link = "" if closed_among([registration]) else stand_in_link()
        facts = visit_facts(message, told, patient=patient, link=link, today=today, plain=may_be_named(patient))
    elif told is not None and message.kind in SHIFT_KINDS:
        facts = shift_facts(message, told)
    elif told is not None:
        facts = case_facts(message, told, registration=registration)
    return _written(message, facts, name="") if facts else None


def _samples(difference: Difference, *, camp: Camp, now: datetime) -> list[Sample]:
    registration = difference.appointment.registration if difference.appointment else None
    if registration is None:
        return []
    ways = ways_of(camp)
    draft = patient_drafts(difference, camp=camp, act=Publication.Act.PUBLISHED, now=now, ways=ways)[0]
    stands = difference.stands
    told = Told(
        starts_at=stands.starts_at, ends_at=stands.ends_at, venue_id=stands.venue_id, station_id=stands.station_id
    )
    if stands.venue_id == camp.venue_id:
        told.venue = camp.venue
    today = now.astimezone(difference.recipient.zone).date()
    patient, found = registration.patient, []
    plain = may_be_named(patient)
    for message in messages_of(draft, now=now, ways=ways):
        if message.channel in (Channel.MAIL, Channel.SMS):
            facts = visit_facts(message, told, patient=patient, link=stand_in_link(), today=today, plain=plain)
            found += [_written(message, facts, name=patient.name)]
    return [sample for sample in found if sample]


def _written(message: Message, facts: Facts, *, name: str) -> Sample | None:
    """None while the camp lacks what every text needs, such as its short name."""
    if not facts.camp_short_name:
        return None
    letter = letter_for(message, None, facts)
    text = letter.text.replace(STAND_IN, "…")
    return Sample(message.kind, message.channel, letter.lang, name, letter.subject, text, letter.segments or 0)


def stand_in_link() -> str:
    """As long as a patient's own link, and nobody's."""
    return f"{settings.PUBLIC_URL}/v/{STAND_IN}"
