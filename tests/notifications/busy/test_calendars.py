"""A doctor's own calendar from its address to the day view."""

from datetime import timedelta

import pytest
from django_scopes import scope

from camps.errors import Invalid, Taken
from camps.models import Doctor
from notifications.fetching import Fetched, NotFetched
from notifications.models import BusyCalendar, BusyTime
from notifications.queries.busy import conflicts_of_camp, conflicts_of_doctor
from notifications.services.busy_calendars import add_calendar, read_due
from notifications.services.sealing import CannotOpen, seal, unseal
from notifications.views.busy import line_of, notes_of_day
from tests.factories.organiser import signed_in
from tests.factories.schedule import NOW
from tests.factories.telling import appointment_at, local

ADDRESS = "https://calendar.example.org/private-canary/basic.ics"
HOUR = timedelta(hours=1)


@pytest.fixture
def ada(made) -> Doctor:
    return made.doctors["Ada Bone"]


@pytest.fixture
def own(made, ada) -> BusyCalendar:
    return add_calendar(doctor=ada, name="Hospital", address=ADDRESS, by=None, now=NOW)


def busy_from(start, end) -> bytes:
    hours = f"DTSTART:{start:%Y%m%dT%H%M%SZ}\r\nDTEND:{end:%Y%m%dT%H%M%SZ}\r\nSUMMARY:Canary\r\n"
    event = f"BEGIN:VEVENT\r\nUID:a@b.c\r\n{hours}END:VEVENT\r\n"
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-\r\n{event}END:VCALENDAR\r\n".encode()


def read(now, answer) -> int:
    """One round of the task; `answer` is what the calendar's server would say."""

    def fetch(address: str, **known: str) -> Fetched:
        assert address == ADDRESS
        if isinstance(answer, Exception):
            raise answer
        return answer

    return read_due(clock=lambda: now, until=now + HOUR, fetch=fetch)


def test_the_address_stands_nowhere_in_clear(own):
    kept = bytes(BusyCalendar.objects.get().sealed)
    assert b"canary" not in kept
    assert own.shown == "calendar.example.org"


def test_what_is_sealed_opens_in_its_place_under_its_key_and_nowhere_else(settings):
    octets = seal("secret", bound_to="row 1")
    assert unseal(octets, bound_to="row 1") == "secret"
    assert octets != seal("secret", bound_to="row 1")
    for other in (octets[:-1] + bytes([octets[-1] ^ 1]), octets[:-1], b""):
        with pytest.raises(CannotOpen):
            unseal(other, bound_to="row 1")
    with pytest.raises(CannotOpen):
        unseal(octets, bound_to="row 2")
    old = settings.DATA_KEYS
    settings.DATA_KEYS = ["another", *old]
    assert unseal(octets, bound_to="row 1") == "secret"
    settings.DATA_KEYS = ["another"]
    with pytest.raises(CannotOpen):
        unseal(octets, bound_to="row 1")


def test_an_address_inside_and_a_name_that_stands_are_refused(ada, own):
    with pytest.raises(Invalid):
        add_calendar(doctor=ada, name="Home", address="https://10.0.0.1/a.ics", by=None, now=NOW)
    with pytest.raises(Taken):
        add_calendar(doctor=ada, name="hospital", address=ADDRESS, by=None, now=NOW)


def test_a_busy_hour_over_an_appointment_is_a_conflict_and_refuses_nothing(made, ada, own):
    planned = appointment_at(made, made.registrations[0], at=local(made, 0, 9), doctors=(ada,))
    appointment_at(made, made.registrations[1], at=local(made, 0, 12), doctors=(ada,))
    assert read(NOW, Fetched(busy_from(local(made, 0, 9, 30), local(made, 0, 11)), '"one"')) == 1
    [found] = conflicts_of_doctor(ada, now=NOW)
    assert (found.appointment, found.doctor) == (planned, ada)
    assert [one.appointment for one in conflicts_of_camp(made.camp, since=NOW, until=local(made, 5, 0))] == [planned]
    notes = notes_of_day(made.camp, made.camp.first_day)
    assert notes is not None
    assert [note.text for note in notes.notes] == [
        "Ada Bone: busy 9:30am to 11am, planned for Case 001 - P.1. 9am to 10am"
    ]
    assert notes_of_day(made.camp, made.camp.first_day + timedelta(days=1)) is None


def test_touching_hours_are_no_conflict(made, ada, own):
    appointment_at(made, made.registrations[0], at=local(made, 0, 9), doctors=(ada,))
    read(NOW, Fetched(busy_from(local(made, 0, 10), local(made, 0, 11))))
    assert BusyTime.objects.count() == 1
    assert conflicts_of_doctor(ada, now=NOW) == []


def test_a_calendar_is_read_every_four_hours_and_an_unchanged_one_is_kept(made, own):
    body = busy_from(local(made, 0, 9), local(made, 0, 11))
    assert read(NOW, Fetched(body, '"one"')) == 1
    assert read(NOW + HOUR, NotFetched("It must not be asked.")) == 0
    assert read(NOW + 4 * HOUR, Fetched(None)) == 1
    own.refresh_from_db()
    assert (own.etag, own.fetched_at, own.fault, BusyTime.objects.count()) == ('"one"', NOW + 4 * HOUR, "", 1)


def test_a_faulty_calendar_says_why_keeps_what_was_read_and_is_asked_later_and_later(made, own):
    read(NOW, Fetched(busy_from(local(made, 0, 9), local(made, 0, 11))))
    read(NOW + 4 * HOUR, NotFetched("calendar.example.org answered 500."))
    own.refresh_from_db()
    assert (own.fault, own.faults, own.next_at) == ("calendar.example.org answered 500.", 1, NOW + 4.5 * HOUR)
    assert BusyTime.objects.count() == 1
    line = line_of(own, now=NOW + 14 * HOUR)
    assert (line.state, line.read) == ("Can't be read", "Last read 14 h ago")
    read(NOW + 5 * HOUR, Fetched(b"<html>Sign in</html>"))
    own.refresh_from_db()
    assert "no calendar" in own.fault
    assert own.next_at == NOW + 6 * HOUR


def test_the_organiser_needs_the_doctors_leave_and_sees_the_calendar_then(made, ada):
    client = signed_in(made.organisation, "organiser")
    page = f"/doctors/{ada.pk}/busy/"
    refused = client.post(page, {"name": "Hospital", "address": ADDRESS})
    assert refused.status_code == 422
    assert "Ask the doctor first" in refused.content.decode()
    answer = client.post(page, {"name": "Hospital", "address": ADDRESS, "allowed": "on"}, follow=True)
    shown = answer.content.decode()
    assert "calendar.example.org" in shown
    assert "canary" not in shown
    with scope(organisation=made.organisation):
        assert BusyCalendar.objects.get().doctor == ada
