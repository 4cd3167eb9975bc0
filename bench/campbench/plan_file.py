"""A plan as a CSV that any program can write: `case,day,start,table,leader,anaesthetist`, a line for each one served.

Keys are those of the instance, `start` is a minute of the day, an empty field is nobody.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping

from scheduling.planning.problem import Spot

COLUMNS = ("case", "day", "start", "table", "leader", "anaesthetist")


def written(spots: Mapping[int, Spot]) -> str:
    """The file of a plan, by case."""
    lines = [",".join(COLUMNS)]
    for key, spot in sorted(spots.items()):
        fields = (key, spot.day, spot.start, spot.table, spot.leader, spot.anaesthetist)
        lines.append(",".join("" if field is None else str(field) for field in fields))
    return "\n".join(lines) + "\n"


def read(lines: Iterable[str]) -> dict[int, Spot]:
    """The plan in a file. Raises ValueError with the line, what is there and what is wanted."""
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ValueError(f"line 1 is {reader.fieldnames}; give {','.join(COLUMNS)}")
    spots: dict[int, Spot] = {}
    for row in reader:
        try:
            key = int(row["case"])
            spot = Spot(
                day=int(row["day"]),
                start=int(row["start"]),
                table=int(row["table"]),
                leader=int(row["leader"]) if row["leader"] else None,
                anaesthetist=int(row["anaesthetist"]) if row["anaesthetist"] else None,
            )
        except (TypeError, ValueError) as error:
            raise ValueError(f"line {reader.line_num}: {row} can't be read; give whole numbers") from error
        if key in spots:
            raise ValueError(f"line {reader.line_num}: case {key} stands twice; give each case one line")
        spots[key] = spot
    return spots
