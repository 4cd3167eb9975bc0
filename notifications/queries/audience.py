"""Who is told of an appointment or a shift, and on which channels.

A patient is told at one contact a channel: the mail gets the invitation, the phone the text; who wishes another way
(wishes.py) is told at the first one that works. A child's messages go to the parent or carer where there is one. Who
has no contact stands on the list of the town; whose phone failed, or said STOP to texts, on the call list. Doctors are
found through the allocations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from camps.models import Camp, ConsentRecord, Contact, ContactKind, Doctor, Owner, Patient
from notifications.ladder import doctor_zone
from notifications.models import Channel
from notifications.queries.wishes import AS_USUAL, Wishes, whatsapp_is_there, wishes_of
from scheduling.models import Allocation

ADULT_YEARS = 18
STOPPED = "stopped"  # among the refusals: texts are refused by the word STOP in a text, so a person may still call
WRONG_NUMBER = "Wrong number"  # how Contact.failed_why begins where a person found somebody else there
BY_STOP = "STOP"  # how such a refusal begins in ConsentRecord.how
KIND_OF = {Channel.MAIL: ContactKind.MAIL, Channel.SMS: ContactKind.PHONE, Channel.WHATSAPP: ContactKind.PHONE}
UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Recipient:
    """One addressee. `key` is what Told and Message keep; no channel means that nobody is written to (feeds).

    `spread` puts people with one phone at the same minute of the morning, so that one text can name each hour.
    `name` is for staff.
    """

    key: str
    channels: tuple[Channel, ...] = ()
    contact_id: int | None = None
    doctor_id: int | None = None
    language: str = "en"
    zone: ZoneInfo = UTC
    spread: str = ""
    name: str = ""

    @property
    def is_patient(self) -> bool:
        return self.key.startswith(("contact:", "patient:"))


def contact_key(contact_id: int) -> str:
    return f"contact:{contact_id}"


def doctor_key(doctor_id: int) -> str:
    return f"doctor:{doctor_id}"


def user_key(user_id: int) -> str:
    """Somebody of the staff, who is told of what happened to the camp."""
    return f"user:{user_id}"


def camp_key(camp_id: int) -> str:
    """Under this recipient stands what the feeds of a camp and its stations show."""
    return f"camp:{camp_id}"


def station_key(station_id: int) -> str:
    """Under this recipient stand the tombstones of what went from a station to another one."""
    return f"station:{station_id}"


def is_child(patient: Patient, *, on: date) -> bool:
    """Under 18 on that day; somebody without a birth date is taken for grown up."""
    born = patient.birth_date
    return born is not None and on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < ADULT_YEARS


def zone_named(name: str, *, otherwise: ZoneInfo) -> ZoneInfo:
    """The zone of a person; a name that no longer exists must not stop a whole camp's messages."""
    try:
        return ZoneInfo(name) if name else otherwise
    except (KeyError, OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError
        return otherwise


def patient_recipients(
    patient: Patient,
    *,
    contacts: Sequence[Contact],
    refused: frozenset[str],
    camp: Camp,
    wishes: Wishes = AS_USUAL,
) -> list[Recipient]:
    """The patient's addressees now: at most one mail and one phone, or the one way the patient wishes, else the call
    list, else the list of the town."""
    own = list(contacts)
    if is_child(patient, on=camp.first_day):
        of_carer = [contact for contact in contacts if contact.owner == Owner.GUARDIAN]
        own = of_carer if usable(of_carer, refused=refused) else own
    answering = [contact for contact in usable(own, refused=refused) if contact.failed_at is None]
    chosen = _as_wished(answering, wishes, refused=refused) if wishes.channels else _as_usual(answering)
    if not chosen:
        chosen = [(contact, Channel.CALL) for contact in may_be_called(own, refused=refused)][:1]
    if chosen:
        return [recipient_at(contact, channel, patient=patient, camp=camp) for contact, channel in chosen]
    return [
        Recipient(
            key=f"patient:{patient.pk}",
            channels=(Channel.TOWN,),
            language=patient.language or camp.language,
            zone=zone_named(patient.timezone, otherwise=camp.zone),
            spread=f"patient:{patient.pk}",
            name=patient.name,
        )
    ]


def reached_at(patient: Patient, *, camp: Camp) -> list[Recipient]:
    """The addressees of one patient, with all that is known of how to reach him or her."""
    return patient_recipients(
        patient,
        contacts=contacts_of([patient.pk])[patient.pk],
        refused=refusals_of([patient.pk]).get(patient.pk, frozenset()),
        camp=camp,
        wishes=wishes_of([patient.pk]).get(patient.pk, AS_USUAL),
    )


def ways_to(patient: Patient) -> list[Channel]:
    """The ways that a patient can choose among: those with a contact whose use was not refused.

    WhatsApp stands in it as soon as there are a phone and a provider: choosing it is agreeing to it.
    """
    contacts = contacts_of([patient.pk])[patient.pk]
    refused = refusals_of([patient.pk])[patient.pk]
    kinds = {ContactKind(contact.kind) for contact in usable(contacts, refused=refused)}
    may_call = bool(may_be_called(contacts, refused=refused))
    return [
        *([Channel.SMS] if ContactKind.PHONE in kinds else []),
        *([Channel.MAIL] if ContactKind.MAIL in kinds else []),
        *([Channel.WHATSAPP] if may_call and whatsapp_is_there() else []),
        *([Channel.CALL] if may_call else []),
    ]


def _as_usual(answering: Sequence[Contact]) -> list[tuple[Contact, Channel]]:
    chosen: list[tuple[Contact, Channel]] = []
    for kind, channel in ((ContactKind.MAIL, Channel.MAIL), (ContactKind.PHONE, Channel.SMS)):
        chosen += [(contact, channel) for contact in answering if contact.kind == kind][:1]
    return chosen


def _as_wished(
    answering: Sequence[Contact], wishes: Wishes, *, refused: frozenset[str]
) -> list[tuple[Contact, Channel]]:
    """The first way that works. WhatsApp needs a yes on record; a wish to be called asks for a phone."""
    for channel in wishes.channels:
        if channel == Channel.CALL:
            return [(contact, Channel(channel)) for contact in may_be_called(answering, refused=refused)][:1]
        if channel == Channel.WHATSAPP and not (channel not in refused and whatsapp_is_there()):
            continue
        found = [contact for contact in answering if contact.kind == KIND_OF.get(channel)]
        if found:
            return [(found[0], channel)]
    return []


def recipient_at(contact: Contact, channel: Channel, *, patient: Patient, camp: Camp) -> Recipient:
    return Recipient(
        key=contact_key(contact.pk),
        channels=(channel,),
        contact_id=contact.pk,
        language=patient.language or camp.language,
        zone=zone_named(patient.timezone, otherwise=camp.zone),
        spread=contact.value,
        name=patient.name,
    )


def usable(contacts: Iterable[Contact], *, refused: frozenset[str]) -> list[Contact]:
    """In order of trying, without those that the patient does not want used. Who was never asked has not refused."""
    purpose = {ContactKind.PHONE: ConsentRecord.Purpose.TEXTS, ContactKind.MAIL: ConsentRecord.Purpose.MAIL}
    kept = [contact for contact in contacts if purpose[ContactKind(contact.kind)] not in refused]
    return sorted(kept, key=lambda contact: (contact.rank, contact.pk))


def may_be_called(contacts: Iterable[Contact], *, refused: frozenset[str]) -> list[Contact]:
    """Phones that a person may ring, also one that failed, but no wrong number.

    STOP ends texts, a refusal of calls and texts ends both.
    """
    if ConsentRecord.Purpose.TEXTS in refused and STOPPED not in refused:
        return []
    phones = [contact for contact in contacts if contact.kind == ContactKind.PHONE]
    phones = [phone for phone in phones if not phone.failed_why.startswith(WRONG_NUMBER)]
    return sorted(phones, key=lambda contact: (contact.rank, contact.pk))


def doctor_recipient(doctor: Doctor, *, camp: Camp, day: date, late: bool = False) -> Recipient:
    """A doctor is written to by mail; by text too where it is late, or where there is no mail; else told in person."""
    channels = [Channel.MAIL] if doctor.email else []
    if doctor.phone and (late or not doctor.email):
        channels.append(Channel.SMS)
    return Recipient(
        key=doctor_key(doctor.pk),
        channels=tuple(channels) or (Channel.CALL,),
        doctor_id=doctor.pk,
        language=doctor.language or camp.language,
        zone=doctor_zone(
            day,
            home_zone=zone_named(doctor.home_timezone, otherwise=camp.zone),
            venue_zone=camp.zone,
            first_day=camp.first_day,
            last_day=camp.last_day,
        ),
        spread=doctor_key(doctor.pk),
        name=doctor.name,
    )


def contacts_of(patient_ids: Iterable[int]) -> dict[int, list[Contact]]:
    """The contacts by patient."""
    found: dict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.filter(patient__in=list(patient_ids)):
        found[contact.patient_id].append(contact)
    return found


def refusals_of(patient_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """What each patient refused: the newest record of a purpose holds. WhatsApp is refused until somebody agreed.

    STOPPED beside the texts: they were refused by STOP alone.
    """
    wanted = list(patient_ids)
    newest = (
        ConsentRecord.objects.filter(patient__in=wanted)
        .order_by("patient_id", "purpose", "-at", "-id")
        .distinct("patient_id", "purpose")
        .values_list("patient_id", "purpose", "given", "how")
    )
    found: dict[int, set[str]] = {patient_id: {ConsentRecord.Purpose.WHATSAPP} for patient_id in wanted}
    for patient_id, purpose, given, how in newest:
        if given:
            found[patient_id].discard(purpose)
            continue
        found[patient_id].add(purpose)
        if purpose == ConsentRecord.Purpose.TEXTS and how.startswith(BY_STOP):
            found[patient_id].add(STOPPED)
    return {patient_id: frozenset(purposes) for patient_id, purposes in found.items()}


def doctors_of(appointment_ids: Iterable[int]) -> dict[int, list[Doctor]]:
    """The doctors who hold each appointment now."""
    held = (
        Allocation.objects.filter(appointment__in=list(appointment_ids), live=True, resource__doctor__isnull=False)
        .select_related("resource__doctor")
        .order_by("appointment_id", "resource_id")
    )
    found: dict[int, list[Doctor]] = defaultdict(list)
    for allocation in held:
        doctor = allocation.resource.doctor
        if doctor is not None and doctor not in found[allocation.appointment_id]:
            found[allocation.appointment_id].append(doctor)
    return found


def local_day(at: datetime, camp: Camp) -> date:
    """The calendar day of an instant at the camp's venue."""
    return at.astimezone(camp.zone).date()
