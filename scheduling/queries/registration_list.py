"""The people of a camp as a list that can be narrowed, searched and counted, with the place of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from camps.models import Camp, Consent, Contact, Decision, Fitness, Registration
from camps.names import name_key
from scheduling.models import Appointment, AppointmentState
from scheduling.queries.served import served

# A phone as people write it: at least six digits, with spaces, dashes, dots or brackets between them.
PHONE = re.compile(r"\+?\d(?:[\s\-().]*\d){5,}")
SHEET_ROW = re.compile(r"\brow\s*#?\s*(\d{1,7})\b", re.IGNORECASE)
CARD = re.compile(r"(?:\bcard\s*#?\s*|#)?\b(\d{1,6})\b", re.IGNORECASE)
SOUNDS_NEAR = 0.4
CLEARED = Q(consent=Consent.GIVEN, fitness=Fitness.FIT)


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty fields narrow nothing. `placed`: yes, no, cover. `contact`: none.
    `cleared` (consent and fitness): yes, no, against.
    """

    q: str = ""
    decision: str = ""
    urgency: int | None = None
    placed: str = ""
    needs_check: bool = False
    procedure: int | None = None
    contact: str = ""
    cleared: str = ""

    @property
    def is_narrow(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True)
class Counts:
    """How many stand where, over the whole camp."""

    all: int
    placed: int
    needs_check: int
    needs_cover: int
    by_decision: dict[str, int]


def registrations_of(camp: Camp, wanted: Wanted) -> QuerySet[Registration]:
    """The registrations that match, by card number, each with `.live` (its place, at most one) and `.reachable`."""
    live = Appointment.objects.filter(state=AppointmentState.BOOKED).select_related("station")
    found = (
        Registration.objects.filter(camp=camp)
        .select_related("patient", "procedure", "family")
        .prefetch_related("more_procedures", Prefetch("appointments", queryset=live, to_attr="live"))
        .annotate(reachable=Exists(Contact.objects.filter(patient=OuterRef("patient"))))
        .order_by("number")
    )
    return _searched(_narrowed(found, wanted), wanted.q)


def _narrowed(found: QuerySet[Registration], wanted: Wanted) -> QuerySet[Registration]:
    here = Appointment.objects.filter(registration=OuterRef("pk"), state=AppointmentState.BOOKED)
    if wanted.decision:
        found = found.filter(decision=wanted.decision)
    if wanted.urgency is not None:
        found = found.filter(urgency=wanted.urgency)
    if wanted.needs_check:
        found = found.filter(needs_check=True)
    if wanted.procedure is not None:
        beside = Registration.more_procedures.through.objects.filter(procedure=wanted.procedure)
        found = found.filter(Q(procedure=wanted.procedure) | Q(pk__in=beside.values("registration")))
    if wanted.contact == "none":
        found = found.filter(Q(reachable=False))
    if wanted.cleared == "yes":
        found = found.filter(CLEARED)
    elif wanted.cleared == "no":
        found = found.exclude(CLEARED)
    elif wanted.cleared == "against":
        found = found.filter(Q(consent=Consent.REFUSED) | Q(fitness=Fitness.UNFIT))
    if wanted.placed == "yes":
        found = found.filter(Exists(here))
    elif wanted.placed == "no":
        found = found.filter(~Exists(here)).exclude(served())
    elif wanted.placed == "cover":
        found = found.filter(Exists(here.exclude(needs_cover="")))
    return found


def _searched(found: QuerySet[Registration], text: str) -> QuerySet[Registration]:
    """Every word must match: `row 17`, a phone, a card number, or a piece of the name, in any order."""
    left = text.strip()
    for row in SHEET_ROW.findall(left):
        found = found.filter(sheet_row=int(row))
    left = SHEET_ROW.sub(" ", left)
    for phone in PHONE.findall(left):
        found = found.filter(patient__in=_whose_phone(phone))
    left = PHONE.sub(" ", left)
    for number in CARD.findall(left):
        found = found.filter(Q(number=int(number)) | Q(patient__in=_whose_phone(number, at_end=True)))
    words = name_key(CARD.sub(" ", left)).split()
    if not words:
        return found
    exactly = found
    for word in words:
        exactly = exactly.filter(patient__name_key__contains=word)
    if exactly.exists():
        return exactly
    for word in words:  # a slip of the pen: what sounds near, rather than nothing
        found = found.alias(**{f"near_{word}": TrigramWordSimilarity(word, "patient__name_key")}).filter(
            **{f"near_{word}__gte": SOUNDS_NEAR}
        )
    return found


def _whose_phone(digits: str, *, at_end: bool = False) -> QuerySet[Contact, Any]:
    """Patients with a phone that holds these digits; the 0 of the national form is not in E.164.

    The contacts are read once, not once a person: on rows that PostgreSQL had not counted yet, nine hundred took 0.6 s.
    """
    plain = re.sub(r"\D", "", digits)
    inside = re.sub("^00?", "", plain)  # and no more zeros: the last six digits may begin with some
    holding = {"value__endswith": plain} if at_end else {"value__contains": inside}
    return Contact.objects.filter(patient__isnull=False, **holding).values("patient")


def counts_of(camp: Camp) -> Counts:
    """The figures over the list."""
    rows = Registration.objects.filter(camp=camp).values_list("decision").annotate(many=Count("pk")).order_by()
    by_decision = dict.fromkeys(Decision.values, 0) | dict(rows)
    standing = Appointment.objects.filter(camp=camp, registration__isnull=False, state=AppointmentState.BOOKED)
    placed = standing.aggregate(all=Count("pk"), cover=Count("pk", filter=~Q(needs_cover="")))
    check = Registration.objects.filter(camp=camp, needs_check=True, decision=Decision.LISTED).count()
    return Counts(sum(by_decision.values()), placed["all"], check, placed["cover"], by_decision)
