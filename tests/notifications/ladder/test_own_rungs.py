"""A camp's own rungs: hours before, own hours of the day, own quiet hours, and what can't stand."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.ladder import (
    Quiet,
    Rung,
    at_once,
    channels_of,
    eat_nothing_after,
    fault_beside,
    fault_of,
    fault_of_ladder,
    fault_of_quiet,
    plan,
    usual_rungs,
)

LAGOS, LONDON = ZoneInfo("Africa/Lagos"), ZoneInfo("Europe/London")
USUAL = Quiet()
LONG_AGO = datetime(2026, 1, 1, tzinfo=LAGOS)


def lagos(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LAGOS)


def days(n: int, **more) -> Rung:
    return Rung(name=f"{n}d", days_before=n, kind="three_days", **more)


def hours(n: int, **more) -> Rung:
    return Rung(name=f"{n}h", hours_before=n, kind="prepare", **more)


def planned(*rungs: Rung, start: str = "2027-03-09T14:00", changed_at: datetime = LONG_AGO, quiet: Quiet = USUAL):
    found = plan(
        rungs,
        lagos(start),
        venue_zone=LAGOS,
        recipient_zone=LAGOS,
        spread_id="contact:7",
        changed_at=changed_at,
        quiet=quiet,
    )
    return [(item.rung.name, f"{item.due_at.astimezone(LAGOS):%d %H:%M}") for item in found]


def test_hours_before_are_counted_from_the_arrival() -> None:
    assert planned(hours(3)) == [("3h", "09 11:00")]


def test_hours_before_that_lie_at_night_come_at_the_end_of_the_evening_before() -> None:
    """What to do before a visit can't wait for the morning."""
    assert planned(hours(12), start="2027-03-09T08:30") == [("12h", "08 19:30")]
    assert planned(hours(3), start="2027-03-09T08:30") == [("3h", "08 19:30")]


def test_own_hours_of_the_day_are_kept() -> None:
    (_, at), *_ = planned(days(2, from_hour=time(16), until_hour=time(17)))
    assert at.startswith("07 16:")


def test_rungs_come_in_order_of_time_however_they_are_given() -> None:
    names = [name for name, _ in planned(hours(3), days(1), days(5))]
    assert names == ["5d", "1d", "3h"]


def test_of_two_rungs_on_one_instant_the_nearer_one_is_made() -> None:
    """12 and 13 hours before 8:30 both fall to the evening before."""
    assert planned(hours(13), hours(12), start="2027-03-09T08:30") == [("12h", "08 19:30")]


def test_each_rung_ends_where_the_next_begins() -> None:
    found = plan(
        (days(1), hours(3)),
        lagos("2027-03-09T14:00"),
        venue_zone=LAGOS,
        recipient_zone=LAGOS,
        spread_id="contact:7",
        changed_at=LONG_AGO,
    )
    assert found[0].not_after == found[1].due_at
    assert found[1].not_after == lagos("2027-03-09T14:00")


def test_an_evening_that_is_over_brings_nothing() -> None:
    assert planned(hours(3), start="2027-03-09T08:30", changed_at=lagos("2027-03-08T20:00")) == []


def test_own_quiet_hours_move_what_falls_into_them() -> None:
    early = Quiet(time(18), time(10))
    assert planned(hours(5), start="2027-03-09T14:00", quiet=early) == [("5h", "08 17:30")]
    held = at_once(
        now=lagos("2027-03-01T09:00"),
        zone=LAGOS,
        nearest_start=lagos("2027-03-09T14:00"),
        not_after=lagos("2027-03-09T14:00"),
        critical=True,
        quiet=early,
    )
    assert held == lagos("2027-03-01T10:00")


@pytest.mark.parametrize(("urgent_hours", "goes"), [(24, "2027-03-08T21:00"), (6, "2027-03-09T08:00")])
def test_how_near_a_visit_must_be_to_break_the_quiet_is_the_camps(urgent_hours: int, goes: str) -> None:
    found = at_once(
        now=lagos("2027-03-08T21:00"),
        zone=LAGOS,
        nearest_start=lagos("2027-03-09T14:00"),
        not_after=lagos("2027-03-09T14:00"),
        critical=True,
        quiet=Quiet(urgent_within=timedelta(hours=urgent_hours)),
    )
    assert found == lagos(goes)


@pytest.mark.parametrize(
    ("rung", "field", "value", "cure"),
    [
        (days(0), "days_before", 0, "give hours before"),
        (days(61), "days_before", 61, "60 days at most"),
        (hours(0), "hours_before", 0, "one hour at least"),
        (hours(49), "hours_before", 49, "days before instead"),
        (days(3, from_hour=time(7)), "from_hour", time(7), "change the quiet hours"),
        (days(3, from_hour=time(19), until_hour=time(21)), "until_hour", time(21), "change the quiet hours"),
        (days(3, from_hour=time(10), until_hour=time(9)), "until_hour", time(9), "later hour than 10:00"),
    ],
)
def test_what_cant_stand_is_named_with_its_cure(rung: Rung, field: str, value: object, cure: str) -> None:
    fault = fault_of(rung, quiet=USUAL)
    assert fault is not None
    assert (fault.field, fault.value) == (field, value)
    assert cure in fault.cure


def test_two_reminders_at_one_hour_are_refused_and_two_on_one_day_are_not() -> None:
    morning = days(3)
    fault = fault_beside(days(3, from_hour=time(9), until_hour=time(11)), [morning])
    assert fault is not None
    assert fault.field == "from_hour"
    assert "3 days before, 08:00 to 10:00" in fault.why
    assert fault_beside(days(3, from_hour=time(10), until_hour=time(12)), [morning]) is None
    assert fault_beside(days(2), [morning]) is None
    assert fault_beside(hours(3), [hours(3)]) is not None


def test_the_usual_ladders_can_stand() -> None:
    for kind in ("surgery", "consultation"):
        assert fault_of_ladder(usual_rungs(kind), quiet=USUAL) is None


@pytest.mark.parametrize(
    ("begins", "ends", "field"), [(time(8), time(20), "quiet_until"), (time(11), time(8), "quiet_from")]
)
def test_quiet_hours_go_over_midnight_and_leave_some_of_the_day(begins: time, ends: time, field: str) -> None:
    fault = fault_of_quiet(begins, ends)
    assert fault is not None
    assert fault.field == field
    assert fault_of_quiet(time(20), time(8)) is None


def test_a_rung_is_some_days_or_some_hours_before() -> None:
    with pytest.raises(ValueError, match="one of the two"):
        Rung(name="x", kind="confirm")
    with pytest.raises(ValueError, match="one of the two"):
        Rung(name="x", kind="confirm", days_before=1, hours_before=1)


@pytest.mark.parametrize(
    ("of_rung", "own", "of_person", "used"),
    [
        ((), ("mail",), {"mail", "sms"}, ("mail",)),
        (("sms",), ("mail",), {"mail", "sms"}, ()),
        (("sms",), ("sms",), {"mail", "sms"}, ("sms",)),
        (("sms",), ("mail",), {"mail"}, ("mail",)),
        (("sms",), ("call",), {"call"}, ("call",)),
    ],
)
def test_a_rungs_channels_never_leave_somebody_out(of_rung, own, of_person, used) -> None:
    assert channels_of(days(3, channels=of_rung), own, of_person=of_person) == used


@pytest.mark.parametrize(
    ("arrival", "fasting", "zone", "expected"),
    [
        ("2027-03-09T08:30", 6, LAGOS, "2027-03-09T02:00"),
        ("2027-03-09T10:00", 12, LAGOS, "2027-03-08T22:00"),
        ("2027-03-09T06:00", 6, LAGOS, "2027-03-09T00:00"),
        ("2027-03-09T08:30", None, LAGOS, None),
        ("2027-03-09T08:30", 0, LAGOS, None),
        ("2027-03-09T08:30", 25, LAGOS, "2027-03-08T07:00"),
        # The clocks go forward at 1 and back at 2: six hours are six hours of an empty stomach.
        ("2027-03-28T07:00", 6, LONDON, "2027-03-28T00:00"),
        ("2027-10-31T07:00", 6, LONDON, "2027-10-31T01:00"),
    ],
)
def test_eating_ends_at_a_full_hour_before_the_arrival(arrival, fasting, zone, expected) -> None:
    at = datetime.fromisoformat(arrival).replace(tzinfo=zone)
    found = eat_nothing_after(at, fasting_hours=fasting, zone=zone)
    assert (found.replace(tzinfo=None).isoformat(timespec="minutes") if found else None) == expected
