"""Wall time across clock changes and the quiet hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.ladder import at_once, hold_until, in_window, wall_to_utc
from notifications.ladder.hours import spread_between

LAGOS = ZoneInfo("Africa/Lagos")
ZONES = st.sampled_from(
    [
        ZoneInfo(key)
        for key in (
            "Africa/Lagos",
            "Africa/Casablanca",
            "America/New_York",
            "Asia/Kathmandu",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "Europe/London",
            "Pacific/Honolulu",
            "Pacific/Kiritimati",
        )
    ]
)
INSTANTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 12, 31), timezones=st.just(UTC))
WAITS = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=3))


@pytest.mark.parametrize(
    ("zone", "day", "asked", "seen", "utc"),
    [
        # Skipped: 02:00 becomes 03:00, at Lord Howe 02:00 becomes 02:30.
        ("Europe/London", date(2027, 3, 28), time(1, 30), "02:30", "2027-03-28T01:30"),
        ("America/New_York", date(2027, 3, 14), time(2, 30), "03:30", "2027-03-14T07:30"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "02:45", "2026-10-03T15:45"),
        # Twice: the first pass is meant.
        ("Europe/London", date(2026, 10, 25), time(1, 30), "01:30", "2026-10-25T00:30"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "01:30", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), "01:45", "2027-04-03T14:45"),
        # No change of clocks at all.
        ("Asia/Kolkata", date(2027, 3, 28), time(2, 30), "02:30", "2027-03-27T21:00"),
        # A day that never was: Samoa went from 29 to 31 December.
        ("Pacific/Apia", date(2011, 12, 30), time(9), "09:00", "2011-12-30T19:00"),
    ],
)
def test_wall_time_moves_forward_over_a_gap_and_takes_the_first_of_two(
    zone: str, day: date, asked: time, seen: str, utc: str
) -> None:
    at = wall_to_utc(day, asked, ZoneInfo(zone))
    assert at == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert at.astimezone(ZoneInfo(zone)).strftime("%H:%M") == seen


@pytest.mark.parametrize(("hour", "allowed"), [("07:59", False), ("08:00", True), ("19:59", True), ("20:00", False)])
def test_window_is_half_open(hour: str, allowed: bool) -> None:
    local = datetime.fromisoformat(f"2027-03-09T{hour}").replace(tzinfo=LAGOS)
    assert in_window(local.astimezone(UTC), LAGOS) is allowed


def test_window_refuses_a_naive_time() -> None:
    with pytest.raises(ValueError, match="no zone"):
        in_window(datetime(2027, 3, 9, 9), LAGOS)


def lagos(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LAGOS)


@pytest.mark.parametrize(
    ("wanted", "not_after", "expected"),
    [
        ("2027-03-09T09:15", "2027-03-10T08:30", "2027-03-09T09:15"),
        ("2027-03-09T22:00", "2027-03-10T09:00", "2027-03-10T08:00"),
        ("2027-03-09T03:00", "2027-03-09T09:00", "2027-03-09T08:00"),
        # The morning would be too late: before the evening ends, on either side of midnight.
        ("2027-03-09T22:00", "2027-03-10T07:30", "2027-03-09T19:30"),
        ("2027-03-10T03:00", "2027-03-10T08:00", "2027-03-09T19:30"),
        ("2027-03-10T09:00", "2027-03-10T09:00", None),
    ],
)
def test_night_message_waits_for_morning_or_goes_before_the_evening_ends(
    wanted: str, not_after: str, expected: str | None
) -> None:
    held = hold_until(lagos(wanted), zone=LAGOS, not_after=lagos(not_after), now=lagos("2027-03-01T12:00"))
    assert held == (None if expected is None else lagos(expected))


def test_message_that_missed_the_evening_is_not_sent_at_night() -> None:
    held = hold_until(
        lagos("2027-03-09T22:00"),
        zone=LAGOS,
        not_after=lagos("2027-03-10T07:30"),
        now=lagos("2027-03-09T22:00"),
    )
    assert held is None


@settings(deadline=None)
@given(wanted=INSTANTS, wait=WAITS, zone=ZONES)
def test_held_message_is_always_in_waking_hours_and_before_its_end(
    wanted: datetime, wait: timedelta, zone: ZoneInfo
) -> None:
    held = hold_until(wanted, zone=zone, not_after=wanted + wait, now=wanted - timedelta(days=2))
    assert held is not None
    assert in_window(held, zone)
    assert held < wanted + wait


@pytest.mark.parametrize(
    ("now", "nearest_start", "critical", "expected"),
    [
        ("2027-03-09T10:00", "2027-03-20T09:00", True, "2027-03-09T10:00"),
        ("2027-03-09T23:00", "2027-03-10T23:00", True, "2027-03-09T23:00"),
        ("2027-03-09T23:00", "2027-03-10T23:01", True, "2027-03-10T08:00"),
        ("2027-03-09T23:00", "2027-03-10T12:00", False, "2027-03-10T08:00"),
        # A place given at night for half past seven: the morning would be too late.
        ("2027-03-09T23:00", "2027-03-10T07:30", False, "2027-03-09T23:00"),
    ],
)
def test_only_a_near_cancellation_or_move_passes_the_quiet_hours(
    now: str, nearest_start: str, critical: bool, expected: str
) -> None:
    at = at_once(
        now=lagos(now),
        zone=LAGOS,
        nearest_start=lagos(nearest_start),
        not_after=lagos(nearest_start),
        critical=critical,
    )
    assert at == lagos(expected)


@settings(deadline=None)
@given(spread_id=st.text())
def test_spread_stays_inside_its_span_and_never_changes(spread_id: str) -> None:
    hour = spread_between(time(8), time(10), spread_id)
    assert time(8) <= hour < time(10)
    assert hour == spread_between(time(8), time(10), spread_id)


def test_spread_centres_on_nine_and_fills_the_whole_span() -> None:
    hours = [spread_between(time(8), time(10), f"contact:{n}") for n in range(2000)]
    minutes = [hour.hour * 60 + hour.minute for hour in hours]
    assert 535 <= sum(minutes) / len(minutes) <= 545
    assert len({minute // 10 for minute in minutes}) == 12
