"""The first fit, judged by a checker that shares no code with it, on small camps of any shape."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.filling.board import STEP
from scheduling.filling.first_fit import fill
from scheduling.filling.problem import Camp, KitUnit, LeftOut, Need, Staff, Unit, Window
from tests.scheduling.filling_checker import faults, needless

DAY, OPENS, CLOSES = 24 * 60, 8 * 60, 14 * 60
SPECIALTIES = ("bone", "skin")


def a_day(number: int) -> tuple[int, int]:
    return (number * DAY + OPENS, number * DAY + CLOSES)


@st.composite
def hours(draw: st.DrawFn, days: int) -> tuple[tuple[int, int], ...]:
    """Some of the days, perhaps beginning late or ending early."""
    spans = []
    for number in range(days):
        if draw(st.integers(0, 5)):
            begin, end = a_day(number)
            spans.append((begin + 5 * draw(st.integers(0, 12)), end - 5 * draw(st.integers(0, 12))))
    return tuple(spans)


@st.composite
def camps(draw: st.DrawFn) -> Camp:
    days = draw(st.integers(1, 3))
    kinds = draw(st.lists(st.sampled_from(["table", "desk"]), min_size=1, max_size=3))
    units = tuple(
        Unit(
            10 + number,
            number,
            f"{kind} {number}",
            kind,
            frozenset(draw(st.sets(st.sampled_from(["c-arm", "drill"])))),
            draw(hours(days)),
        )
        for number, kind in enumerate(kinds)
    )
    roles = draw(st.lists(st.sampled_from(["surgeon", "anaesthetist", "examiner"]), min_size=1, max_size=5))
    staff = tuple(
        Staff(
            30 + number,
            f"{role} {number}",
            role,
            frozenset(draw(st.sets(st.sampled_from([*SPECIALTIES, "any"]), min_size=1))),
            draw(hours(days)),
        )
        for number, role in enumerate(roles)
    )
    kits = tuple(KitUnit(50 + n, "c-arm", draw(st.sampled_from([0, 20]))) for n in range(draw(st.integers(0, 2))))
    length = draw(st.sampled_from([60, 90]))
    windows = tuple(
        Window(100 * unit.station + n, unit.station, (begin, min(begin + length, end)), draw(st.integers(1, 3)), 0)
        for unit in units
        for n, (begin, end) in enumerate(
            (begin, a_day(day)[1]) for day in range(days) for begin in range(*a_day(day), length)
        )
    )
    needs = tuple(
        Need(
            registration=number,
            patient=200 + number,
            number=number,
            urgency=draw(st.integers(1, 4)),
            family=draw(st.sampled_from([None, None, 1, 2])),
            minutes=draw(st.sampled_from([15, 30, 50, 120])),
            turnover=draw(st.sampled_from([0, 10])),
            kind=(kind := draw(st.sampled_from(["table", "desk"]))),
            specialties=frozenset(draw(st.sets(st.sampled_from([*SPECIALTIES, "any"]), min_size=1, max_size=2))),
            equipment=frozenset(draw(st.sets(st.sampled_from(["c-arm", "drill"]), max_size=1))),
            anaesthetist=kind == "table" and draw(st.booleans()),
            earliest=draw(st.sampled_from([0, 0, DAY, DAY + 10 * 60])),
        )
        for number in range(1, draw(st.integers(1, 14)) + 1)
    )
    held = draw(
        st.lists(
            st.tuples(
                st.sampled_from([thing.resource for thing in (*units, *staff, *kits)] + [201]),
                st.integers(0, days - 1).map(lambda n: (a_day(n)[0] + 60, a_day(n)[0] + 105)),
            ),
            max_size=3,
            unique=True,
        )
    )
    return Camp(tuple(a_day(n) for n in range(days)), units, staff, kits, windows, tuple(held), needs)


@settings(max_examples=100, deadline=None)
@given(camps())
def test_what_is_filled_breaks_no_rule_and_leaves_nobody_out_who_would_fit(camp):
    filled = fill(camp)
    assert faults(camp, filled) == []
    assert needless(camp, filled, step=STEP) == []


@settings(max_examples=50, deadline=None)
@given(camps())
def test_the_same_camp_is_filled_the_same_way_again(camp):
    assert fill(camp) == fill(camp)


def plain(number: int, **values: object) -> Need:
    need = Need(number, 200 + number, number, 4, None, 60, 0, "table", frozenset({"any"}), frozenset(), False, 0)
    return replace(need, **values)  # type: ignore[arg-type]


def one_table(*needs: Need, days: int = 1, staff: tuple[Staff, ...] | None = None, **values: object) -> Camp:
    spans = tuple(a_day(n) for n in range(days))
    unit = Unit(10, 1, "Table 1", "table", frozenset(), spans)
    windows = tuple(Window(n, 1, span, 10, 0) for n, span in enumerate(spans))
    surgeon = Staff(30, "Ada", "surgeon", frozenset({"any"}), spans)
    camp = Camp(spans, (unit,), (surgeon,) if staff is None else staff, (), windows, (), needs)
    return replace(camp, **values)  # type: ignore[arg-type]


def test_the_urgent_come_first_whatever_their_number():
    filled = fill(one_table(plain(1), plain(2, urgency=2)))
    assert filled.places[2].span < filled.places[1].span


def test_a_family_comes_on_one_day_even_when_a_seat_is_free_earlier():
    filled = fill(
        one_table(plain(1, minutes=300), plain(2, minutes=60, family=7), plain(3, minutes=60, family=7), days=2)
    )
    assert [filled.places[number].span[0] // DAY for number in (2, 3)] == [1, 1]
    assert filled.split == []


def test_a_family_too_big_for_a_day_is_placed_apart_and_named():
    filled = fill(one_table(plain(1, minutes=300, family=7), plain(2, minutes=300, family=7), days=2))
    assert (sorted(filled.places), filled.split) == ([1, 2], [7])


@pytest.mark.parametrize(
    ("values", "need", "what"),
    [
        ({"units": ()}, {}, "station"),
        ({"staff": ()}, {}, "doctor"),
        ({}, {"anaesthetist": True}, "anaesthetist"),
        ({}, {"equipment": frozenset({"c-arm"})}, "kit"),
        ({"windows": (Window(0, 1, a_day(0), 1, 1),)}, {}, "window"),
        ({"held": ((201, a_day(0)),)}, {}, "patient"),
    ],
)
def test_who_is_left_out_hears_which_resource_was_short(values, need, what):
    (left,) = fill(one_table(plain(1, **need), **values)).left_out
    assert [short.what for short in left.shortages] == [what]


def test_what_one_patient_lacks_is_not_held_against_the_next_of_the_same_kind():
    filled = fill(one_table(plain(1), plain(2), held=((201, a_day(0)),)))
    assert (list(filled.places), [left.registration for left in filled.left_out]) == ([2], [1])


def test_the_checker_sees_a_wrong_answer():
    camp = one_table(plain(1), plain(2))
    filled = fill(camp)
    filled.places[2] = replace(filled.places[2], span=filled.places[1].span)
    assert faults(camp, filled) != []
    forgetful = fill(camp)
    forgetful.left_out.append(LeftOut(2, ()))
    del forgetful.places[2]
    assert needless(camp, forgetful, step=STEP) != []
