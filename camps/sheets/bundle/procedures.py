"""procedures.csv."""

from __future__ import annotations

from functools import partial

from camps.sheets.bundle import values
from camps.sheets.bundle.facts import ProcedureFacts
from camps.sheets.bundle.record import Record
from camps.sheets.problems import NotUnderstood

FILE = "procedures.csv"
COLUMNS = (
    "code", "name", "specialty", "median_min", "p90_min", "turnover_min", "station_kind", "anaesthesia", "recovery_min",
    "equipment", "min_age_years", "max_age_years", "min_hb_g_dl", "fasting_hours",
)  # fmt: skip
OPTIONAL = ("nights",)
OLDEST = 120


def read_procedure(record: Record) -> ProcedureFacts:
    minutes = partial(values.whole, least=1)
    found = ProcedureFacts(
        code=record.read("code", partial(values.filled, longest=20), ""),
        name=record.read("name", values.filled, ""),
        specialty=record.read("specialty", partial(values.short, longest=40), "") or "any",
        median_min=record.read("median_min", minutes, 1),
        p90_min=record.read("p90_min", minutes, 1_440),
        turnover_min=record.read("turnover_min", values.whole_or_none, 0) or 0,
        station_kind=record.read("station_kind", partial(values.one_of, words=values.STATION_KINDS), ""),
        anaesthesia=record.read("anaesthesia", partial(values.one_of, words=values.ANAESTHESIA), ""),
        recovery_min=record.read("recovery_min", values.whole_or_none, 0) or 0,
        equipment=record.read("equipment", values.several, ()),
        min_age_years=record.read("min_age_years", partial(values.whole_or_none, most=OLDEST), None),
        max_age_years=record.read("max_age_years", partial(values.whole_or_none, most=OLDEST), None),
        min_hb_g_dl=record.read("min_hb_g_dl", partial(values.decimal_or_none, least=2, most=25), None),
        fasting_hours=record.read("fasting_hours", partial(values.whole_or_none, most=48), None),
        nights=record.read("nights", partial(values.whole_or_none, most=60), 0) or 0,
    )
    if found.p90_min < found.median_min:
        refusal = "The 90th percentile is shorter than the median."
        record.refuse("p90_min", NotUnderstood("number", refusal, "Write the minutes that nine of ten stay under."))
    if (
        found.min_age_years is not None
        and found.max_age_years is not None
        and found.max_age_years < found.min_age_years
    ):
        refusal = "The highest age is under the lowest."
        record.refuse("max_age_years", NotUnderstood("number", refusal, "Write a higher age, or leave it empty."))
    return found
