"""A change of a day as people say it in JSON, with names, cards and hours of the clock: for the command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from camps.models import Camp, Doctor, Registration, Resource, Station
from scheduling.intervals import minute
from scheduling.planning.changes import (
    KINDS,
    Change,
    DoctorAway,
    Emergency,
    First,
    NoShow,
    Nothing,
    PatientLate,
    RunsOver,
    TableAway,
)
from scheduling.queries.planning import value_of_class

WHOLE_DAY = 24 * 60


class _Said:
    """One JSON object, asked field by field. Every refusal names the field, what was said, and what is wanted."""

    def __init__(self, camp: Camp, day: date, said: Mapping[str, Any]) -> None:
        self.camp, self.day, self.said = camp, day, said

    def table(self) -> int:
        name = self._given("table", "the name of a table or desk")
        unit = Resource.objects.filter(station__in=Station.objects.filter(camp=self.camp, name=name)).first()
        return self._known(unit, "table", f"one of {', '.join(self.camp.stations.values_list('name', flat=True))}")

    def doctor(self) -> int:
        name = self._given("doctor", "the name of a doctor")
        doctors = Doctor.objects.filter(shifts__camp=self.camp, name=name)
        names = Doctor.objects.filter(shifts__camp=self.camp).distinct().values_list("name", flat=True)
        return self._known(Resource.objects.filter(doctor__in=doctors).first(), "doctor", f"one of {', '.join(names)}")

    def card(self, field: str) -> int:
        number = self.whole(field, "the number of a card")
        person = Registration.objects.filter(camp=self.camp, number=number).first()
        return self._known(person, field, "the number of a card of this camp")

    def hour(self, field: str, *, else_: int | None = None) -> int:
        if field not in self.said and else_ is not None:
            return else_
        text = self._given(field, "an hour such as 09:30")
        try:
            at = time.fromisoformat(str(text))
        except ValueError as error:
            raise ValueError(f"{field}: {text!r} is no hour; give one such as 09:30") from error
        noon = minute(self.camp.instant(self.day, time(12)))
        return minute(self.camp.instant(self.day, at)) - noon + WHOLE_DAY // 2

    def whole(self, field: str, wanted: str) -> int:
        value = self._given(field, wanted)
        if type(value) is not int:
            raise ValueError(f"{field}: {value!r} is no whole number; give {wanted}")
        return value

    def _given(self, field: str, wanted: str) -> Any:
        if field not in self.said:
            raise ValueError(f"{field} is missing; give {wanted}")
        return self.said[field]

    def _known(self, row: Any, field: str, wanted: str) -> int:
        if row is None:
            raise ValueError(f"{field}: {self.said[field]!r} is not known; give {wanted}")
        return int(row.pk)


_READERS: dict[str, Callable[[int, _Said], Change]] = {
    "nothing": lambda day, _: Nothing(day),
    "table": lambda day, said: TableAway(
        day, said.table(), said.hour("from", else_=0), said.hour("until", else_=WHOLE_DAY)
    ),
    "doctor": lambda day, said: DoctorAway(
        day, said.doctor(), said.hour("from", else_=0), said.hour("until", else_=WHOLE_DAY)
    ),
    "no_show": lambda day, said: NoShow(day, said.card("card")),
    "patient_late": lambda day, said: PatientLate(day, said.card("card"), said.hour("until")),
    "runs_over": lambda day, said: RunsOver(day, said.card("card"), said.whole("minutes", "minutes longer")),
    "emergency": lambda day, said: Emergency(day, said.card("card"), value_of_class(1, waited_days=0)),
    "first": lambda day, said: First(day, said.card("card"), said.card("before") if "before" in said.said else 0),
}


def change_said(camp: Camp, day: date, said: Any) -> Change:
    """What `{"what": "table", "table": "Table 1", "until": "10:30"}` means on a day of a camp.

    Raises ValueError naming the field, what was said, and what is wanted.
    """
    what = said.get("what") if isinstance(said, Mapping) else None
    if what not in _READERS:
        raise ValueError(f"what: {what!r} is not known; give one of {', '.join(KINDS)}")
    if day not in camp.dates:
        raise ValueError(f"day: {day} is not a day of the camp; give one from {camp.first_day} to {camp.last_day}")
    return _READERS[what](camp.dates.index(day), _Said(camp, day, said))
