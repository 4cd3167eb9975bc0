"""A camp's folder, read by camps/sheets, written as a camp: venue, procedures, stations, doctors and their shifts."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from camps.models import Camp, Doctor, Level, Organisation
from camps.services.camps import create_camp
from camps.services.doctors import add_doctor
from camps.services.patients_day import change_patients_day
from camps.services.procedures import add_procedure
from camps.services.shifts import add_shift
from camps.services.stations import add_station
from camps.services.venues import add_venue
from camps.sheets.bundle import Bundle, DoctorFacts


@transaction.atomic
def load_camp(*, organisation: Organisation, bundle: Bundle, slug: str = "", first_day: date | None = None) -> Camp:
    """Write a draft camp, all or nothing; `first_day` moves it to other dates. Its people come by their own import.

    A doctor of the organisation with the same mail address is the same person, and only gets the shifts.
    Raises CampError for a value that does not fit, naming its field.
    """
    facts = bundle.camp
    venue = add_venue(
        organisation=organisation,
        name=facts.venue,
        country=facts.country,
        timezone=facts.timezone,
        meeting_point=facts.meeting_point,
        latitude=facts.latitude,
        longitude=facts.longitude,
    )
    camp = create_camp(
        organisation=organisation,
        slug=slug,
        name=facts.name,
        venue=venue,
        first_day=first_day or facts.first_day,
        days=facts.days,
        day_opens=facts.day_opens,
        day_closes=facts.day_closes,
        short_name=facts.short_name,
        host=facts.organiser,
        languages=facts.languages,
        help_phone=facts.help_phone,
        preparation=facts.preparation,
    )
    asks = facts.patients_day
    change_patients_day(
        camp=camp,
        fasts_from=asks.fasts_from,
        longest_fast_hours=asks.longest_fast_hours,
        longest_child_fast_hours=asks.longest_child_fast_hours,
        last_bus=asks.last_bus,
        ward_beds=asks.ward_beds,
        clearance_required=asks.clearance_required,
    )
    for procedure in bundle.procedures:
        add_procedure(
            camp=camp,
            code=procedure.code,
            name=procedure.name,
            specialty=procedure.specialty,
            median_min=procedure.median_min,
            p90_min=procedure.p90_min,
            turnover_min=procedure.turnover_min,
            station_kind=procedure.station_kind,
            anaesthesia=procedure.anaesthesia,
            recovery_min=procedure.recovery_min,
            equipment=procedure.equipment,
            min_age_years=procedure.min_age_years,
            max_age_years=procedure.max_age_years,
            min_hb_g_dl=procedure.min_hb_g_dl,
            fasting_hours=procedure.fasting_hours,
            nights=procedure.nights,
        )
    for station in bundle.stations:
        add_station(
            camp=camp,
            name=station.name,
            kind=station.kind,
            opens=station.opens,
            closes=station.closes,
            equipment=station.equipment,
            beds=station.beds,
        )
    for doctor in bundle.doctors:
        add_shifts(camp=camp, doctor=known_or_new(organisation, doctor), facts=doctor)
    return camp


def known_or_new(organisation: Organisation, facts: DoctorFacts) -> Doctor:
    """The organisation's doctor with this mail address, else a new one."""
    known = Doctor.objects.filter(organisation=organisation, email__iexact=facts.email) if facts.email else None
    if known is not None and (doctor := known.order_by("pk").first()):
        return doctor
    return add_doctor(
        organisation=organisation,
        name=facts.name,
        role=facts.role,
        skills=dict.fromkeys(facts.specialties, Level.INDEPENDENT.value),
        email=facts.email,
        phone=facts.phone,
        home_timezone=facts.home_timezone,
    )


def add_shifts(*, camp: Camp, doctor: Doctor, facts: DoctorFacts) -> None:
    """A shift on each of the days named; one that ends at or before it starts ends the next morning."""
    if facts.starts is None or facts.ends is None:
        return
    for number in facts.days:
        day = camp.first_day + timedelta(days=number - 1)
        last = day if facts.ends > facts.starts else day + timedelta(days=1)
        add_shift(
            camp=camp,
            doctor=doctor,
            starts_at=camp.instant(day, facts.starts),
            ends_at=camp.instant(last, facts.ends),
        )
