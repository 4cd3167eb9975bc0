"""DECLINECOUNTER as RFC 5546 s3.2.8 wants it."""

from dataclasses import replace

import pytest
from icalendar import Calendar

from notifications.ical.declining import decline_counter
from notifications.ical.errors import CalendarRefused
from notifications.ical.event import Status
from notifications.ical.validator import faults
from tests.conformance.by_node import calendar_by_ical_js
from tests.conformance.itip.checker import violations
from tests.notifications.ical.events import a_shift


def test_refusal_names_the_event_says_what_stands_and_raises_no_sequence() -> None:
    shift = a_shift(sequence=3, description="08:00 to 14:00 Africa/Lagos, table 2")
    body = decline_counter(shift)
    assert faults(body, mime_method="DECLINECOUNTER") == []
    assert violations(body, sequence=3) == []
    calendar = Calendar.from_ical(body)
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["UID"], event["SEQUENCE"]) == ("DECLINECOUNTER", shift.uid, 3)
    assert (event["DTSTAMP"].dt, event["ORGANIZER"]) == (shift.stamp, f"mailto:{shift.organizer}")
    assert str(event["COMMENT"]) == "08:00 to 14:00 Africa/Lagos, table 2"
    assert calendar_by_ical_js(body)["method"] == "DECLINECOUNTER"


def test_sequence_zero_may_be_left_out() -> None:
    assert b"SEQUENCE" not in decline_counter(a_shift(sequence=0))


@pytest.mark.parametrize("change", [{"organizer": ""}, {"status": Status.CANCELLED}])
def test_refusal_of_nothing_or_to_nobody_is_not_written(change: dict[str, object]) -> None:
    with pytest.raises(CalendarRefused):
        decline_counter(replace(a_shift(sequence=1), **change))  # type: ignore[arg-type]
