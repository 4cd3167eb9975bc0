"""Letting somebody go first: only those who were asked are passed, and by the rule of everyone only those who agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.queue.consent import Rule, Verdict, cost, verdict, who_is_passed

EVERYONE = Rule()
HALF = Rule(share=50)
LANE = [1, 2, 3, 4, 5]  # 4 asks
ANSWERS = st.dictionaries(st.integers(1, 9), st.sampled_from([True, False, None]))
RULES = st.builds(Rule, st.one_of(st.none(), st.integers(1, 100)))
LANES = st.permutations(range(1, 10))


def decided(answers, rule, *, closed=False):
    return verdict(LANE, 4, answers, rule, closed=closed), who_is_passed(LANE, 4, answers, rule)


def test_it_costs_each_before_the_asker_one_call():
    assert cost(LANE, 4, minutes_per_call=6.5) == {1: 6.5, 2: 6.5, 3: 6.5}
    assert cost(LANE, 1, minutes_per_call=6.5) == {}


def test_under_everyone_the_asker_moves_up_to_the_first_who_did_not_agree():
    assert decided({1: True, 2: True, 3: True}, EVERYONE, closed=True) == (Verdict.AGREED, {1, 2, 3})
    assert decided({1: True, 2: False, 3: True}, EVERYONE, closed=True) == (Verdict.AGREED, {3})
    assert decided({1: True, 2: True, 3: False}, EVERYONE, closed=True) == (Verdict.NOT_AGREED, set())


def test_before_the_time_is_over_only_yeses_decide():
    assert decided({1: True, 2: True, 3: True}, EVERYONE) == (Verdict.AGREED, {1, 2, 3})
    assert decided({1: True, 2: None, 3: True}, EVERYONE) == (Verdict.ASKING, {3})
    assert decided({1: True, 2: None, 3: True}, EVERYONE, closed=True) == (Verdict.AGREED, {3})
    assert decided({1: None, 2: None, 3: False}, EVERYONE)[0] is Verdict.ASKING
    assert decided({3: None}, EVERYONE, closed=True)[0] is Verdict.NOT_AGREED


def test_under_a_share_all_who_were_asked_are_passed_once_it_is_reached():
    assert decided({1: True, 2: False, 3: None}, HALF) == (Verdict.ASKING, set())
    assert decided({1: True, 2: False, 3: True}, HALF) == (Verdict.AGREED, {1, 2, 3})
    assert decided({1: False, 2: False, 3: None}, HALF)[0] is Verdict.ASKING
    assert decided({1: True, 2: None, 3: None}, HALF, closed=True)[0] is Verdict.NOT_AGREED


def test_who_came_in_between_and_was_not_asked_is_not_passed():
    assert who_is_passed([1, 9, 3, 4], 4, {1: True, 3: True}, HALF) == {3}
    assert who_is_passed([1, 9, 3, 4], 4, {1: True, 3: True}, EVERYONE) == {3}


def test_nobody_asked_is_nobody_who_agreed():
    nothing = Verdict.NOT_AGREED, set()
    assert decided({}, HALF, closed=True) == decided({}, EVERYONE, closed=True) == nothing


@pytest.mark.parametrize("share", [0, -5, 101])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="1 to 100"):
        Rule(share)


@given(LANES, st.integers(1, 9), ANSWERS)
def test_under_everyone_a_no_or_silence_never_costs_a_place(lane, asker, answers):
    assert all(answers[key] is True for key in who_is_passed(lane, asker, answers, EVERYONE))


@given(LANES, st.integers(1, 9), ANSWERS, RULES)
def test_only_those_are_passed_who_were_asked_and_they_stand_together_before_the_asker(lane, asker, answers, rule):
    passed = who_is_passed(lane, asker, answers, rule)
    before = lane[: lane.index(asker)]
    assert passed <= answers.keys()
    assert passed == set(before[len(before) - len(passed) :])


@given(LANES, st.integers(1, 9), ANSWERS, RULES)
def test_once_closed_it_is_decided_and_what_was_decided_before_stays(lane, asker, answers, rule):
    early, late = (verdict(lane, asker, answers, rule, closed=closed) for closed in (False, True))
    assert late is not Verdict.ASKING
    assert early in (Verdict.ASKING, late)
    assert (late is Verdict.AGREED) == bool(who_is_passed(lane, asker, answers, rule))


@given(LANES, st.integers(1, 9), ANSWERS, RULES, st.booleans())
def test_a_no_and_no_answer_are_the_same_at_any_moment(lane, asker, answers, rule, closed):
    """The negative control is the answer itself: a yes in its place does change verdicts (above)."""
    silent = {key: answer or None for key, answer in answers.items()}
    assert verdict(lane, asker, answers, rule, closed=closed) == verdict(lane, asker, silent, rule, closed=closed)
    assert who_is_passed(lane, asker, answers, rule) == who_is_passed(lane, asker, silent, rule)
