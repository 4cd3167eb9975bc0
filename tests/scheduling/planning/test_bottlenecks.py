"""What more would be worth: against bounds of camps that have it."""

from dataclasses import replace

import pytest

from scheduling.planning.bottlenecks import What, bottlenecks
from scheduling.planning.bound import bound_of
from scheduling.planning.grid import Grid
from scheduling.planning.problem import Bays, Kit
from scheduling.planning.schedule import Schedule
from tests.scheduling.planning.problems import OPENS, case, hours, problem, surgeon, table

LATE = (((OPENS, OPENS + 240),),)
LATER = (((OPENS, OPENS + 300),),)
DAY = (((OPENS, OPENS + 600),),)


def bound(a_problem):
    return bound_of(Schedule(Grid(a_problem))).value


def crowd(**kwargs):
    """Twenty people of 50 minutes for one table of four hours, with surgeons to spare."""
    people = [case(number, minutes=50, value=6, priority=4) for number in range(1, 21)]
    return problem(
        *people, **{"tables": (table(hours=LATE),), "doctors": (surgeon(11), surgeon(12), surgeon(13)), **kwargs}
    )


def test_an_hour_more_of_the_only_table_is_worth_what_the_bound_gains():
    found = bottlenecks(crowd())
    (hour,) = found.hours
    assert (hour.what, hour.names, hour.day) == (What.TABLE, ("Table 1",), 0)
    assert hour.value == pytest.approx(bound(crowd(tables=(table(hours=LATER),))) - bound(crowd()))
    assert hour.value == pytest.approx(6 * 60 / 50)
    assert found.routine == 6


def test_another_table_is_worth_what_the_bound_gains():
    (other,) = bottlenecks(crowd()).others
    two = crowd(tables=(table(1, hours=LATE), table(2, hours=LATE)))
    assert (other.what, other.names) == (What.TABLE, ("Table 1",))
    assert other.value == pytest.approx(bound(two) - bound(crowd()))


@pytest.mark.parametrize("many", [5, 6, 9, 20])
def test_nothing_is_worth_more_than_all_who_are_left_out(many):
    def few(*tables):
        own = crowd(tables=tables)
        return replace(own, cases=own.cases[:many])

    one, late = table(1, hours=LATE), table(2, hours=LATE)
    found = bottlenecks(few(one))
    assert found.others[0].value == pytest.approx(bound(few(one, late)) - bound(few(one)))
    assert found.others[0].value <= 6 * many - bound(few(one)) + 1e-6
    assert all(hour.value <= found.others[0].value + 1e-6 for hour in found.hours)


def test_a_surgeon_who_is_short_has_the_price_and_the_tables_have_none():
    short = crowd(tables=(table(1, hours=DAY), table(2, hours=DAY)), doctors=(surgeon(11, hours=LATE),))
    found = bottlenecks(short)
    assert [(one.what, one.names) for one in found.hours] == [(What.DOCTOR, ("Dr 11",))]
    assert [(one.what, one.names) for one in found.others] == [(What.DOCTOR, ("Dr 11",))]


def test_alike_tables_share_one_line():
    found = bottlenecks(crowd(tables=(table(1, hours=LATE), table(2, hours=LATE))))
    assert [one.names for one in found.hours] == [("Table 1", "Table 2")]


def test_what_has_time_to_spare_has_no_price():
    found = bottlenecks(problem(case(1), case(2)))
    assert (found.hours, found.others) == ((), ())


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        (What.KIT, {"kits": (Kit(name="c-arm", units=1, away=60),)}),
        (What.RECOVERY, {"bays": (Bays(beds=1, hours=hours(1)),)}),
        (What.WARD, {"ward_beds": 2}),
    ],
)
def test_kit_and_beds_that_are_short_are_named(what, changes):
    people = [
        case(number, minutes=30, equipment=frozenset({"c-arm"}), recovery=120, nights=1) for number in range(1, 11)
    ]
    unlimited = {"kits": (Kit(name="c-arm", units=9),)}
    found = bottlenecks(problem(*people, tables=(table(1), table(2)), doctors=(surgeon(11), surgeon(12)),
                                **unlimited | changes))  # fmt: skip
    assert {one.what for one in found.hours} == {what}
    assert min(one.value for one in found.hours) > 0


def test_a_camp_of_nobody_has_no_bottleneck():
    assert bottlenecks(problem()).hours == ()
