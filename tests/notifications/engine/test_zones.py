"""Reminders across clock changes: each once, at the right hour of the clocks where the reader is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django_scopes import scope, scopes_disabled

from camps.models import Patient
from notifications.models import Attempt, Message
from notifications.services.sweep import sweep
from scheduling.services.booking import Actor, cancel
from tests.factories.schedule import small_camp
from tests.factories.telling import add_mail, appointment_at, local, moved, run_tick, tell_all


def clock_changes(zone: str, year: int = 2027) -> list[date]:
    """The days on which the zone's clocks change, by the tz database."""
    place = ZoneInfo(zone)
    days = [date(year, 1, 20) + timedelta(days=n) for n in range(330)]

    def offset(day: date):
        return datetime.combine(day, time(12), tzinfo=place).utcoffset()

    return [day for day in days if offset(day) != offset(day - timedelta(days=1))]


CHANGES = [
    *(
        (zone, day)
        for zone in ("Europe/London", "America/New_York", "Australia/Lord_Howe")
        for day in clock_changes(zone)
    ),
    *(("Africa/Casablanca", day) for day in clock_changes("Africa/Casablanca", 2026)[:2]),  # its last ones
    ("Asia/Kolkata", date(2027, 3, 28)),
    ("Asia/Kolkata", date(2027, 10, 31)),
]


def test_the_zones_really_change_their_clocks():
    assert len(CHANGES) == 10
    assert {zone for zone, _ in CHANGES} >= {"Africa/Casablanca", "Asia/Kolkata"}


def rounds(since: datetime, until: datetime) -> list[datetime]:
    """Every hour around what is due; of the other hours each sixth, in which nothing must leave."""
    hours = [since + timedelta(hours=n) for n in range(int((until - since) / timedelta(hours=1)))]
    due = [at for (at,) in Message.objects.values_list("due_at")]
    return [at for n, at in enumerate(hours) if n % 6 == 0 or any(abs(at - one) <= timedelta(hours=2) for one in due)]


@pytest.mark.parametrize(("zone", "changes_on"), CHANGES)
def test_each_reminder_goes_once_at_its_local_morning(transactional_db, mailbox, zone, changes_on):
    with scopes_disabled():
        made = small_camp(zone=zone)
    made.camp.first_day = changes_on + timedelta(days=1)
    made.camp.save()
    with scope(organisation=made.organisation):
        began = local(made, -9, 12)
        appointment_at(made, made.registrations[0], at=local(made, 0, 14), now=began)
        tell_all(made, now=began)
        for at in rounds(began, local(made, 0, 15)):
            sweep(clock=lambda at=at: at, until=at + timedelta(minutes=1))
        rows = list(Message.objects.filter(registration=made.registrations[0]).order_by("due_at"))
        place = ZoneInfo(zone)
        assert [row.state for row in rows] == ["sent"] * 4
        assert [row.attempts.count() for row in rows] == [1] * 4
        assert Attempt.objects.filter(message__in=rows).count() == 4
        days = [(made.camp.first_day - row.due_at.astimezone(place).date()).days for row in rows]
        assert days == [9, 7, 3, 1]
        for row in rows[1:]:
            assert 8 <= row.due_at.astimezone(place).hour < 10
            sent = row.attempts.get().started_at
            assert timedelta(0) <= sent - row.due_at <= timedelta(hours=1)
        assert "2pm" in rows[-1].body


def test_a_reader_in_another_zone_is_reminded_in_the_morning_there(db):
    with scopes_disabled():
        made = small_camp(zone="Africa/Lagos")
    with scope(organisation=made.organisation):
        patient = made.registrations[0].patient
        patient.timezone = "America/New_York"
        patient.save()
        appointment_at(made, made.registrations[0], at=local(made, 0, 9))
        tell_all(made, now=local(made, -20, 12))
        for row in Message.objects.exclude(rung=""):
            assert 8 <= row.due_at.astimezone(ZoneInfo("America/New_York")).hour < 10


@pytest.mark.parametrize("gone", ["Europe/Nowhere", "../../etc/passwd", "Europe"])
def test_a_zone_that_no_longer_exists_does_not_stop_a_camp(db, gone):
    with scopes_disabled():
        made = small_camp()
    with scope(organisation=made.organisation):
        Patient.objects.filter(pk=made.registrations[0].patient_id).update(timezone=gone)
        appointment_at(made, made.registrations[0], at=local(made, 0, 9))
        tell_all(made)
        assert Message.objects.filter(kind="booked").count() == 1


def night(made):
    """23:30 at the venue, a month before the camp."""
    return made.camp.instant(date(2027, 2, 1), time(23, 30)).astimezone(UTC)


def test_a_text_of_a_late_evening_waits_for_eight_in_the_morning_and_a_mail_does_not(made, mailbox):
    add_mail(made.registrations[0], "amina@example.org")
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made, now=night(made))
    due = Message.objects.filter(kind="booked").values_list("channel", "due_at")
    hours = {channel: at.astimezone(made.camp.zone).strftime("%d %H:%M") for channel, at in due}
    assert hours == {"mail": "01 23:30", "sms": "02 08:00"}


def test_what_a_person_works_off_keeps_no_quiet_hours(made):
    made.registrations[0].patient.contacts.all().delete()
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made, now=night(made))
    assert Message.objects.get(kind="booked").due_at == night(made)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("channel", "rung"), [("sms", ""), ("sms", "7d"), ("mail", "7d")])
def test_what_is_held_up_by_an_outage_does_not_ring_at_night(made, mailbox, channel, rung):
    add_mail(made.registrations[0], "amina@example.org")
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made, now=night(made) - timedelta(hours=8))
    at = night(made) + timedelta(days=20 if rung else 0)
    Message.objects.exclude(channel=channel, rung=rung).delete()
    Message.objects.update(due_at=at)
    sweep(clock=lambda: at, until=at + timedelta(minutes=1))
    row = Message.objects.get(channel=channel, rung=rung)
    assert (row.state, row.why) == ("planned", "It waits for the morning.")
    assert row.due_at.astimezone(made.camp.zone).strftime("%d %H:%M") == f"{22 if rung else 2:02} 08:00"


@pytest.mark.django_db(transaction=True)
def test_a_cancellation_on_the_eve_passes_the_quiet_hours(made, mailbox):
    appointment = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    eve = local(made, -1, 22)
    cancel(appointment_id=appointment.pk, actor=Actor(), now=eve)
    run_tick(eve)
    assert Message.objects.get(kind="cancelled").state == "sent"


@pytest.mark.django_db(transaction=True)
def test_a_doctors_day_that_changes_on_the_eve_passes_the_quiet_hours(made, mailbox):
    ada = made.doctors["Ada Bone"]
    one, two = (
        appointment_at(made, made.registrations[n], at=local(made, 0, 9 + 3 * n), doctors=(ada,)) for n in (0, 1)
    )
    tell_all(made)
    eve = local(made, -1, 22)
    for row, hour in ((one, 14), (two, 16)):
        moved(row, to=local(made, 0, hour), now=eve, tell="at_once")
    run_tick(eve)
    assert set(Message.objects.filter(kind="late_change").values_list("state", flat=True)) == {"sent"}
