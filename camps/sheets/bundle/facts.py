"""The facts of a camp as its files give them. Times are the venue's wall clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path

from camps.sheets.context import SheetContext


@dataclass(frozen=True, slots=True)
class PatientsDayFacts:
    """What camp.json may say of the patients' day; None limits nothing."""

    last_bus: time | None = None
    ward_beds: int | None = None
    fasts_from: time | None = None
    longest_fast_hours: int = 16
    longest_child_fast_hours: int = 12
    clearance_required: bool = False


@dataclass(frozen=True, slots=True)
class CampFacts:
    """camp.json. Empty text and None may wait until the camp is published."""

    name: str
    venue: str
    country: str
    timezone: str
    first_day: date
    days: int
    day_opens: time
    day_closes: time
    languages: tuple[str, ...]
    organiser: str = ""
    short_name: str = ""
    help_phone: str = ""
    meeting_point: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    preparation: str = ""
    patients_day: PatientsDayFacts = PatientsDayFacts()


@dataclass(frozen=True, slots=True)
class ProcedureFacts:
    """A row of procedures.csv. Minutes; ages in whole years; haemoglobin in g/dL."""

    code: str
    name: str
    specialty: str
    median_min: int
    p90_min: int
    turnover_min: int
    station_kind: str
    anaesthesia: str
    recovery_min: int
    equipment: tuple[str, ...]
    min_age_years: int | None
    max_age_years: int | None
    min_hb_g_dl: Decimal | None
    fasting_hours: int | None
    nights: int = 0


@dataclass(frozen=True, slots=True)
class StationFacts:
    """A row of stations.csv. `equipment` belongs to the station; one with n beds is n resources."""

    name: str
    kind: str
    equipment: tuple[str, ...]
    beds: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class DoctorFacts:
    """A row of doctors.csv. `days` are days of the camp from 1; none for an expert who is not there."""

    name: str
    role: str
    specialties: tuple[str, ...]
    email: str
    phone: str
    home_timezone: str
    days: tuple[int, ...]
    starts: time | None
    ends: time | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything in a camp's folder; `registrations` is the sheet's path, not yet read."""

    camp: CampFacts
    procedures: tuple[ProcedureFacts, ...]
    stations: tuple[StationFacts, ...]
    doctors: tuple[DoctorFacts, ...]
    registrations: Path

    def starting(self, first_day: date) -> Bundle:
        """The same camp on other days."""
        return replace(self, camp=replace(self.camp, first_day=first_day))

    def sheet_context(self) -> SheetContext:
        """What a reader of the registration sheet has to know."""
        return SheetContext(
            country=self.camp.country,
            first_day=self.camp.first_day,
            days=self.camp.days,
            procedures={procedure.code: procedure.name for procedure in self.procedures},
            language=self.camp.languages[0],
            kinds={procedure.code: procedure.station_kind for procedure in self.procedures},
        )
