"""A small camp, ready to be booked: two tables, a desk, two surgeons, an anaesthetist, an examiner, one c-arm."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from camps.models import (
    Camp,
    CampState,
    Contact,
    ContactKind,
    Decision,
    Doctor,
    Kit,
    Organisation,
    Patient,
    Procedure,
    Registration,
    Resource,
    ResourceKind,
    Shift,
    Skill,
    Station,
    Venue,
)

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
FIRST_DAY = date(2027, 3, 1)


@dataclass
class SmallCamp:
    """What `small_camp` made, by name."""

    organisation: Organisation
    camp: Camp
    stations: dict[str, Station] = field(default_factory=dict)
    doctors: dict[str, Doctor] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    registrations: list[Registration] = field(default_factory=list)


def small_camp(
    *, patients: int = 4, days: int = 2, zone: str = "Africa/Lagos", slug: str = "small", state: str = CampState.DRAFT
) -> SmallCamp:
    """Write the camp; call inside `scopes_disabled()` or the organisation's scope. Every second patient wants BONE."""
    organisation, _ = Organisation.objects.get_or_create(slug=f"{slug}-team", defaults={"name": "Test team"})
    venue = Venue.objects.create(
        organisation=organisation,
        name="General Hospital",
        country="NG",
        timezone=zone,
        meeting_point="gate 2",
        latitude=4.7,
        longitude=7.0,
    )
    camp = Camp.objects.create(
        organisation=organisation,
        slug=slug,
        name="Small camp",
        short_name="Small Camp",
        venue=venue,
        first_day=FIRST_DAY,
        days=days,
        languages=["en"],
        help_phone="+2348030000399",
        preparation="Bring your papers.",
        state=state,
    )
    made = SmallCamp(organisation, camp)
    for name, kind in (("Table 1", "table"), ("Table 2", "table"), ("Desk", "desk")):
        station = Station.objects.create(
            organisation=organisation,
            camp=camp,
            name=name,
            kind=kind,
            opens=time(8),
            closes=time(18),
            equipment=["anaesthesia-machine"] if kind == "table" else [],
        )
        Resource.objects.create(organisation=organisation, kind=ResourceKind.STATION, station=station)
        made.stations[name] = station
    kit = Kit.objects.create(organisation=organisation, camp=camp, name="c-arm", count=1, sterilise_min=0)
    Resource.objects.create(organisation=organisation, kind=ResourceKind.KIT, kit=kit)
    for name, role, specialty in (
        ("Ada Bone", "surgeon", "orthopaedics"),
        ("Ben Bone", "surgeon", "orthopaedics"),
        ("Sani Sleep", "anaesthetist", "anaesthesia"),
        ("Ruth Look", "examiner", "any"),
    ):
        add_doctor(made, name=name, role=role, specialty=specialty)
    made.procedures["BONE"] = Procedure.objects.create(
        organisation=organisation,
        camp=camp,
        code="BONE",
        name="Bone operation",
        specialty="orthopaedics",
        median_min=60,
        p90_min=90,
        turnover_min=15,
        station_kind="table",
        anaesthesia="general",
        equipment=["anaesthesia-machine"],
    )
    made.procedures["LOOK"] = Procedure.objects.create(
        organisation=organisation,
        camp=camp,
        code="LOOK",
        name="Consultation",
        specialty="any",
        median_min=15,
        p90_min=25,
        turnover_min=0,
        station_kind="desk",
        anaesthesia="none",
    )
    for number in range(1, patients + 1):
        add_patient(made, number=number, procedure="BONE" if number % 2 else "LOOK")
    return made


def add_doctor(made: SmallCamp, *, name: str, role: str, specialty: str) -> Doctor:
    """A doctor with a shift from 8 to 18 on every day of the camp."""
    camp = made.camp
    doctor = Doctor.objects.create(
        organisation=made.organisation,
        name=name,
        role=role,
        email=f"{name.split(maxsplit=1)[0].lower()}@example.org",
        home_timezone="Asia/Kolkata",
    )
    Skill.objects.create(organisation=made.organisation, doctor=doctor, specialty=specialty)
    Resource.objects.create(organisation=made.organisation, kind=ResourceKind.DOCTOR, doctor=doctor)
    for day in camp.dates:
        Shift.objects.create(
            organisation=made.organisation,
            camp=camp,
            doctor=doctor,
            starts_at=camp.instant(day, time(8)),
            ends_at=camp.instant(day, time(18)),
        )
    made.doctors[name] = doctor
    return doctor


def add_patient(
    made: SmallCamp, *, number: int, procedure: str, decision: str = Decision.LISTED, **fields: object
) -> Registration:
    """A listed registration with a phone of its own."""
    patient = Patient.objects.create(
        organisation=made.organisation,
        name=f"Patient {number}",
        name_key=f"patient {number}",
        birth_date=FIRST_DAY - timedelta(days=365 * 30),
        language="en",
    )
    Resource.objects.create(organisation=made.organisation, kind=ResourceKind.PATIENT, patient=patient)
    Contact.objects.create(
        organisation=made.organisation, patient=patient, kind=ContactKind.PHONE, value=f"+23480300{number:05d}"
    )
    registration = Registration.objects.create(
        organisation=made.organisation,
        camp=made.camp,
        patient=patient,
        number=number,
        procedure=made.procedures[procedure],
        decision=decision,
        **fields,
    )
    made.registrations.append(registration)
    return registration
