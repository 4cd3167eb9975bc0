"""stations.csv."""

from __future__ import annotations

from datetime import time
from functools import partial

from camps.sheets.bundle import values
from camps.sheets.bundle.facts import StationFacts
from camps.sheets.bundle.record import Record
from camps.sheets.problems import NotUnderstood

FILE = "stations.csv"
COLUMNS = ("name", "kind", "equipment", "opens", "closes")
MOST_BEDS = 500


def read_station(record: Record) -> StationFacts:
    opens = record.read("opens", values.clock, time(0, 0))
    closes = record.read("closes", values.clock, time(23, 59))
    if closes <= opens:
        record.refuse("closes", NotUnderstood("time", "The station closes before it opens.", "Write a later time."))
    equipment, beds = record.read("equipment", _equipment_and_beds, ((), 1))
    return StationFacts(
        name=record.read("name", partial(values.filled, longest=60), ""),
        kind=record.read("kind", partial(values.one_of, words=values.STATION_KINDS), ""),
        equipment=equipment,
        beds=beds,
        opens=opens,
        closes=closes,
    )


def _equipment_and_beds(text: str) -> tuple[tuple[str, ...], int]:
    """Words with ; between; beds=6 among them is the number of beds."""
    words = values.several(text)
    beds = 1
    for word in words:
        name, _, number = word.partition("=")
        if name.strip().casefold() == "beds":
            if not number.strip().isdigit() or not 1 <= int(number) <= MOST_BEDS:
                raise NotUnderstood("beds", "This is no number of beds.", "Write beds= and a number, such as beds=6.")
            beds = int(number)
    return tuple(word for word in words if word.partition("=")[0].strip().casefold() != "beds"), beds
