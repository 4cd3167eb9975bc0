"""The clock rules of a camp's zone change: calendars get the new instant, people hear that their hour stays."""

from datetime import timedelta

import pytest

from notifications.models import Message, Told
from notifications.services.fan_out import fan_out
from scheduling.models import Appointment, ZoneTable
from scheduling.services.clock_rules import follow_clock_rules
from tests.conformance.readers import by_vobject, mail_parts, octets_of
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, local, run_tick, tell_all

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(hours=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def camp(made, mailbox):
    """One operation at nine, told by mail while Lagos was thought to be two hours east of Greenwich."""
    made.mailbox = mailbox
    registration = made.registrations[0]
    registration.patient.contacts.all().delete()
    add_mail(registration, "amina@example.org")
    made.ada = made.doctors["Ada Bone"]
    appointment_at(made, registration, at=local(made, 0, 9) - HOUR, doctors=(made.ada,))
    tell_all(made)
    Told.objects.filter(appointment__isnull=False).update(wall="2027-03-01T09:00")
    for row in Told.objects.filter(shift__isnull=False):
        row.wall = (row.starts_at + 2 * HOUR).strftime("%Y-%m-%dT%H:%M")
        row.save()
    run_tick(NOW)
    follow_clock_rules(now=NOW, version="2026a")
    ZoneTable.objects.update(offsets=[[(NOW - timedelta(days=2)).isoformat(), 7200]])
    assert [done.appointments for done in follow_clock_rules(now=LATER, version="2026b")] == [1]
    return made


def test_the_patient_hears_that_the_hour_stays(camp):
    fan_out(now=LATER)
    run_tick(LATER)
    row = Message.objects.get(kind="clocks_changed")
    assert (row.state, row.revision, row.sequence) == ("sent", 2, 1)
    assert "9am" in row.body
    assert "stays at the same hour" in row.body
    assert "8am" not in row.body
    assert not Message.objects.filter(kind="moved").exists()


def test_the_calendar_gets_the_new_instant_under_the_same_uid(camp):
    fan_out(now=LATER)
    run_tick(LATER)
    ours = [raw for raw, mail in zip(camp.mailbox.raw, camp.mailbox.mails, strict=True) if "amina" in mail["To"]]
    first, second = (by_vobject(octets_of(mail_parts(raw)["text/calendar"]))[0] for raw in ours)
    assert first["uid"] == second["uid"] == Appointment.objects.get().uid
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert second["start"] - first["start"] == HOUR
    assert second["start"] == local(camp, 0, 9)


def test_doctors_are_told_at_once_what_changed_about_their_shifts(camp):
    fan_out(now=LATER)
    run_tick(LATER)
    told = Message.objects.filter(kind="shift_changed", doctor=camp.ada)
    assert set(told.values_list("state", flat=True)) == {"sent"}
    assert told.count() == camp.ada.shifts.count()
    assert all("the hour on the clock stays" in row.body for row in told)
    assert all("Was:" not in row.body for row in told)


def test_it_is_told_once(camp):
    for _ in range(3):
        fan_out(now=LATER)
    assert Message.objects.filter(kind="clocks_changed").count() == 1
    assert Message.objects.filter(kind="shift_changed", doctor=camp.ada).count() == camp.ada.shifts.count()


def test_the_reminders_that_follow_are_of_the_new_instant(camp):
    fan_out(now=LATER)
    rungs = Message.objects.filter(kind__in=["confirm", "three_days", "day_before"], state="planned")
    assert {row.revision for row in rungs} == {2}
    assert {row.facts["at"] for row in rungs} == {local(camp, 0, 9).isoformat()}
