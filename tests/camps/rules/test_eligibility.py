"""Who may be listed for a procedure: each rule, what it found, and what would change it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from camps.rules import Ages, Facts, Needs, Outcome, age_on, judge

ON = date(2027, 3, 1)
TABLES = (frozenset({"anaesthesia-machine", "tourniquet", "c-arm"}), frozenset({"anaesthesia-machine"}))


def facts(born=date(2015, 3, 1), haemoglobin="11.2", **changed):
    hb = Decimal(haemoglobin) if haemoglobin is not None else None
    return Facts(**{"birth_date": born, "haemoglobin": hb, **changed})


def needs(**changed):
    return Needs(**{"procedure": "Corrective osteotomy, leg", **changed})


def verdict(facts_=None, needs_=None, tables=TABLES, pool=()):
    return judge(facts_ or facts(), needs_ or needs(), on=ON, stations=tables, pool=frozenset(pool))


def test_procedure_without_rules_lists_everybody():
    assert verdict(facts(born=None, haemoglobin=None)).outcome is Outcome.LISTED
    assert verdict().reasons == ()


@pytest.mark.parametrize(
    ("born", "ages", "outcome"),
    [
        (date(2011, 3, 1), Ages(min_years=16), Outcome.LISTED),
        (date(2011, 3, 2), Ages(min_years=16), Outcome.NOT_NOW),
        (date(2011, 3, 2), Ages(max_years=15), Outcome.LISTED),
        (date(2011, 3, 1), Ages(max_years=15), Outcome.NOT_NOW),
        (date(2026, 12, 1), Ages(min_months=3), Outcome.LISTED),
        (date(2026, 12, 2), Ages(min_months=3), Outcome.NOT_NOW),
        (date(2026, 8, 2), Ages(max_months=6), Outcome.LISTED),
        (date(2026, 8, 1), Ages(max_months=6), Outcome.NOT_NOW),
        (date(2015, 3, 1), Ages(min_years=4, max_years=15), Outcome.LISTED),
        (None, Ages(min_years=4), Outcome.CHECK),
    ],
)  # fmt: skip
def test_age_bounds_hold_to_the_day(born, ages, outcome):
    assert verdict(facts(born=born), needs(ages=ages)).outcome is outcome


def test_leap_day_child_has_its_birthday_on_the_first_of_march():
    assert age_on(date(2024, 2, 29), date(2027, 2, 28)) == (2, 35)
    assert age_on(date(2024, 2, 29), date(2027, 3, 1)) == (3, 36)


@pytest.mark.parametrize(
    ("haemoglobin", "outcome"),
    [("10", Outcome.LISTED), ("9.9", Outcome.NOT_NOW), (None, Outcome.CHECK)],
)
def test_haemoglobin_bound_holds_to_the_tenth(haemoglobin, outcome):
    assert verdict(facts(haemoglobin=haemoglobin), needs(min_haemoglobin=Decimal(10))).outcome is outcome


@pytest.mark.parametrize(
    ("kit", "pool", "outcome"),
    [
        ({"c-arm", "tourniquet"}, (), Outcome.LISTED),
        ({"diathermy"}, (), Outcome.NOT_NOW),
        ({"diathermy", "c-arm"}, ("diathermy",), Outcome.LISTED),
        (set(), (), Outcome.LISTED),
    ],
)
def test_kit_has_to_be_at_one_station_or_in_the_pool(kit, pool, outcome):
    assert verdict(needs_=needs(kit=frozenset(kit)), pool=pool).outcome is outcome


def test_kit_spread_over_two_stations_is_not_enough():
    tables = (frozenset({"c-arm"}), frozenset({"tourniquet"}))
    found = verdict(needs_=needs(kit=frozenset({"c-arm", "tourniquet"})), tables=tables)
    assert found.outcome is Outcome.NOT_NOW
    (reason,) = found.reasons
    assert reason.found == "c-arm, but not together with tourniquet"


def test_failing_rule_says_what_was_found_and_what_would_change_it():
    found = verdict(facts(haemoglobin="8.3"), needs(min_haemoglobin=Decimal(10)))
    (reason,) = found.reasons
    assert (reason.rule, reason.found, reason.needed) == ("haemoglobin", "8.3 g/dL", "at least 10 g/dL")
    assert reason.sentence == (
        "Haemoglobin is 8.3 g/dL; Corrective osteotomy, leg needs at least 10 g/dL."
        " A new result of at least 10 g/dL would change this."
    )
    assert found.sentence == reason.sentence


def test_age_reason_says_when_the_bound_is_reached_and_marks_an_estimate():
    too_young = verdict(facts(born=date(2026, 9, 1), birth_estimated=True), needs(ages=Ages(min_years=4)))
    assert too_young.reasons[0].sentence == (
        "Age is about 6 months; Corrective osteotomy, leg needs at least 4 years."
        " From 1 September 2030 on the age would do, or a corrected birth date."
    )
    too_old = verdict(facts(born=date(1990, 3, 1)), needs(ages=Ages(max_years=15)))
    assert too_old.reasons[0].sentence == (
        "Age is 37 years; Corrective osteotomy, leg needs at most 15 years."
        " Only a corrected birth date or another procedure would change this."
    )


def test_missing_value_says_what_to_find_out():
    found = verdict(facts(born=None, haemoglobin=None), needs(ages=Ages(min_years=4), min_haemoglobin=Decimal("10.5")))
    assert found.outcome is Outcome.CHECK
    assert found.sentence == (
        "Age is not known; Corrective osteotomy, leg needs at least 4 years. Ask for the age or birth date."
        " Haemoglobin is not known; Corrective osteotomy, leg needs at least 10.5 g/dL."
        " Measure it before the operation."
    )


def test_one_failing_rule_outweighs_missing_values_and_both_are_told():
    found = verdict(facts(born=None, haemoglobin="8"), needs(ages=Ages(min_years=4), min_haemoglobin=Decimal(10)))
    assert found.outcome is Outcome.NOT_NOW
    assert [(r.rule, r.missing) for r in found.reasons] == [("age", True), ("haemoglobin", False)]
    assert found.sentence.startswith("Haemoglobin is 8 g/dL")


def test_no_procedure_asked_for_needs_a_check():
    found = judge(facts(), None, on=ON, stations=TABLES)
    assert found.outcome is Outcome.CHECK
    assert found.sentence == "No procedure is named. Choose one at the examination."


@given(born=st.dates(date(1910, 1, 1), ON), low=st.integers(0, 100), high=st.integers(0, 120))
def test_age_rule_agrees_with_counted_birthdays(born, low, high):
    assume(born.day <= 28)
    years = sum(born.replace(year=year) <= ON for year in range(born.year + 1, ON.year + 1))
    found = judge(facts(born=born), needs(ages=Ages(min_years=low, max_years=high)), on=ON, stations=())
    assert (found.outcome is Outcome.LISTED) == (low <= years <= high)
