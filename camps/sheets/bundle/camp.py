"""camp.json."""

from __future__ import annotations

import json
from datetime import date, time
from functools import partial
from typing import Any

from camps.sheets.bundle import values
from camps.sheets.bundle.facts import CampFacts, PatientsDayFacts
from camps.sheets.bundle.record import Record
from camps.sheets.fields.yes_no import parse_yes_no
from camps.sheets.problems import NotUnderstood, Problem

FILE = "camp.json"
MOST_DAYS = 60


def read_camp(data: bytes, problems: list[Problem]) -> CampFacts | None:
    """The camp's facts; what is wrong is added to `problems`, and a stand-in value is given for it."""
    texts = _texts(data, problems)
    if texts is None:
        return None
    record = Record(FILE, 0, texts, problems)
    nation = record.read("country", values.country, "NG")
    opens = record.read("day_opens", values.clock, time(0, 0))
    closes = record.read("day_closes", values.clock, time(23, 59))
    if closes <= opens:
        record.refuse("day_closes", NotUnderstood("time", "The day closes before it opens.", "Write a later time."))
    return CampFacts(
        name=record.read("name", values.filled, ""),
        venue=record.read("venue", partial(values.filled, longest=160), ""),
        country=nation,
        timezone=record.read("timezone", values.zone, "UTC"),
        first_day=record.read("first_day", values.day, date(2000, 1, 1)),
        days=record.read("days", partial(values.whole, least=1, most=MOST_DAYS), MOST_DAYS),
        day_opens=opens,
        day_closes=closes,
        languages=tuple(_languages(record)) or ("en",),
        organiser=record.read("organiser", partial(values.short, longest=120), ""),
        short_name=record.read("short_name", partial(values.short, longest=20), ""),
        help_phone=record.read("help_phone", partial(values.phone_or_none, country=nation), ""),
        meeting_point=record.read("meeting_point", partial(values.short, longest=120), ""),
        latitude=record.read("latitude", partial(values.decimal_or_none, least=-90, most=90), None),
        longitude=record.read("longitude", partial(values.decimal_or_none, least=-180, most=180), None),
        preparation=record.read("preparation", partial(values.short, longest=2_000), ""),
        patients_day=_patients_day(record),
    )


def _patients_day(record: Record) -> PatientsDayFacts:
    """What is not there stays as it is usually."""
    usual = PatientsDayFacts()
    hours = partial(values.whole_or_none, least=1, most=48)
    longest = record.read("longest_fast_hours", hours, None) or usual.longest_fast_hours
    child = record.read("longest_child_fast_hours", hours, None) or min(usual.longest_child_fast_hours, longest)
    if child > longest:
        why = "A young child can't fast longer than a grown-up."
        record.refuse("longest_child_fast_hours", NotUnderstood("number", why, f"Write {longest} or less."))
    return PatientsDayFacts(
        last_bus=record.read("last_bus", values.clock_or_none, None),
        ward_beds=record.read("ward_beds", partial(values.whole_or_none, most=2_000), None),
        fasts_from=record.read("fasts_from", values.clock_or_none, None),
        longest_fast_hours=longest,
        longest_child_fast_hours=child,
        clearance_required=record.read("clearance_required", parse_yes_no, False),
    )


def _languages(record: Record) -> list[str]:
    codes = []
    for code in values.several(record.texts.get("languages", "")):
        try:
            codes.append(values.language(code))
        except NotUnderstood as refusal:
            Record(FILE, 0, {"languages": code}, record.problems).refuse("languages", refusal)
    return codes


def _texts(data: bytes, problems: list[Problem]) -> dict[str, str] | None:
    """The file's values as texts, lists with ; between; None when it can't be read at all."""
    try:
        found: Any = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        problems.append(_of_file("The file is not UTF-8 text.", "Save it as UTF-8."))
        return None
    except json.JSONDecodeError as error:
        why = f"The file is no JSON: {error.msg} in line {error.lineno}."
        problems.append(_of_file(why, "Correct that line: a comma or a quotation mark is often missing."))
        return None
    if not isinstance(found, dict):
        problems.append(_of_file("The file holds no object.", "Begin it with { and name each value."))
        return None
    return {str(key): _text(value) for key, value in found.items()}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else str(value)


def _of_file(why: str, cure: str) -> Problem:
    return Problem(0, "", "", why, cure, "json", FILE)
