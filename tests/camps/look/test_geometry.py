"""Where the blocks of a day and the columns of a chart stand."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from camps.look.beside import Pair, beside
from camps.look.charts import columns, percent
from camps.look.daygrid import Block, Lane, lay_out

LAGOS, LONDON = ZoneInfo("Africa/Lagos"), ZoneInfo("Europe/London")
OPENS = datetime(2027, 3, 9, 8, 0, tzinfo=LAGOS)
CLOSES = OPENS + timedelta(hours=4)


def block(start: int, minutes: int) -> Block:
    starts = OPENS + timedelta(minutes=start)
    return Block(starts, starts + timedelta(minutes=minutes), f"{start}")


def classes(*blocks: Block) -> list[str]:
    return [spot.classes for spot in lay_out([Lane("Table", "", blocks)], opens=OPENS, closes=CLOSES).lanes[0].blocks]


def test_a_block_begins_at_its_row_and_has_a_row_for_every_five_minutes() -> None:
    assert classes(block(0, 60), block(75, 45)) == ["r0 h12 full", "r15 h9 full"]


def test_blocks_that_only_touch_are_not_side_by_side() -> None:
    assert classes(block(0, 30), block(30, 30)) == ["r0 h6 full", "r6 h6 full"]


def test_blocks_that_overlap_stand_side_by_side_and_the_others_keep_the_whole_width() -> None:
    assert classes(block(0, 60), block(30, 60), block(120, 30)) == ["r0 h12 k0", "r6 h12 k1", "r24 h6 full"]


def test_what_sticks_out_of_the_day_is_cut_and_what_lies_outside_is_left_out() -> None:
    assert classes(block(-60, 90), block(200, 120), block(-60, 60), block(240, 30)) == ["r0 h6 full", "r40 h8 full"]


def test_an_odd_minute_keeps_the_rows_it_touches() -> None:
    assert classes(block(7, 4)) == ["r1 h2 full"]


def test_short_blocks_make_the_grid_fine() -> None:
    assert lay_out([Lane("T", "", [block(0, 10)])], opens=OPENS, closes=CLOSES).fine
    assert not lay_out([Lane("T", "", [block(0, 15)])], opens=OPENS, closes=CLOSES).fine


def test_the_last_hour_may_be_a_part() -> None:
    day = lay_out([], opens=OPENS, closes=OPENS + timedelta(minutes=90))
    assert [hour.classes for hour in day.hours] == ["r0 h12", "r12 h6"]


def test_a_day_of_23_hours_moves_labels_not_blocks() -> None:
    opens = datetime(2027, 3, 28, 0, 0, tzinfo=LONDON).astimezone(ZoneInfo("UTC"))
    block = Block(opens + timedelta(hours=2), opens + timedelta(hours=3), "after the change")
    day = lay_out([Lane("T", "", [block])], opens=opens, closes=opens + timedelta(hours=4))
    assert day.lanes[0].blocks[0].classes == "r24 h12 full"
    assert [hour.at.astimezone(LONDON).hour for hour in day.hours] == [0, 2, 3, 4]


def test_an_empty_or_endless_day_is_refused() -> None:
    for closes in (OPENS, OPENS + timedelta(hours=25)):
        with pytest.raises(ValueError, match="between five minutes and 24 hours"):
            lay_out([], opens=OPENS, closes=closes)


def test_the_highest_column_reaches_the_top_and_a_value_above_its_limit_says_so() -> None:
    first, second = columns([("8", 14, 7), ("9", 7, 7)])
    assert (first.y, first.height, first.over) == (24, 166, True)
    assert (second.y, second.height, second.over) == (107, 83, False)


def test_a_chart_of_nothing_has_flat_columns() -> None:
    assert [column.height for column in columns([("8", 0), ("9", 0)])] == [0, 0]
    assert columns([]) == []


def test_a_column_below_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="can't show it"):
        columns([("8", -1)])


@pytest.mark.parametrize(("value", "whole", "share"), [(1, 3, 33), (5, 0, 0), (9, 6, 100), (-1, 6, 0)])
def test_a_share_stays_between_0_and_100(value: int, whole: int, share: int) -> None:
    assert percent(value, whole) == share


def test_pairs_stand_below_one_another_on_one_scale_from_nothing() -> None:
    picture = beside([Pair("a", planned=60, real=90, spread=30), Pair("b", planned=30, real=0, spread=5)])
    first, second = picture.rows
    assert [value for _, value in picture.marks] == [0, 20, 40, 60, 80, 100, 120]
    zero, whole = picture.marks[0][0], picture.marks[-1][0]
    assert (first.from_x, first.to_x) == (first.planned_x, whole)  # 60 and 120 of 120
    assert second.from_x == second.real_x == zero  # nothing is drawn below nothing
    assert first.y < second.y < picture.axis_y < picture.height


def test_without_pairs_there_is_still_a_scale() -> None:
    assert [value for _, value in beside([]).marks] == [0, 5]
