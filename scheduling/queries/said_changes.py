"""A change of a day as people say it in JSON, with names, cards and hours of the clock: for the command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, time
from typing import Any

from camps.models import Camp, Doctor, Registration, Resource, Station
from scheduling.intervals import minute
from scheduling.planning.changes import (
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
LONGER = range(5, 601)  # minutes that an operation may take longer, as in the form


class _Said:
    """One JSON object, asked field by field. Every refusal names the field, what was said, and what is wanted."""

    def __init__(self, camp: Camp, day: date, said: Mapping[str, Any]) -> None:
        self.camp, self.day, self.said = camp, day, said

    def table(self) -> int:
        name = self._given("table", "the name of a table or desk")
        units = Resource.objects.filter(station__in=Station.objects.filter(camp=self.camp, name=name))
        unit, *more = units.order_by("pk") or [None]
        if more:
            raise ValueError(f'table: {name!r} has several beds; close it on its own page, then give "nothing"')
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
        except ValueError:
            at = time(tzinfo=UTC)
        if at.tzinfo is not None:  # hours are the venue's
            raise ValueError(f"{field}: {text!r} is no hour; give one such as 09:30")
        noon = minute(self.camp.instant(self.day, time(12)))
        return minute(self.camp.instant(self.day, at)) - noon + WHOLE_DAY // 2

    def period(self) -> tuple[int, int]:
        since, until = self.hour("from", else_=0), self.hour("until", else_=WHOLE_DAY)
        if until <= since:
            raise ValueError(f"until: {self.said.get('until')} is not after from; give a later hour")
        return since, until

    def longer(self) -> int:
        minutes = self.whole("minutes", "minutes longer than planned")
        if minutes not in LONGER:
            raise ValueError(f"minutes: {minutes} is not from {LONGER[0]} to {LONGER[-1]}; give minutes longer")
        return minutes

    def before(self) -> int:
        if "before" not in self.said:
            return 0
        if self.said["before"] == self.said.get("card"):
            raise ValueError(f"before: {self.said['before']} is the same card; give another, or none")
        return self.card("before")

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
    "table": lambda day, said: TableAway(day, said.table(), *said.period()),
    "doctor": lambda day, said: DoctorAway(day, said.doctor(), *said.period()),
    "no_show": lambda day, said: NoShow(day, said.card("card")),
    "patient_late": lambda day, said: PatientLate(day, said.card("card"), said.hour("until")),
    "runs_over": lambda day, said: RunsOver(day, said.card("card"), said.longer()),
    "emergency": lambda day, said: Emergency(day, said.card("card"), value_of_class(1, waited_days=0)),
    "first": lambda day, said: First(day, said.card("card"), said.before()),
}


def change_said(camp: Camp, day: date, said: Any) -> Change:
    """What `{"what": "table", "table": "Table 1", "until": "10:30"}` means on a day of a camp.

    Raises ValueError naming the field, what was said, and what is wanted.
    """
    what = said.get("what") if isinstance(said, Mapping) else None
    if what not in _READERS:
        raise ValueError(f"what: {what!r} is not known; give one of {', '.join(_READERS)}")
    if day not in camp.dates:
        raise ValueError(f"day: {day} is not a day of the camp; give one from {camp.first_day} to {camp.last_day}")
    return _READERS[what](camp.dates.index(day), _Said(camp, day, said))
