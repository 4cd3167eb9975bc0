"""Between which hours an operation may begin."""

from datetime import time

import pytest

from camps.rules import Fast, StartHours, start_hours

EVENING = Fast(time(22), longest=16, longest_child=12)


def test_without_limits_every_hour_is_possible():
    assert start_hours() == StartHours()
    assert StartHours().latest_of(60, 30) is None


def test_who_fasts_begins_no_earlier_than_asked_and_no_later_than_is_bearable():
    found = start_hours(fasting_hours=6, fast=EVENING, years=30)
    assert (found.earliest, found.latest) == (4 * 60, 14 * 60)
    assert start_hours(fasting_hours=6, fast=Fast(time(2), 8, 6), years=30).earliest == 8 * 60


@pytest.mark.parametrize(("years", "latest"), [(5, 10 * 60), (6, 14 * 60), (None, 14 * 60)])
def test_young_children_fast_shorter(years, latest):
    assert start_hours(fasting_hours=6, fast=EVENING, years=years).latest == latest


def test_who_eats_before_has_no_limit():
    assert start_hours(fasting_hours=0, fast=EVENING).latest is None


def test_the_longest_fast_is_never_shorter_than_what_the_procedure_asks_for():
    found = start_hours(fasting_hours=14, fast=EVENING, years=3)
    assert (found.earliest, found.latest) == (12 * 60, 12 * 60)


def test_the_way_home_counts_recovery_and_not_for_who_stays():
    assert start_hours(home_by=time(17)).latest_of(60, 30) == 15 * 60 + 30
    assert start_hours(home_by=time(17), stays=True).latest_of(60, 30) is None


def test_the_later_of_arrival_and_fast_counts():
    assert start_hours(arrives=time(10, 30), fasting_hours=6, fast=EVENING).earliest == 10 * 60 + 30
