"""A sample camp straight from its files: every tidy row becomes a registration, without the reading of sheets."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, time, timedelta
from pathlib import Path

from camps.models import Camp, Decision, Doctor, Organisation, Procedure, Urgency, Venue
from camps.services.camps import create_camp
from camps.services.doctors import add_doctor
from camps.services.procedures import add_procedure
from camps.services.registrations import NewContact, NewPerson, register_many
from camps.services.shifts import add_shift
from camps.services.stations import add_station
from camps.services.venues import add_venue

SAMPLES = Path(__file__).parents[2] / "camps" / "sample"
URGENCIES = {"urgent": Urgency.URGENT, "soon": Urgency.SOON}


def sample_camp(name: str, *, organisation: Organisation, now: datetime) -> Camp:
    """Call inside the organisation's scope. Everybody is listed; what a sheet's reader would refuse is read loosely."""
    folder = SAMPLES / name
    said = json.loads((folder / "camp.json").read_text())
    camp = create_camp(
        organisation=organisation,
        name=said["name"],
        short_name=said["short_name"],
        venue=_venue(organisation, said),
        first_day=date.fromisoformat(said["first_day"]),
        days=said["days"],
        languages=said["languages"],
        help_phone=said["help_phone"],
        preparation=said["preparation"],
    )
    for row in _rows(folder / "stations.csv"):
        things = [item for item in row["equipment"].split(";") if item]
        beds = next((int(item[5:]) for item in things if item.startswith("beds=")), 1)
        add_station(
            camp=camp,
            name=row["name"],
            kind=row["kind"],
            opens=time.fromisoformat(row["opens"]),
            closes=time.fromisoformat(row["closes"]),
            equipment=[item for item in things if not item.startswith("beds=")],
            beds=beds,
        )
    procedures = {row["code"]: _procedure(camp, row) for row in _rows(folder / "procedures.csv")}
    for row in _rows(folder / "doctors.csv"):
        _doctor(camp, row)
    people = [
        _person(camp, row, procedures) for row in _rows(folder / "registrations.csv") if row["Procedure"] in procedures
    ]
    register_many(camp=camp, people=people, by=None, now=now, how="sample")
    camp.registrations.update(decision=Decision.LISTED)
    return camp


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _venue(organisation: Organisation, said: dict[str, object]) -> Venue:
    return add_venue(
        organisation=organisation,
        name=str(said["venue"]),
        country=str(said["country"]),
        timezone=str(said["timezone"]),
        meeting_point=str(said["meeting_point"]),
    )


def _procedure(camp: Camp, row: dict[str, str]) -> Procedure:
    return add_procedure(
        camp=camp,
        code=row["code"],
        name=row["name"],
        specialty=row["specialty"],
        median_min=int(row["median_min"]),
        p90_min=int(row["p90_min"]),
        turnover_min=int(row["turnover_min"]),
        station_kind=row["station_kind"],
        anaesthesia=row["anaesthesia"],
        equipment=[item for item in row["equipment"].split(";") if item],
    )


def _doctor(camp: Camp, row: dict[str, str]) -> Doctor:
    doctor = add_doctor(
        organisation=camp.organisation,
        name=row["name"],
        role=row["role"],
        email=row["e_mail"],
        phone=row["phone"],
        home_timezone=row["home_timezone"],
        skills=dict.fromkeys(row["specialties"].split(";"), "independent"),
    )
    if not row["days"]:
        return doctor
    first, _, last = row["days"].partition("-")
    for number in range(int(first), int(last or first) + 1):
        day = camp.first_day + timedelta(days=number - 1)
        add_shift(
            camp=camp,
            doctor=doctor,
            starts_at=camp.instant(day, time.fromisoformat(row["from"])),
            ends_at=camp.instant(day, time.fromisoformat(row["to"])),
        )
    return doctor


def _person(camp: Camp, row: dict[str, str], procedures: dict[str, Procedure]) -> NewPerson:
    when = row["Can arrive from"].removeprefix("day").strip()
    return NewPerson(
        name=row["Name"] or "Nobody",
        contacts=(NewContact(kind="phone", value=f"+23480{int(row['S/N'] or 0):08d}"),),
        family=row["Family group"],
        complaint=row["Complaint"],
        procedure=procedures[row["Procedure"]],
        urgency=URGENCIES.get(row["Urgency"], Urgency.ROUTINE),
        arrives_on=camp.first_day + timedelta(days=int(when) - 1) if when.isdigit() else None,
    )
