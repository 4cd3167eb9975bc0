"""The one judge of a place: what speaks against it, in words. Facts in, faults out; it reads and raises nothing.

`book` and `move` refuse with the first fault (services/booking); the page that asks before shows all of them
(queries/places).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from camps.look.times import day_text
from camps.models import CampState, Decision
from camps.rules import Lacking, lacking
from scheduling.filling.problem import Place
from scheduling.intervals import instant
from scheduling.queries.standing import Candidate, Standing

RELOAD = "Load the page again."


@dataclass(frozen=True)
class Fault:
    """Why not, and what to do. `passing`: another time would do, since somebody was quicker or is not there then."""

    words: str
    cure: str = ""
    passing: bool = False


def against_candidate(candidate: Candidate) -> list[Fault]:
    """What no other time would cure."""
    card = f"Registration {candidate.number:03d}"
    found = []
    if candidate.camp_state == CampState.CANCELLED:
        found.append(Fault(f"{candidate.camp_name} is cancelled.", "Book at another camp."))
    if candidate.decision not in (Decision.LISTED, Decision.STANDBY):
        words = Decision(candidate.decision).label.lower()
        found.append(
            Fault(
                f"{card} is “{words}”; only listed patients and standby get a place.",
                "Change the decision on the registration's page first.",
            )
        )
    if candidate.has_place:
        found.append(Fault(f"{card} has a place already.", "Move the place it has."))
    if candidate.is_operation is None:
        found.append(
            Fault(f"{card} asks for no procedure of this camp.", "Choose the procedure on the registration's page.")
        )
    if candidate.is_operation:
        found += [Fault(f"{card} {lack.words}.", lack.cure) for lack in not_ready(candidate)]
    return found


def not_ready(candidate: Candidate) -> list[Lacking]:
    """Consent and fitness, as the camp asks for them."""
    return lacking(consent=candidate.consent, fitness=candidate.fitness, required=candidate.clearance_required)


def against_place(place: Place, standing: Standing, *, camp: int) -> list[Fault]:
    """What speaks against this place of a camp: its arrival window, then who is not there, then how full it is."""
    starts, ends = standing.span
    found = []
    if (standing.camp, standing.station) != (camp, place.station) or not starts <= instant(place.span[0]) < ends:
        found.append(Fault("The arrival window is not the one of this camp, station and hour.", RELOAD))
    if standing.uncovered:
        found.append(Fault(f"{'; '.join(standing.uncovered)}.", passing=True))
    if standing.taken >= standing.capacity:
        found.append(Fault(f"The arrival window of {standing.capacity} is full.", passing=True))
    return found


def against_arrival(day: date, *, arrives_on: date | None, card: str) -> list[Fault]:
    """An arrival limit. A person may overrule it, so `book` and `move` do not ask."""
    if arrives_on and day < arrives_on:
        return [Fault(f"{card} can't be there before {day_text(arrives_on, year=False)}.", passing=True)]
    return []
