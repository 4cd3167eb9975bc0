"""Token slips: what is handed over to who came, and the numbers that are handed out when everything is down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from camps.models import Camp
from notifications.models import PaperKind, Printing, VisitLink
from notifications.queries.links import closed_among
from notifications.queries.printing import initials_of
from notifications.queries.texts import shipped_language
from scheduling.models import Arrival
from scheduling.token_check import check_character


@dataclass(frozen=True)
class Slip:
    """`has_link`: the patient's page can be opened; `may_have`: it has no link yet, and none was closed."""

    arrival: Arrival
    check: str
    initials: str
    language: str
    has_link: bool
    may_have: bool


@dataclass(frozen=True)
class BlankToken:
    token: str
    check: str


def slip_of(arrival: Arrival) -> Slip:
    """The slip of one arrival, in the language of its patient: token and initials, no name, nothing of an illness."""
    registration = arrival.registration
    patient, camp = registration.patient, registration.camp
    closed = registration.pk in closed_among([registration])
    linked = VisitLink.objects.filter(registration=registration).exists()
    return Slip(
        arrival=arrival,
        check=check_character(arrival.token),
        initials=initials_of(patient.name),
        language=shipped_language(patient.language or camp.language, camp.language),
        has_link=linked and not closed,
        may_have=not linked,
    )


def blank_tokens(letter: str, first: int, last: int, *, without: set[int]) -> list[BlankToken]:
    """B-014 and so on, but for the numbers that were given already."""
    tokens = [f"{letter}-{number:03d}" for number in range(first, last + 1) if number not in without]
    return [BlankToken(token, check_character(token)) for token in tokens]


def given_numbers(camp: Camp, day: date, letter: str) -> set[int]:
    """Of one letter on one day; one that was taken back stays given: the slip may be in somebody's hand."""
    return set(Arrival.objects.filter(camp=camp, day=day, letter=letter).values_list("number", flat=True))


def printed_tokens(camp: Camp, day: date) -> list[tuple[str, Printing]]:
    """The blank tokens of a day that are on paper already: "B-001 to B-020", and its newest print."""
    prefix = f"{day.isoformat()} "
    rows = Printing.objects.filter(camp=camp, kind=PaperKind.TOKENS, scope__startswith=prefix)
    newest = rows.order_by("scope", "-number").distinct("scope")
    return [(printing.scope.removeprefix(prefix), printing) for printing in newest]
