"""The net difference between what stands and what each recipient was last told (design.md, 3).

Publishing shows it, the fan-out tells it: one computation, so that what was shown is what is told. A → B → A is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from camps.models import Camp, Contact, ContactKind, Doctor, Shift
from notifications.models import Channel, Told
from notifications.queries.audience import (
    Recipient,
    camp_key,
    contact_key,
    contacts_of,
    doctor_key,
    doctor_recipient,
    doctors_of,
    local_day,
    patient_recipients,
    recipient_at,
    refusals_of,
    station_key,
    usable,
)
from notifications.queries.standing import Place, Standing, changed_since, standing_of, standing_of_shift, wall_of
from notifications.queries.wishes import AS_USUAL, wishes_of
from scheduling.models import Appointment

if TYPE_CHECKING:
    from notifications.queries.heard import Heard


class What(StrEnum):
    """What a recipient learns. KEPT: nothing, since what was drafted otherwise never left (heard.py)."""

    NEW = "new"
    MOVED = "moved"
    CANCELLED = "cancelled"
    SAME = "same"
    KEPT = "kept"


@dataclass(frozen=True)
class Difference:
    """What one recipient is to learn of one appointment or shift. `stands` of a cancelled one is what was told.

    `above` is the highest revision that the patient's other contacts were told: somebody new among them begins after
    it, since the lists for people hold rows of the earlier ones. `told` is the row of another contact where that one is
    no longer reached. `heard` is what the patient heard last, where that is not what was drafted last.
    """

    what: What
    recipient: Recipient
    stands: Standing
    told: Told | None
    sequence: int
    appointment: Appointment | None = None
    shift: Shift | None = None
    above: int = 0
    heard: Heard | None = None

    @property
    def old(self) -> Told | Place | None:
        """The place that the reader knows."""
        return self.heard.place if self.heard and self.heard.place else self.told

    def same_on_the_wall(self, zone: ZoneInfo) -> bool:
        """Only the clock rules changed: the instant is another, what the venue's clock shows is what was told."""
        told, old, stands = self.told, self.old, self.stands
        if self.what != What.MOVED or told is None or old is None or stands.venue_id != told.venue_id:
            return False
        known_as_told = old.starts_at == told.starts_at != stands.starts_at
        return known_as_told and wall_of(stands.starts_at, zone) == told.wall

    @property
    def revision(self) -> int:
        if self.told is None or self.told.recipient != self.recipient.key:
            return self.above + 1
        return self.told.revision + (self.what != What.SAME)


def appointment_differences(
    camp: Camp, *, now: datetime, only: Collection[int] | None = None, published_at: datetime | None = None
) -> list[Difference]:
    """Every recipient of the camp's appointments (or of `only` these), with what he or she is to learn.

    `published_at` leaves drafts of a later moment out.
    """
    appointments = Appointment.objects.filter(camp=camp).select_related("registration__patient").order_by("id")
    if only is not None:
        appointments = appointments.filter(pk__in=only)
    rows = list(appointments)
    told: dict[int, dict[str, Told]] = defaultdict(dict)
    for row in Told.objects.filter(appointment__in=rows):
        told[row.appointment_id or 0][row.recipient] = row
    drafts = changed_since(camp, published_at) if published_at else {}
    people = _People(camp, rows)
    found: list[Difference] = []
    for appointment in rows:
        if drafts.get(appointment.pk, {}) is None:
            continue  # booked after the publishing
        for_patient, in_calendars = standing_of(appointment, then=drafts.get(appointment.pk))
        known = told[appointment.pk]
        of_patient = {key: row for key, row in known.items() if key.startswith(("contact:", "patient:"))}
        above = max((row.revision for row in of_patient.values()), default=0)
        recipients = people.patient(appointment, known)
        for recipient in recipients:
            found += _compared(recipient, for_patient, known.get(recipient.key), appointment, above=above)
        if for_patient.live:
            found += _contact_lost(recipients, of_patient, for_patient, appointment, above=above)
        else:
            found += _told_elsewhere(recipients, of_patient, appointment, above=above)
        holding = people.doctors(appointment)
        for key in (*holding, *(key for key in known if key.startswith("doctor:") and key not in holding)):
            doctor = holding.get(key) or people.doctor(key)
            if doctor is None:
                continue
            recipient = doctor_recipient(doctor, camp=camp, day=local_day(now, camp))
            stands = in_calendars if key in holding else _not_theirs(in_calendars)
            found += _compared(recipient, stands, known.get(key), appointment)
        recipient = Recipient(key=camp_key(camp.pk))
        for of_camp in _compared(recipient, in_calendars, known.get(recipient.key), appointment):
            found += [of_camp, *_table_left(of_camp, known)]
    return found


def shift_differences(camp: Camp, *, now: datetime, only: Collection[int] | None = None) -> list[Difference]:
    """What doctors are to learn of their shifts."""
    shifts = Shift.objects.filter(camp=camp).select_related("doctor").order_by("id")
    if only is not None:
        shifts = shifts.filter(pk__in=only)
    rows = list(shifts)
    told = {row.shift_id: row for row in Told.objects.filter(shift__in=rows)}
    found: list[Difference] = []
    for shift in rows:
        recipient = doctor_recipient(shift.doctor, camp=camp, day=local_day(now, camp))
        found += _compared(recipient, standing_of_shift(shift, camp), told.get(shift.pk), shift)
    return found


def _compared(
    recipient: Recipient, stands: Standing, told: Told | None, subject: Appointment | Shift, *, above: int = 0
) -> Iterable[Difference]:
    """Nothing for what was never told and does not stand; else one difference, which may be "same"."""
    known = told is not None and not told.cancelled
    if not stands.live and not known:
        return ()
    if told is None or not known:
        what = What.NEW
    elif not stands.live:
        what = What.CANCELLED
        stands = _as_told(told, live=False)
    elif recipient.is_patient:
        what = What.SAME if stands.same_hour(told) and stands.same_place(told) else What.MOVED
    else:
        what = What.SAME if stands.same_in_a_calendar(told) else What.MOVED
    # A recipient's SEQUENCE rises with each thing told, also where the subject's own did not (a doctor taken off).
    sequence = subject.sequence if told is None else max(subject.sequence, told.sequence + 1)
    appointment = subject if isinstance(subject, Appointment) else None
    shift = subject if isinstance(subject, Shift) else None
    return (Difference(what, recipient, stands, told, sequence, appointment, shift, above),)


def _table_left(of_camp: Difference, known: dict[str, Told]) -> list[Difference]:
    """A tombstone for the station that the appointment left: its feed showed it, and says now that it is off there."""
    told = of_camp.told
    if told is None or told.station_id in (None, of_camp.stands.station_id):
        return []
    recipient = Recipient(key=station_key(told.station_id or 0))
    off = _as_told(told, live=False)
    before = known.get(recipient.key)
    return [Difference(What.CANCELLED, recipient, off, before, of_camp.sequence, of_camp.appointment)]


def _told_elsewhere(
    recipients: list[Recipient], known: dict[str, Told], appointment: Appointment, *, above: int
) -> list[Difference]:
    """A visit that is off, told where the patient is no longer reached: who is reached today hears it instead.

    The old contact's row ends too, without a word: its recipient has no channel.
    """
    keys = {recipient.key for recipient in recipients}
    lost = [row for key, row in known.items() if key not in keys and not row.cancelled]
    if not lost:
        return []
    last = max(lost, key=lambda row: (row.at, row.revision, row.pk))
    sequence = max(appointment.sequence, *(row.sequence + 1 for row in known.values()))
    stands = _as_told(last, live=False)
    hearing = [one for one in recipients if one.key not in known or _heard_before(known[one.key], last)]
    return [
        *(Difference(What.CANCELLED, one, stands, last, sequence, appointment, above=above) for one in hearing),
        *(
            Difference(
                What.CANCELLED,
                Recipient(row.recipient),
                _as_told(row, live=False),
                row,
                sequence,
                appointment,
                None,
                above,
            )
            for row in lost
        ),
    ]


def _contact_lost(
    recipients: list[Recipient], known: dict[str, Told], stands: Standing, appointment: Appointment, *, above: int
) -> list[Difference]:
    """A contact that is no longer reached keeps no other hour than the one told elsewhere: its row ends without a word.

    Should it be reached again, it hears of the place anew.
    """
    keys = {recipient.key for recipient in recipients}
    return [
        Difference(
            What.CANCELLED,
            Recipient(key),
            _as_told(row, live=False),
            row,
            max(appointment.sequence, row.sequence + 1),
            appointment,
            above=above,
        )
        for key, row in known.items()
        if key not in keys and not row.cancelled and row.starts_at != stands.starts_at
    ]


def _heard_before(own: Told, last: Told) -> bool:
    """An earlier cancellation is no word of this one."""
    return own.cancelled and own.at < last.at


def _as_told(told: Told, *, live: bool) -> Standing:
    return Standing(live, told.starts_at, told.ends_at, told.venue_id, told.station_id)


def _not_theirs(stands: Standing) -> Standing:
    return Standing(False, stands.starts_at, stands.ends_at, stands.venue_id, stands.station_id)


class _People:
    """Contacts, refusals and doctors of many appointments, in a few queries."""

    def __init__(self, camp: Camp, appointments: list[Appointment]) -> None:
        patient_ids = {row.registration.patient_id for row in appointments if row.registration}
        self.camp = camp
        self.contacts = contacts_of(patient_ids)
        self.refused = refusals_of(patient_ids)
        self.wishes = wishes_of(patient_ids)
        self.holding = doctors_of([row.pk for row in appointments])
        self.known_doctors: dict[str, Doctor] = {
            doctor_key(doctor.pk): doctor for doctors in self.holding.values() for doctor in doctors
        }

    def patient(self, appointment: Appointment, known: dict[str, Told]) -> list[Recipient]:
        """Whom to tell now, and who was told before at a contact that still may be used. A wish passes the latter."""
        if appointment.registration is None:
            return []
        patient = appointment.registration.patient
        contacts = self.contacts.get(patient.pk, [])
        refused = self.refused.get(patient.pk, frozenset())
        wishes = self.wishes.get(patient.pk, AS_USUAL)
        recipients = patient_recipients(patient, contacts=contacts, refused=refused, camp=self.camp, wishes=wishes)
        if wishes.channels:
            return recipients
        keys = {recipient.key for recipient in recipients}
        earlier = [
            recipient_at(contact, _channel_of(contact), patient=patient, camp=self.camp)
            for contact in usable(contacts, refused=refused)
            if contact.failed_at is None and contact_key(contact.pk) in known and contact_key(contact.pk) not in keys
        ]
        return recipients + earlier

    def doctors(self, appointment: Appointment) -> dict[str, Doctor]:
        return {doctor_key(doctor.pk): doctor for doctor in self.holding.get(appointment.pk, [])}

    def doctor(self, key: str) -> Doctor | None:
        """Somebody who was told and holds the appointment no longer."""
        if key not in self.known_doctors:
            doctor = Doctor.objects.filter(pk=int(key.partition(":")[2])).first()
            if doctor is None:
                return None
            self.known_doctors[key] = doctor
        return self.known_doctors[key]


def _channel_of(contact: Contact) -> Channel:
    return Channel.MAIL if contact.kind == ContactKind.MAIL else Channel.SMS
