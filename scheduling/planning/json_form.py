"""Problems and plans as JSON, and back: what a benchmark keeps, and what a job hands to its worker.

Every field by its own name; sets as sorted lists, spans as [start, end], what is at its default left away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

from scheduling.planning.problem import Bays, Case, Doctor, Hours, Kit, Level, Problem, Spot, Table
from scheduling.planning.solution import Solution

T = TypeVar("T")
Reader = Callable[[Any], Any]


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """A problem as what `json.dumps` takes."""
    return _plain(problem)


def problem_from_json(data: Mapping[str, Any]) -> Problem:
    """The problem that `problem_to_json` wrote. Raises ValueError naming the field, the value and what is wanted."""
    return _read(Problem, data, "problem", _PROBLEM)


def solution_to_json(solution: Solution) -> dict[str, Any]:
    """A plan as what `json.dumps` takes; its keys are texts there."""
    return {"spots": {str(key): _plain(spot) for key, spot in sorted(solution.spots.items())}, "bound": solution.bound}


def solution_from_json(data: Mapping[str, Any]) -> Solution:
    """The plan that `solution_to_json` wrote. Raises ValueError as `problem_from_json`."""
    spots = {int(key): _read(Spot, spot, f"spots.{key}", {}) for key, spot in data["spots"].items()}
    return Solution(spots=spots, bound=data.get("bound"))


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {
            field.name: _plain(own) for field in fields(value) if (own := getattr(value, field.name)) != field.default
        }
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _read(kind: type[T], data: Any, where: str, readers: Mapping[str, Reader]) -> T:
    if not isinstance(data, Mapping):
        raise ValueError(f"{where}: {data!r} is no object; give the fields of a {kind.__name__}")
    known: dict[str, Field[Any]] = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    for name in data:
        if name not in known:
            raise ValueError(f"{where}.{name}: {data[name]!r} is not known; give one of {', '.join(known)}")
    found = {}
    for name, field in known.items():
        if name in data:
            try:
                found[name] = readers.get(name, _same)(data[name])
            except (TypeError, KeyError, IndexError) as error:
                raise ValueError(f"{where}.{name}: {data[name]!r} can't be read; see the README") from error
        elif field.default is MISSING:
            raise ValueError(f"{where}.{name} is missing; give it")
    return kind(**found)


def _same(value: Any) -> Any:
    return value


def _each(kind: type, readers: Mapping[str, Reader]) -> Reader:
    return lambda data: tuple(_read(kind, each, kind.__name__.lower(), readers) for each in data)


def _hours(data: Any) -> Hours:
    return tuple(tuple((int(start), int(end)) for start, end in day) for day in data)


def _texts(data: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in data)


def _set(data: Any) -> frozenset[str]:
    return frozenset(_texts(data))


def _skills(data: Any) -> tuple[tuple[str, Level], ...]:
    return tuple((str(name), Level(level)) for name, level in data)


def _days(data: Any) -> tuple[int, ...] | None:
    return None if data is None else tuple(int(day) for day in data)


def _spot(data: Any) -> Spot | None:
    return None if data is None else _read(Spot, data, "spot", {})


_CASE: dict[str, Reader] = {
    "procedures": _texts,
    "roles": _texts,
    "specialties": _set,
    "equipment": _set,
    "days": _days,
    "elsewhere": _hours,
    "pinned": _spot,
    "stands": _spot,
}
_PROBLEM: dict[str, Reader] = {
    "tables": _each(Table, {"equipment": _set, "hours": _hours}),
    "doctors": _each(Doctor, {"skills": _skills, "hours": _hours}),
    "kits": _each(Kit, {}),
    "bays": _each(Bays, {"hours": _hours}),
    "cases": _each(Case, _CASE),
}
