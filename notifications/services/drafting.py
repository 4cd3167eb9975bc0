"""Makes the rows of messages: what is told at once, and the reminders still to come (delivery.md §1, §5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from camps.models import Camp
from notifications.channels.mail import message_id_for
from notifications.ladder import at_once, channels_of, plan
from notifications.models import Channel, Message
from notifications.queries.audience import Recipient
from notifications.queries.differences import Difference, What
from notifications.queries.facts import ON_PHONES
from notifications.services.ways import Ways, ways_of
from notifications.wording import Kind
from scheduling.models import Appointment, Publication

_SHIFT_KINDS = {
    What.NEW: Kind.SHIFT_INVITATION,
    What.MOVED: Kind.SHIFT_CHANGED,
    What.CANCELLED: Kind.SHIFT_CANCELLED,
}
_CASE_KINDS = {What.NEW: Kind.CASE_INVITATION, What.MOVED: Kind.CASE_CHANGED, What.CANCELLED: Kind.CASE_CANCELLED}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One thing to tell one recipient, before it is made one row a channel. `subject` is its type:id."""

    camp: Camp
    subject: str
    recipient: Recipient
    kind: Kind
    revision: int
    not_after: datetime
    nearest: datetime
    rung: str = ""
    due_at: datetime | None = None
    sequence: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    of: dict[str, Any] = field(default_factory=dict)


def messages_of(draft: Draft, *, now: datetime, ways: Ways | None = None) -> list[Message]:
    """The rows of a draft, one a channel; none when it would come too late.

    Each keeps the own text in force now: a text that is edited later does not change what is planned. `ways` saves
    reading them for every draft.
    """
    ways = ways or ways_of(draft.camp)
    made = []
    for channel in draft.recipient.channels:
        due = draft.due_at or due_now(draft, channel, now=now, ways=ways)
        if draft.not_after <= now or draft.not_after <= due:
            continue
        key = idem_key(draft, channel)
        made.append(
            Message(
                organisation_id=draft.camp.organisation_id,
                camp=draft.camp,
                contact_id=draft.recipient.contact_id,
                doctor_id=draft.recipient.doctor_id,
                kind=draft.kind,
                rung=draft.rung,
                channel=channel,
                recipient=draft.recipient.key,
                revision=draft.revision,
                idem_key=key,
                language=draft.recipient.language,
                facts=draft.facts,
                due_at=due,
                not_after=draft.not_after,
                sequence=draft.sequence,
                message_id=message_id_of(key) if channel == Channel.MAIL else "",
                template=ways.texts.chosen(draft.kind, channel, draft.recipient.language),
                created_at=now,
                **draft.of,
            )
        )
    return made


def idem_key(draft: Draft, channel: str) -> str:
    """Subject, revision, kind, rung, channel, recipient: the address is no part of it (delivery.md §1.5)."""
    parts = (draft.subject, f"r{draft.revision}", draft.kind, draft.rung, channel, draft.recipient.key)
    return "|".join(str(part) for part in parts)


def message_id_of(key: str) -> str:
    """The Message-ID of a mail: the same on a repeat, and no key to guess other people's by."""
    digest = sha256(f"{settings.LINK_KEY}:{key}".encode()).hexdigest()[:32]
    return message_id_for(digest, domain=settings.MAIL_DOMAIN)


def due_now(draft: Draft, channel: str, *, now: datetime, ways: Ways) -> datetime:
    """When something that just happened is told. Texts keep the camp's quiet hours; a mail wakes nobody."""
    if channel not in ON_PHONES:
        return now
    return at_once(
        now=now,
        zone=draft.recipient.zone,
        nearest_start=draft.nearest,
        not_after=draft.not_after,
        critical=ways.telling.passes(draft.kind),
        quiet=ways.telling.quiet,
    )


def patient_drafts(
    found: Difference, *, camp: Camp, act: str, now: datetime, ways: Ways, reached_by: Collection[str] = ()
) -> list[Draft]:
    """What a patient is told of a difference, and the rungs of the camp's ladder not yet past.

    `reached_by`: the channels of all contacts of this patient, for rungs that go by some of them only.
    """
    appointment = found.appointment
    assert appointment is not None
    first = _draft(found, camp=camp, kind=patient_kind(found, act=act, zone=camp.zone))
    told_now = [] if found.what == What.KEPT else [first]
    if found.what == What.CANCELLED or Channel.TOWN in found.recipient.channels:
        return told_now
    # Where the draft between never left, the reminders that it ended come back, also one that fell due meanwhile.
    since = found.heard.at if found.what == What.KEPT and found.heard else now
    rungs = rung_drafts(
        appointment,
        found.recipient,
        camp=camp,
        revision=found.revision,
        at=found.stands.starts_at,
        venue_id=found.stands.venue_id,
        since=since,
        ways=ways,
        reached_by=reached_by or found.recipient.channels,
    )
    return [*told_now, *rungs]


def rung_drafts(
    appointment: Appointment,
    recipient: Recipient,
    *,
    camp: Camp,
    revision: int,
    at: datetime,
    venue_id: int,
    since: datetime,
    ways: Ways,
    reached_by: Collection[str],
) -> list[Draft]:
    """The reminders of a visit told for `at` that fall after `since`."""
    planned = plan(
        ways.ladders.rungs(appointment),
        at,
        venue_zone=camp.zone,
        recipient_zone=recipient.zone,
        spread_id=recipient.spread,
        changed_at=since,
        quiet=ways.telling.quiet,
    )
    return [
        Draft(
            camp=camp,
            subject=f"appointment:{appointment.pk}",
            recipient=replace(
                recipient,
                channels=tuple(map(Channel, channels_of(item.rung, recipient.channels, of_person=reached_by))),
            ),
            kind=Kind(item.rung.kind),
            rung=item.rung.name,
            revision=revision,
            due_at=item.due_at,
            not_after=item.not_after,
            nearest=at,
            facts=said(at, venue_id),
            of={"appointment": appointment, "registration_id": appointment.registration_id},
        )
        for item in planned
    ]


def patient_kind(found: Difference, *, act: str, zone: ZoneInfo) -> Kind:
    """Which text a patient gets: by what changed for him or her, and by the act that changed it."""
    if found.what == What.NEW or found.told is None:
        return Kind.BOOKED
    if found.what == What.CANCELLED:
        return Kind.CAMP_CANCELLED if act == Publication.Act.CAMP_CANCELLED else Kind.CANCELLED
    assert found.old is not None
    if found.stands.same_hour(found.old):
        return Kind.VENUE_CHANGED
    if found.same_on_the_wall(zone):
        return Kind.CLOCKS_CHANGED
    return Kind.POSTPONED if act == Publication.Act.POSTPONED else Kind.MOVED


def case_draft(found: Difference, *, camp: Camp) -> Draft:
    """A doctor's invitation to a single appointment, its update or its cancellation."""
    return _draft(found, camp=camp, kind=_CASE_KINDS[found.what])


def shift_draft(found: Difference, *, camp: Camp) -> Draft:
    """A doctor's invitation to a shift, its update or its cancellation."""
    return _draft(found, camp=camp, kind=_SHIFT_KINDS[found.what])


def _draft(found: Difference, *, camp: Camp, kind: Kind) -> Draft:
    old, stands = found.old, found.stands
    facts = said(stands.starts_at, stands.venue_id) if found.recipient.is_patient else {}
    nearest = stands.starts_at
    if found.same_on_the_wall(camp.zone):
        facts |= {"changed": ["clocks"]}  # the old instant would be shown as an hour that nobody was told
    elif old is not None and found.what == What.MOVED:
        facts |= {
            "old_at": old.starts_at.isoformat(),
            "old_venue": old.venue_id,
            "changed": changed_words(found, zone=camp.zone),
        }
        nearest = min(nearest, old.starts_at)
    if found.shift is not None:
        subject = f"shift:{found.shift.pk}"
        of: dict[str, Any] = {"shift": found.shift}
    else:
        assert found.appointment is not None
        subject = f"appointment:{found.appointment.pk}"
        of = {"appointment": found.appointment, "registration_id": found.appointment.registration_id}
    return Draft(
        camp=camp,
        subject=subject,
        recipient=found.recipient,
        kind=kind,
        revision=found.revision,
        # What is off may still be learnt while people would be there; a place is useless once it has begun.
        not_after=stands.ends_at if found.what == What.CANCELLED else stands.starts_at,
        nearest=nearest,
        sequence=found.sequence,
        facts=facts,
        of=of,
    )


def said(at: datetime, venue_id: int) -> dict[str, Any]:
    """The place a message to a patient names, kept with it: `Told` goes on to the next one (queries/heard.py)."""
    return {"at": at.isoformat(), "venue": venue_id}


def changed_words(found: Difference, *, zone: ZoneInfo) -> list[str]:
    """Which of day, time and place changed, as the texts name them; by the clocks of the venue."""
    told, known, stands = found.told, found.old, found.stands
    assert told is not None
    assert known is not None
    old, new = known.starts_at.astimezone(zone), stands.starts_at.astimezone(zone)
    moved_table = not found.recipient.is_patient and stands.station_id != told.station_id
    changed = {
        "day": old.date() != new.date(),
        "time": old.time() != new.time(),
        "place": stands.venue_id != known.venue_id or moved_table,
    }
    return [word for word, is_changed in changed.items() if is_changed]


def written(messages: Iterable[Message]) -> int:
    """Insert the rows; a message that exists already stays as it is. Returns how many were asked for."""
    rows = list(messages)
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)
