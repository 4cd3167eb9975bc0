"""What apps above know of doctors' time and the pages of their shifts show: they register here, since camps may not
import them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from camps.models import Camp, Doctor


@dataclass(frozen=True)
class Standing:
    """Where what is said of a doctor comes from, and how old it is. `faulty`: it can't be relied on."""

    text: str
    faulty: bool = False


@dataclass(frozen=True)
class BesideDoctor:
    """Of one doctor: lines by the id of the shift they meet; all of the camp under a title; and where from."""

    title: str = ""
    of_shift: dict[int, list[str]] = field(default_factory=dict)
    of_camp: list[str] = field(default_factory=list)
    standing: list[Standing] = field(default_factory=list)


@dataclass(frozen=True)
class BesideShifts:
    """`overall` is said once above the list; `doctors` by their ids."""

    overall: str = ""
    doctors: dict[int, BesideDoctor] = field(default_factory=dict)


Provider = Callable[[Camp, Sequence[Doctor]], BesideShifts]
_providers: dict[str, Provider] = {}


def add_beside_shifts(key: str, provider: Provider) -> None:
    """Called once at start, from an app's `ready`; the same key replaces what was there."""
    _providers[key] = provider


def put_beside_shifts(camp: Camp, doctors: Sequence[Doctor]) -> list[str]:
    """Set `beside` on each of `doctors`, and on each of `shifts_here` a list of lines; return what is said of all."""
    known = [provider(camp, doctors) for provider in _providers.values()]
    for doctor in doctors:
        found = [one.doctors[doctor.pk] for one in known if doctor.pk in one.doctors]
        doctor.beside = found  # type: ignore[attr-defined]  # for the page
        for shift in doctor.shifts_here:  # type: ignore[attr-defined]  # see camps.queries.camps.doctors_at
            shift.beside = [line for one in found for line in one.of_shift.get(shift.pk, ())]
    return [one.overall for one in known if one.overall]
