"""doctors.csv."""

from __future__ import annotations

from datetime import time
from functools import partial

from camps.sheets.bundle import values
from camps.sheets.bundle.facts import DoctorFacts
from camps.sheets.bundle.record import Record
from camps.sheets.fields.mails import parse_mail
from camps.sheets.problems import NotUnderstood

FILE = "doctors.csv"
COLUMNS = ("name", "role", "specialties", "e_mail", "phone", "home_timezone", "days", "from", "to")


def read_doctor(record: Record, *, country: str, days: int) -> DoctorFacts:
    """A doctor with days needs hours; one without (an expert abroad) has no shifts."""
    present = record.read("days", partial(values.camp_days, days=days), ())
    starts = record.read("from", values.clock, time(0, 0)) if present else None
    ends = record.read("to", values.clock, time(23, 59)) if present else None
    if starts and ends and ends <= starts:
        record.refuse("to", NotUnderstood("time", "The shift ends before it begins.", "Write a later time."))
    return DoctorFacts(
        name=record.read("name", values.filled, ""),
        role=record.read("role", partial(values.one_of, words=values.ROLES), ""),
        specialties=record.read("specialties", values.several, ()) or ("any",),
        email=record.read("e_mail", parse_mail, ""),
        phone=record.read("phone", partial(values.phone_or_none, country=country), ""),
        home_timezone=record.read("home_timezone", values.zone, "UTC"),
        days=present,
        starts=starts,
        ends=ends,
    )
