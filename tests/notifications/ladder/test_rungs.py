"""The ladder: each reminder once, on the right day, at the right local hour."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.ladder import (
    LadderKind,
    PlannedRung,
    due_at,
    in_window,
    newest_due,
    plan,
    usual_rungs,
)
from tests.notifications.ladder.test_hours import INSTANTS, ZONES

ZONE_KEYS = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kolkata",
)
KINDS: st.SearchStrategy[LadderKind] = st.sampled_from(["surgery", "consultation"])
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def change_days(zone: ZoneInfo) -> list[date]:
    """The days in 2027 on which this zone's clocks change; two plain days where none do."""
    noon = [datetime(2027, 1, 1, 12, tzinfo=zone) + timedelta(days=n) for n in range(365)]
    days = [after.date() for before, after in pairwise(noon) if before.utcoffset() != after.utcoffset()]
    return days or [date(2027, 3, 28), date(2027, 10, 31)]


CHANGES = [(key, day, offset) for key in ZONE_KEYS for day in change_days(ZoneInfo(key)) for offset in range(9)]


def test_surgery_has_three_rungs_and_asks_to_confirm_first() -> None:
    assert [(rung.name, rung.days_before, rung.kind) for rung in usual_rungs("surgery")] == [
        ("7d", 7, "confirm"),
        ("3d", 3, "three_days"),
        ("1d", 1, "day_before"),
    ]


def test_consultation_has_two_rungs() -> None:
    assert [rung.name for rung in usual_rungs("consultation")] == ["3d", "1d"]


def test_zones_of_the_table_change_their_clocks_twice() -> None:
    assert [len(change_days(ZoneInfo(key))) for key in ZONE_KEYS] == [2] * 5


@pytest.mark.parametrize(("key", "change", "offset"), CHANGES)
def test_each_reminder_comes_once_at_its_local_morning_across_a_clock_change(
    key: str, change: date, offset: int
) -> None:
    """Appointments from the change to eight days after it: every rung falls around it once."""
    zone = ZoneInfo(key)
    start = datetime.combine(change + timedelta(days=offset), time(8, 30), tzinfo=zone)
    ladder = plan(
        usual_rungs("surgery"),
        start,
        venue_zone=zone,
        recipient_zone=zone,
        spread_id="contact:7",
        changed_at=LONG_AGO,
    )
    sent = swept(ladder, start)
    assert [rung.days_before for rung, _ in sent] == [7, 3, 1]
    for rung, at in sent:
        local = at.astimezone(zone)
        assert local.date() == start.date() - timedelta(days=rung.days_before)
        assert time(8) <= local.time() < time(10, 10)


def swept(ladder: tuple[PlannedRung, ...], start: datetime) -> list[tuple]:
    """What a sweeper sends that looks every ten minutes, by UTC alone."""
    sent: list[tuple] = []
    tick = start.astimezone(UTC).replace(second=0) - timedelta(days=8)
    while tick < start + timedelta(days=1):
        newest = newest_due(ladder, tick)
        if newest is not None and newest.rung not in [rung for rung, _ in sent]:
            sent.append((newest.rung, tick))
        tick += timedelta(minutes=10)
    return sent


def test_day_is_the_venues_and_hour_is_the_readers() -> None:
    """A camp in Lagos on the 9th, a reader in Kolkata: the morning of the 8th in Kolkata."""
    lagos, kolkata = ZoneInfo("Africa/Lagos"), ZoneInfo("Asia/Kolkata")
    start = datetime(2027, 3, 9, 0, 30, tzinfo=lagos)
    due = due_at(
        usual_rungs("consultation")[-1],
        start.astimezone(UTC),
        venue_zone=lagos,
        recipient_zone=kolkata,
        spread_id="contact:7",
    )
    assert due.astimezone(kolkata).date() == date(2027, 3, 8)
    assert time(8) <= due.astimezone(kolkata).time() < time(10)


def test_reader_far_behind_the_venue_is_reminded_a_morning_earlier() -> None:
    """Kiritimati is a whole day ahead of Honolulu: the 8th at nine there is after the start."""
    kiritimati, honolulu = ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Honolulu")
    start = datetime(2027, 3, 9, 8, 0, tzinfo=kiritimati)
    due = due_at(
        usual_rungs("consultation")[-1],
        start,
        venue_zone=kiritimati,
        recipient_zone=honolulu,
        spread_id="contact:7",
    )
    assert due.astimezone(honolulu).date() == date(2027, 3, 7)


@settings(deadline=None)
@given(start=INSTANTS, venue=ZONES, reader=ZONES, kind=KINDS, spread_id=st.text(max_size=12))
def test_every_rung_is_in_the_readers_morning_and_before_the_appointment(
    start: datetime, venue: ZoneInfo, reader: ZoneInfo, kind: LadderKind, spread_id: str
) -> None:
    ladder = plan(
        usual_rungs(kind),
        start,
        venue_zone=venue,
        recipient_zone=reader,
        spread_id=spread_id,
        changed_at=LONG_AGO,
    )
    assert len(ladder) == len(usual_rungs(kind))
    for item in ladder:
        local = item.due_at.astimezone(reader)
        assert time(8) <= local.time() < time(10)
        assert in_window(item.due_at, reader)
        assert item.due_at < item.not_after <= start
    dues = [item.due_at for item in ladder]
    assert dues == sorted(set(dues))


@settings(deadline=None)
@given(
    start=INSTANTS,
    zone=ZONES,
    kind=KINDS,
    told=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=12)),
)
def test_rungs_due_before_the_change_are_not_made_again(
    start: datetime, zone: ZoneInfo, kind: LadderKind, told: timedelta
) -> None:
    whole, rest = (
        plan(
            usual_rungs(kind),
            start,
            venue_zone=zone,
            recipient_zone=zone,
            spread_id="contact:7",
            changed_at=changed_at,
        )
        for changed_at in (LONG_AGO, start - told)
    )
    assert rest == tuple(item for item in whole if item.due_at > start - told)


@settings(deadline=None)
@given(start=INSTANTS, zone=ZONES, kind=KINDS, back=st.integers(0, 10 * 24 * 60))
def test_after_an_outage_at_most_the_newest_due_rung_is_sent(
    start: datetime, zone: ZoneInfo, kind: LadderKind, back: int
) -> None:
    ladder = plan(
        usual_rungs(kind),
        start,
        venue_zone=zone,
        recipient_zone=zone,
        spread_id="contact:7",
        changed_at=LONG_AGO,
    )
    now = start - timedelta(minutes=back)
    alive = [item for item in ladder if item.due_at <= now < item.not_after]
    newest = newest_due(ladder, now)
    assert alive == ([] if newest is None else [newest])
    if newest is not None:
        assert all(item.due_at <= newest.due_at or item.due_at > now for item in ladder)


def test_nothing_is_due_once_the_appointment_has_begun() -> None:
    zone = ZoneInfo("Africa/Lagos")
    start = datetime(2027, 3, 9, 8, 30, tzinfo=zone)
    ladder = plan(
        usual_rungs("surgery"),
        start,
        venue_zone=zone,
        recipient_zone=zone,
        spread_id="contact:7",
        changed_at=LONG_AGO,
    )
    assert newest_due(ladder, start) is None
    assert newest_due(ladder, start - timedelta(seconds=1)) == ladder[-1]


def test_two_dead_days_send_only_the_day_before() -> None:
    zone = ZoneInfo("Africa/Lagos")
    start = datetime(2027, 3, 9, 8, 30, tzinfo=zone)
    ladder = plan(
        usual_rungs("surgery"),
        start,
        venue_zone=zone,
        recipient_zone=zone,
        spread_id="contact:7",
        changed_at=LONG_AGO,
    )
    back_again = datetime(2027, 3, 8, 12, 0, tzinfo=zone)
    newest = newest_due(ladder, back_again)
    assert newest is not None
    assert newest.rung.name == "1d"
