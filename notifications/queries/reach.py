"""Who of a camp's people has a place, was told of it, has confirmed, or can't be written to at all."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from camps.models import Camp, ConsentRecord, Contact, ContactKind, Decision, Registration
from notifications.models import BY_MACHINE, Message, MessageState, Told
from notifications.wording import ANSWER_KINDS, PATIENT_KINDS, Kind
from scheduling.models import Appointment, AppointmentState

REACHED = (MessageState.SENT, MessageState.DELIVERED)
TELLS_A_PLACE = PATIENT_KINDS - ANSWER_KINDS - {*(Kind.CANCELLED, Kind.CAMP_CANCELLED, Kind.TIME_KEPT, Kind.OFFER)}
OF_PATIENTS = Q(recipient__startswith="contact:") | Q(recipient__startswith="patient:")


@dataclass(frozen=True)
class Figures:
    """How many people of a camp stand where. `told`, `to_come` and `confirmed` are of those placed.

    `to_come`: not told yet, but a message to them only waits for its hour or is just leaving.
    """

    registered: int
    screened: int
    listed: int
    placed: int
    without_place: int
    told: int
    to_come: int
    confirmed: int
    unreachable: int

    @property
    def not_told(self) -> int:
        return self.placed - self.told - self.to_come

    @property
    def unscreened(self) -> int:
        return self.registered - self.screened


def people_of(camp: Camp) -> QuerySet[Registration]:
    """The registrations with `has_place`, `is_confirmed`, `is_told`, `is_to_come` and `is_reachable`.

    Told means: a message or a person said where and when, and nothing newer was told since.
    """
    place = Appointment.objects.filter(registration=OuterRef("pk"), state=AppointmentState.BOOKED)
    return Registration.objects.filter(camp=camp).annotate(
        has_place=Exists(place),
        is_confirmed=Exists(place.filter(confirmed_at__isnull=False)),
        is_told=Exists(telling_messages(of=OuterRef("pk"))),
        is_to_come=Exists(_leaving(of=OuterRef("pk"))),
        is_reachable=reachable(),
    )


def reachable() -> Q:
    """Of registrations: a phone or mail that has not failed, and whose use was not refused."""
    contact = Contact.objects.filter(patient=OuterRef("patient"), failed_at=None)
    return (Q(Exists(contact.filter(kind=ContactKind.PHONE))) & _agreed(ConsentRecord.Purpose.TEXTS)) | (
        Q(Exists(contact.filter(kind=ContactKind.MAIL))) & _agreed(ConsentRecord.Purpose.MAIL)
    )


def telling_messages(*, of: OuterRef) -> QuerySet[Message]:
    """Messages that reached their reader and still say what holds: no newer revision of the place was told since."""
    newer = Told.objects.filter(
        OF_PATIENTS, appointment=OuterRef("appointment"), revision__gt=1, at__gt=OuterRef("created_at")
    )
    return Message.objects.filter(
        ~Exists(newer),
        registration=of,
        appointment__state=AppointmentState.BOOKED,
        state__in=REACHED,
        kind__in=TELLS_A_PLACE,
    )


def _leaving(*, of: OuterRef) -> QuerySet[Message]:
    """What tells a place and leaves without anybody's hand; its reminders do not count."""
    return Message.objects.filter(
        registration=of,
        rung="",
        appointment__state=AppointmentState.BOOKED,
        state__in=(MessageState.PLANNED, MessageState.LEASED),
        channel__in=BY_MACHINE,
        kind__in=TELLS_A_PLACE,
    )


def figures_of(camp: Camp) -> Figures:
    """Every figure of a camp, in one statement."""
    placed = Q(has_place=True)
    return Figures(
        **people_of(camp).aggregate(
            registered=Count("pk"),
            screened=Count("pk", filter=~Q(decision=Decision.NEW)),
            listed=Count("pk", filter=Q(decision=Decision.LISTED)),
            placed=Count("pk", filter=placed),
            without_place=Count("pk", filter=Q(decision=Decision.LISTED, has_place=False)),
            told=Count("pk", filter=placed & Q(is_told=True)),
            to_come=Count("pk", filter=placed & Q(is_told=False, is_to_come=True)),
            confirmed=Count("pk", filter=placed & Q(is_confirmed=True)),
            unreachable=Count("pk", filter=placed & Q(is_reachable=False)),
        )
    )


SHOWN: dict[str, Q] = {
    "": Q(),
    "told": Q(is_told=True),
    "not_told": Q(is_told=False),
    "confirmed": Q(is_confirmed=True),
    "unreachable": Q(is_reachable=False),
}


def placed_people(camp: Camp, *, show: str = "") -> QuerySet[Registration]:
    """Those with a place, each with `.live` (the place), its newest telling message and the contacts.

    `moved_since`: the place has another hour than its people were told.
    """
    telling = telling_messages(of=OuterRef("pk")).order_by("-ended_at", "-id")
    newest = Message.objects.filter(registration=OuterRef("pk"), rung="").order_by("-created_at", "-id")
    live = Appointment.objects.filter(state=AppointmentState.BOOKED).select_related("station")
    knows_another = Told.objects.filter(
        OF_PATIENTS,
        ~Q(starts_at=F("appointment__arrive_at")),
        appointment__registration=OuterRef("pk"),
        cancelled=False,
    )
    return (
        people_of(camp)
        .filter(SHOWN.get(show, Q()), Q(has_place=True))
        .select_related("patient")
        .prefetch_related(
            Prefetch("appointments", queryset=live, to_attr="live"),
            Prefetch("patient__contacts", queryset=Contact.objects.order_by("rank", "pk")),
        )
        .annotate(
            moved_since=Exists(knows_another.filter(appointment__state=AppointmentState.BOOKED)),
            told_by=Subquery(telling.values("channel")[:1]),
            told_at=Subquery(telling.values("ended_at")[:1]),
            last_state=Subquery(newest.values("state")[:1]),
            last_channel=Subquery(newest.values("channel")[:1]),
            last_why=Subquery(newest.values("why")[:1]),
        )
        .order_by("number")
    )


def _agreed(purpose: str) -> Q:
    """Who was never asked has not refused; else the newest record holds."""
    newest = ConsentRecord.objects.filter(patient=OuterRef("patient"), purpose=purpose).order_by("-at", "-id")
    given = Coalesce(Subquery(newest.values("given")[:1]), True, output_field=BooleanField())
    return Q(given)
