"""The lists of one day for staff: who is served where, by whom and when, by station or by doctor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from camps.models import Anaesthesia, Camp, Consent, Doctor, Fitness, Registration, Station, StationKind
from notifications.queries.audience import doctors_of
from notifications.queries.printings import Sheet, doctor_scope, station_scope
from scheduling.models import Appointment, AppointmentState, Arrival

INFANT_MONTHS = 24


@dataclass(frozen=True)
class Age:
    """In months below two years. An age without an exact birth date is about right only."""

    years: int
    months: int
    about: bool

    @property
    def in_months(self) -> bool:
        return self.months < INFANT_MONTHS and not self.about


@dataclass(frozen=True)
class DayRow:
    """One appointment on a list. `n` is its place on the list; `token` is empty until the patient came."""

    n: int
    appointment: Appointment
    registration: Registration
    token: str
    age: Age | None
    procedures: str
    anaesthesia: str
    team: tuple[Doctor, ...]
    notes: tuple[str | Promise, ...]

    @property
    def is_done(self) -> bool:
        return self.appointment.state == AppointmentState.DONE


def day_rows(camp: Camp, day: date) -> list[DayRow]:
    """Every appointment of a day that was not cancelled, drafts included, in order of time. Four statements."""
    begins, ends = camp.instant(day, time()), camp.instant(day + timedelta(days=1), time())
    found = list(
        Appointment.objects.filter(camp=camp, registration__isnull=False, starts_at__gte=begins, starts_at__lt=ends)
        .exclude(state=AppointmentState.CANCELLED)
        .select_related("registration__patient", "station")
        .prefetch_related("procedures")
        .order_by("starts_at", "registration__number", "pk")
    )
    doctors = doctors_of([one.pk for one in found])
    tokens = tokens_on(camp, day)
    rows = []
    for appointment in found:
        registration = appointment.registration
        assert registration is not None, "filtered above"
        procedures = list(appointment.procedures.all())
        rows.append(
            DayRow(
                n=0,
                appointment=appointment,
                registration=registration,
                token=tokens.get(registration.pk, ""),
                age=age_on(registration, day),
                procedures=" + ".join(procedure.name for procedure in procedures),
                anaesthesia=_anaesthesia([procedure.anaesthesia for procedure in procedures]),
                team=tuple(doctors.get(appointment.pk, ())),
                notes=tuple(_notes(appointment, registration)),
            )
        )
    return rows


def by_station(camp: Camp, day: date, *, tables_only: bool = False) -> list[Sheet]:
    """A list for each station with an appointment; every row is on exactly one of them."""
    rows = day_rows(camp, day)
    if tables_only:
        rows = [row for row in rows if row.appointment.station.kind == StationKind.TABLE]
    stations = {row.appointment.station_id: row.appointment.station for row in rows}
    in_order = sorted(stations.values(), key=lambda station: station.name)
    return [_of_station(station, rows, day) for station in in_order]


def by_doctor(camp: Camp, day: date) -> list[Sheet]:
    """A list for each doctor who is needed, and one of what nobody holds: a row is on the list of each of its team."""
    rows = day_rows(camp, day)
    doctors = {doctor.pk: doctor for row in rows for doctor in row.team}
    in_order = sorted(doctors.values(), key=lambda doctor: (doctor.name, doctor.pk))
    sheets = [
        Sheet(doctor_scope(day, doctor.pk), doctor.name, _numbered(rows, _held_by(doctor)), key=doctor.pk)
        for doctor in in_order
    ]
    if without := _numbered(rows, lambda row: not row.team):
        sheets.append(Sheet(doctor_scope(day, None), "", without))
    return sheets


def tokens_on(camp: Camp, day: date) -> dict[int, str]:
    """The token of everybody who came on this day, by registration id."""
    came = Arrival.objects.filter(camp=camp, day=day, undone_at=None)
    return {arrival.registration_id: arrival.token for arrival in came}


def age_on(registration: Registration, day: date) -> Age | None:
    """None where nobody knows the birth date."""
    patient = registration.patient
    born = patient.birth_date
    if born is None or born > day:
        return None
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    return Age(years=months // 12, months=months, about=patient.birth_estimated)


def _of_station(station: Station, rows: list[DayRow], day: date) -> Sheet:
    own = _numbered(rows, lambda row: row.appointment.station_id == station.pk)
    return Sheet(station_scope(day, station.pk), station.name, own, key=station.pk)


def _held_by(doctor: Doctor) -> Callable[[DayRow], bool]:
    return lambda row: doctor in row.team


def _numbered(rows: list[DayRow], wanted: Callable[[DayRow], bool]) -> tuple[DayRow, ...]:
    return tuple(DayRow(**{**vars(row), "n": n}) for n, row in enumerate(filter(wanted, rows), start=1))


def _anaesthesia(kinds: list[str]) -> str:
    """The deepest that one of the procedures needs: they are done under one."""
    order = [Anaesthesia.GENERAL, Anaesthesia.SPINAL, Anaesthesia.LOCAL]
    return next((str(kind.label) for kind in order if kind in kinds), "")


def _notes(appointment: Appointment, registration: Registration) -> list[str | Promise]:
    """What the team must know before the patient stands there."""
    notes: list[str | Promise] = []
    if appointment.needs_cover:
        notes.append(appointment.needs_cover)
    if registration.diabetic:
        notes.append(_("Diabetic"))
    if registration.infected:
        notes.append(_("Infected: last on the table"))
    if registration.consent in (Consent.NEEDED, Consent.REFUSED):
        notes.append(_("Consent refused") if registration.consent == Consent.REFUSED else _("No consent yet"))
    if registration.fitness in (Fitness.TO_BE_SEEN, Fitness.UNFIT):
        notes.append(_("Not fit") if registration.fitness == Fitness.UNFIT else _("To be examined first"))
    if registration.remarks.strip():
        notes.append(registration.remarks.strip())
    return notes
