"""The report's figures: no step exceeds the one it is a part of, sums agree, and nothing is divided by nothing."""

import statistics
from collections import Counter
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.intervals import overlaps
from scheduling.report import funnel
from scheduling.report.counting import Share, percentile
from scheduling.report.losses import Loss, losses_by_reason
from scheduling.report.tables import Case, TableDay, use_of, whole_use
from scheduling.report.waits import Wait, waits_by_lane

people = st.lists(st.frozensets(st.sampled_from(funnel.STEPS)), max_size=30)
minutes = st.integers(0, 600)
spans = st.tuples(minutes, st.integers(1, 200)).map(lambda pair: (pair[0], pair[0] + pair[1]))
cases = st.lists(st.builds(Case, planned=spans, real=st.none() | spans), max_size=8)
days = st.builds(
    TableDay, table=st.just("Table 1"), day=st.just(date(2027, 3, 1)), hours=st.lists(spans, max_size=3).map(tuple),
    cases=cases.map(tuple),
)  # fmt: skip


@given(who=people)
def test_no_step_has_more_people_than_the_one_it_is_a_part_of(who):
    steps = {step.name: step for step in funnel.funnel(who)}

    assert steps["registered"].many == len(who)
    for name, part in funnel.PART_OF.items():
        assert steps[name].many <= steps[part].many
        assert (steps[name].of_part.whole, steps[name].of_all.whole) == (steps[part].many, len(who))
        assert steps[name].many >= sum(name in facts for facts in who)


def test_who_was_operated_on_was_examined_though_nobody_wrote_it_down():
    assert funnel.reached({"operated"}) == {"registered", "arrived", "examined", "operated"}
    assert funnel.reached({"arrived"}) == {"registered", "arrived"}  # without a place: nobody need have one


def test_what_nobody_records_is_no_zero():
    steps = {step.name: step.many for step in funnel.funnel([{"placed"}], not_recorded=["told"])}

    assert (steps["told"], steps["followed_up"], steps["placed"]) == (None, None, 1)


@given(values=st.lists(st.floats(0, 1e4), max_size=40), share=st.floats(0, 1))
def test_a_percentile_is_numpys(values, share):
    expected = np.quantile(values, share) if values else None

    assert percentile(values, share) == (pytest.approx(expected) if values else None)


@given(rows=st.lists(st.tuples(st.sampled_from(["vitals", "theatre"]), st.none() | st.floats(0, 500)), max_size=40))
def test_waits_are_those_of_the_rows(rows):
    found = {one.lane: one for one in waits_by_lane([Wait(*row) for row in rows], order=["vitals", "theatre"])}

    assert set(found) == {lane for lane, _ in rows}
    for lane, one in found.items():
        own = [value for each, value in rows if each == lane and value is not None]
        assert (one.count, one.uncalled) == (len(own), sum(each == lane for each, _ in rows) - len(own))
        assert one.median == (pytest.approx(statistics.median(own)) if own else None)
        assert one.p90 == (pytest.approx(np.percentile(own, 90)) if own else None)


@given(of=days)
def test_a_tables_minutes_are_those_counted_one_by_one(of):
    use = use_of(of)
    real = [case.real for case in of.cases if case.real]
    busy = {at for start, end in real for at in range(start, end)}
    opened = {at for start, end in of.hours for at in range(start, end)}

    assert use.open == len(opened)
    assert use.used == (Share(len(busy & opened), len(opened)) if busy and opened else None)
    assert use.overtime == (max(0, max(busy) - max(opened)) if busy and opened else None)
    assert sum(use.turnovers) == (use.idle or 0)
    if len(real) == len(of.cases):
        assert use.idle == (max(busy) + 1 - min(busy) - len(busy) if busy else None)
        assert use.first_delay == (min(busy) - min(case.planned[0] for case in of.cases) if busy else None)
    assert use.gaps <= len(use.turnovers) < max(1, len(real))
    assert (use.cases, use.timed) == (len(of.cases), len(real))
    if real and len(real) == len(of.cases) and not any(overlaps(a, b) for n, a in enumerate(real) for b in real[:n]):
        assert len(use.turnovers) == len(real) - 1


OPEN_HOURS = ((480, 960),)  # eight to four
FIRST, SECOND = Case((480, 540), (490, 560), "theatre"), Case((555, 615), (580, 640), "theatre")
UNKNOWN, LAST = Case((630, 690), None), Case((900, 960), (905, 1000), "queue")


def test_a_days_figures_are_those_of_the_glossary():
    use = use_of(TableDay("Table 1", date(2027, 3, 1), OPEN_HOURS, (FIRST, SECOND, UNKNOWN, LAST)))

    assert use.first_delay == 10  # wheels in, against the first hour planned
    assert use.turnovers == (20,)  # wheels out to wheels in, but not across somebody whose times nobody knows
    assert (use.gaps, use.idle) == (1, 20)
    assert use.used == Share(70 + 60 + 55, 480)  # in the room within the open hours
    assert use.overtime == 40  # from closing to the last one's wheels out
    assert (use.overruns, use.over) == (2, 10 + 35)
    assert (use.cases, use.timed, use.sources) == (4, 3, {"theatre": 2, "queue": 1})


def test_what_one_unknown_leaves_open_is_not_guessed():
    use = use_of(TableDay("Table 1", date(2027, 3, 1), OPEN_HOURS, (Case((480, 540), None), SECOND, LAST)))

    assert (use.first_delay, use.turnovers) == (None, (265,))


def test_overtime_counts_the_turnovers_in_it():
    late = Case((960, 1000), (1010, 1030), "theatre")

    assert use_of(TableDay("Table 1", date(2027, 3, 1), OPEN_HOURS, (LAST, late))).overtime == 70


@given(of=st.lists(days, min_size=1, max_size=4))
def test_all_days_together_are_their_sum(of):
    each = [use_of(one) for one in of]
    whole = whole_use(each)

    for name in ("open", "cases", "timed", "gaps", "overruns", "over"):
        assert getattr(whole, name) == sum(getattr(one, name) for one in each)
    turnovers = [minutes for one in each for minutes in one.turnovers]
    assert whole.turnover == (pytest.approx(np.median(turnovers)) if turnovers else None)
    assert whole.used is None or whole.used.many <= whole.used.whole <= whole.open


@given(rows=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), max_size=30))
def test_losses_by_reason_add_up_to_all_of_them(rows):
    lines = losses_by_reason([Loss(*row) for row in rows])

    assert {(line.what, line.why): line.of_all.many for line in lines} == Counter(rows)
    assert all(line.of_all.whole == len(rows) for line in lines)
    assert [line.of_all.many for line in lines] == sorted((line.of_all.many for line in lines), reverse=True)


def test_a_share_of_nothing_has_no_percent():
    assert (Share(0, 0).percent, Share(12, 43).percent) == (None, 28)
    assert percentile([], 0.5) is None
    assert whole_use([]).used is None
