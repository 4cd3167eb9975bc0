"""Busy times of a doctor's own calendar beside the shifts, on the day view and on an appointment's page."""

from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from camps.models import Doctor, Shift, User
from notifications.models import BusyCalendar, BusyTime
from notifications.services.busy_calendars import add_calendar
from notifications.views.busy_beside import busy_lines
from tests.factories.organiser import signed_in
from tests.factories.schedule import NOW
from tests.factories.telling import appointment_at, local

LAGOS, LONDON = ZoneInfo("Africa/Lagos"), ZoneInfo("Europe/London")
BUSY = "Busy in own calendar, Monday 1 March: 9:30am to 11am"
HOUR = timedelta(hours=1)


@pytest.fixture
def ada(made) -> Doctor:
    return made.doctors["Ada Bone"]


def own(doctor: Doctor, *, name: str = "Hospital", busy: tuple = (), **stands) -> BusyCalendar:
    """A calendar as it stands after reading; `busy` are (start, end) or (start, end, True for a whole day)."""
    address = f"https://calendar.example.org/{name}/private-canary.ics"
    calendar = add_calendar(doctor=doctor, name=name, address=address, by=None, now=NOW)
    BusyCalendar.objects.filter(pk=calendar.pk).update(**{"fetched_at": NOW, **stands})
    for starts_at, ends_at, *whole in busy:
        BusyTime.objects.create(
            organisation=doctor.organisation,
            calendar=calendar,
            starts_at=starts_at,
            ends_at=ends_at,
            all_day=bool(whole),
        )
    return calendar


def shown(made, path: str, *, role: str = "organiser") -> str:
    known = User.objects.filter(memberships__organisation=made.organisation, memberships__role=role).first()
    client = Client() if known else signed_in(made.organisation, role)
    if known:
        client.force_login(known)
    answer = client.get(f"/camps/{made.camp.slug}/{path}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def shift_page(doctor: Doctor) -> str:
    first = Shift.objects.filter(doctor=doctor).order_by("starts_at").first()
    return f"settings/shifts/{first.pk}/"


def test_hours_stand_beside_the_shift_they_meet_on_each_page_of_shifts(made, ada):
    own(ada, busy=((local(made, 0, 9, 30), local(made, 0, 11)),))
    for path in ("settings/doctors/", "feeds/"):
        page = shown(made, path)
        assert page.count(BUSY) == 1
        assert "canary" not in page
    page = shown(made, shift_page(ada))
    assert "Ada Bone is busy in own calendar" in page
    assert "Monday 1 March: 9:30am to 11am" in page


def test_who_may_not_change_shifts_sees_no_busy_times_beside_them(made, ada):
    own(ada, busy=((local(made, 0, 9, 30), local(made, 0, 11)),))
    for path in ("settings/doctors/", "feeds/"):
        assert "own calendar" not in shown(made, path, role="viewer")


def test_a_leave_of_months_says_beside_a_shift_only_the_days_of_the_shift(made, ada):
    own(ada, busy=[(local(made, 0, 0) - timedelta(days=100), local(made, 0, 0) + timedelta(days=100), True)])
    shifts = Shift.objects.filter(doctor=ada).count()
    assert shown(made, "settings/doctors/").count("all day") == shifts
    assert shown(made, shift_page(ada)).count("all day") <= made.camp.days + 1


def test_hours_that_touch_a_shift_or_are_of_another_doctor_stand_beside_none(made, ada):
    closes = Shift.objects.filter(doctor=ada).order_by("starts_at").first().ends_at
    own(ada, busy=((closes, closes + HOUR),))
    assert "Busy in own calendar" not in shown(made, "settings/doctors/")
    assert "Monday 1 March" in shown(made, shift_page(ada)).split("busy in own calendar")[1]


def test_page_says_that_no_calendar_is_read_at_all_or_of_whom(made, ada):
    everyone = "No doctor's own calendar is read, so it is not known here who is busy elsewhere."
    assert shown(made, "settings/doctors/").count(everyone) == 1
    assert everyone in shown(made, shift_page(ada))
    own(ada)
    page = shown(made, "settings/doctors/")
    assert everyone not in page
    others = Doctor.objects.filter(shifts__camp=made.camp).exclude(pk=ada.pk).distinct().count()
    assert page.count("No own calendar is read") == others > 0
    assert page.count("Nothing in the own calendar during the camp") == 1


@pytest.mark.parametrize(
    ("stands", "words"),
    [
        ({}, "Own calendar “Hospital”, read {read}"),
        ({"fetched_at": None}, "Own calendar “Hospital” is not read yet: it takes a minute"),
        (
            {"fault": "It answered 500."},
            "Own calendar “Hospital” can't be read since {read}: what it said then is shown",
        ),
        (
            {"fault": "It answered 500.", "fetched_at": None},
            "Own calendar “Hospital” could never be read: busy times are not known",
        ),
    ],
)
def test_page_says_how_old_it_is_and_what_cannot_be_read(made, ada, stands, words):
    own(ada, busy=((local(made, 0, 9, 30), local(made, 0, 11)),), **stands)
    at = NOW.astimezone(made.camp.zone)
    words = words.format(read=f"{at:%A} {at.day} {at:%B}, {at.hour % 12 or 12}{at:%p}".replace("AM", "am"))
    for path in ("settings/doctors/", "feeds/", shift_page(ada)):
        assert words in shown(made, path)


def test_day_view_says_it_at_the_appointment_and_on_its_page(made, ada):
    planned = appointment_at(made, made.registrations[0], at=local(made, 0, 9), doctors=(ada,))
    other = appointment_at(made, made.registrations[1], at=local(made, 0, 12), doctors=(ada,))
    own(ada, busy=((local(made, 0, 9, 30), local(made, 0, 11)),))
    words = "Ada Bone busy in own calendar, 9:30am to 11am"
    page = shown(made, f"day/{made.camp.first_day}/")
    assert page.count(words) == 1
    assert words in page.split('class="day')[1]
    assert words in shown(made, f"day/appointments/{planned.pk}/")
    assert "own calendar" not in shown(made, f"day/appointments/{other.pk}/")


def test_day_view_says_whose_calendar_cannot_be_read_on_days_with_a_shift_only(made, ada):
    own(ada, fault="It answered 500.")
    Shift.objects.filter(doctor=ada, starts_at__gte=local(made, 1, 0)).delete()
    at = NOW.astimezone(made.camp.zone)
    page = shown(made, f"day/{made.camp.first_day}/")
    assert f"Ada Bone: own calendar can't be read since {at:%A} {at.day} {at:%B}" in page
    assert "Hospital" not in page.replace("General Hospital", "")
    assert "own calendar" not in shown(made, f"day/{made.camp.first_day + timedelta(days=1)}/")


def test_as_many_statements_for_three_doctors_as_for_one(made, ada):
    client = signed_in(made.organisation, "organiser")

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/camps/{made.camp.slug}/settings/doctors/").status_code == 200
        return len(asked)

    own(ada, busy=((local(made, 0, 9), local(made, 0, 10)),))
    statements()  # the first asking also fills what is kept in memory
    one = statements()
    for doctor in Doctor.objects.exclude(pk=ada.pk):
        own(doctor, busy=((local(made, 0, 9), local(made, 0, 10)),))
        own(doctor, name="Second", busy=((local(made, 1, 9), local(made, 1, 10)),))
    assert statements() == one


def at(day: int, hour: int = 0, minute: int = 0, zone: ZoneInfo = LAGOS) -> datetime:
    return datetime(2027, 3, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("busy", "lines"),
    [
        ([], []),
        ([(at(1, 9), at(1, 10), False), (at(1, 12), at(1, 13), False)], ["Monday 1 March: 9am to 10am, midday to 1pm"]),
        ([(at(1, 9), at(1, 10), False), (at(1, 10), at(1, 11), False)], ["Monday 1 March: 9am to 11am"]),
        ([(at(1, 9), at(1, 12), False), (at(1, 10), at(1, 11), False)], ["Monday 1 March: 9am to midday"]),
        ([(at(1, 22), at(2, 6), False)], ["Monday 1 March: 10pm to midnight", "Tuesday 2 March: midnight to 6am"]),
        ([(at(1), at(3), False)], ["Monday 1 March: all day", "Tuesday 2 March: all day"]),
        ([(at(1, 0, 0, LONDON), at(2, 0, 0, LONDON), True)], ["Monday 1 March: all day"]),
        ([(at(1, 0, 0, LONDON), at(2, 0, 0, LONDON), True), (at(1, 9), at(1, 10), False)], ["Monday 1 March: all day"]),
        (
            [(at(1, hour), at(1, hour, 10), False) for hour in range(1, 10)],
            [f"Monday 1 March: {', '.join(f'{hour}am to {hour}:10am' for hour in range(1, 7))} and 3 more times"],
        ),
    ],
)
def test_busy_hours_are_said_a_line_a_day_at_the_venue(busy, lines):
    assert busy_lines(busy, zone=LAGOS, home=LONDON) == lines


def test_an_hour_that_the_clocks_repeat_is_said():
    first = datetime(2026, 11, 1, 5, tzinfo=ZoneInfo("UTC"))
    assert busy_lines([(first, first + HOUR, False)], zone=ZoneInfo("America/New_York"), home=LONDON) != []
