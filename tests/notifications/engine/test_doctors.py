"""What doctors hear: a shift once, the evening's list, a late change at once, or each case where so chosen."""

from datetime import timedelta

import pytest

from camps.models import Shift
from camps.services.shifts import cancel_shift, change_shift
from notifications.models import Message, Told
from notifications.services.fan_out import fan_out
from scheduling.services.booking import Actor, cancel
from tests.factories.schedule import NOW
from tests.factories.telling import appointment_at, local, moved, run_tick, tell_all

LATER = NOW + timedelta(days=1)


@pytest.fixture
def told(made):
    """Ada Bone operates twice on the first day; published."""
    made.ada = made.doctors["Ada Bone"]
    made.rows = [
        appointment_at(made, made.registrations[n], at=local(made, 0, 9 + 3 * n), doctors=(made.ada,)) for n in (0, 1)
    ]
    tell_all(made)
    return made


def of(doctor, **where):
    rows = Message.objects.filter(doctor=doctor, **where).order_by("id")
    return [(row.kind, row.rung, row.channel, row.state) for row in rows]


def test_a_doctor_gets_one_invitation_a_shift_and_one_list_a_day_with_cases(told):
    assert of(told.ada) == [
        ("shift_invitation", "", "mail", "planned"),
        ("shift_invitation", "", "mail", "planned"),
        ("day_list", "2027-03-01", "mail", "planned"),
    ]
    assert of(told.doctors["Ben Bone"]) == [("shift_invitation", "", "mail", "planned")] * 2


def test_the_list_is_due_at_six_in_the_evening_before_where_the_doctor_is_then(told):
    due = Message.objects.get(doctor=told.ada, kind="day_list").due_at
    home = due.astimezone(told.ada.home_zone)  # the evening before the first day is still at home
    assert (home.date().isoformat(), home.hour) == ("2027-02-28", 18)


def test_a_day_that_was_empty_for_a_while_has_its_list_again(told):
    for row in told.rows:
        cancel(appointment_id=row.pk, actor=Actor(), now=LATER)
    fan_out(now=LATER)
    assert of(told.ada, kind="day_list") == [("day_list", "2027-03-01", "mail", "superseded")]
    appointment_at(told, told.registrations[2], at=local(told, 0, 11), doctors=(told.ada,), now=LATER)
    for hours in (1, 2):
        tell_all(told, now=LATER + timedelta(hours=hours))
    found = Message.objects.filter(doctor=told.ada, kind="day_list").order_by("revision")
    assert list(found.values_list("revision", "state")) == [(1, "superseded"), (2, "planned")]


def test_a_day_left_and_taken_up_again_has_its_list_again(told):
    for row in told.rows:
        moved(row, to=row.starts_at + timedelta(days=1), now=LATER)
    tell_all(told, now=LATER)
    for row in told.rows:
        moved(row, to=row.starts_at - timedelta(days=1), now=LATER + timedelta(hours=1))
    tell_all(told, now=LATER + timedelta(hours=1))
    planned = Message.objects.filter(doctor=told.ada, kind="day_list", state="planned")
    assert list(planned.values_list("rung", "revision")) == [("2027-03-01", 2)]


def test_a_list_that_was_sent_is_not_made_again(told):
    Message.objects.filter(doctor=told.ada, kind="day_list").update(state="sent", ended_at=NOW)
    appointment_at(told, told.registrations[2], at=local(told, 0, 11), doctors=(told.ada,), now=LATER)
    tell_all(told, now=LATER)
    assert of(told.ada, kind="day_list") == [("day_list", "2027-03-01", "mail", "sent")]


def test_on_the_camps_own_days_the_evening_is_that_of_the_venue(told):
    appointment_at(told, told.registrations[2], at=local(told, 1, 9), doctors=(told.ada,))
    tell_all(told, now=LATER)
    due = Message.objects.get(doctor=told.ada, kind="day_list", rung="2027-03-02").due_at
    assert due.astimezone(told.camp.zone).strftime("%d %H") == "01 18"


def test_single_cases_stand_in_what_the_feed_shows(told):
    rows = Told.objects.filter(recipient=f"doctor:{told.ada.pk}", appointment__isnull=False)
    assert sorted(rows.values_list("starts_at", flat=True)) == [local(told, 0, 9), local(told, 0, 12)]


def test_a_change_long_before_is_left_to_the_feed(told):
    moved(told.rows[0], to=local(told, 0, 16), now=LATER)
    tell_all(told, now=LATER)
    assert of(told.ada, kind="late_change") == []
    row = Told.objects.get(recipient=f"doctor:{told.ada.pk}", appointment=told.rows[0])
    assert (row.starts_at, row.sequence, row.revision) == (local(told, 0, 16), 1, 2)


def test_changes_within_two_days_are_told_at_once_in_one_message(told):
    late = local(told, 0, 9) - timedelta(hours=40)
    moved(told.rows[0], to=local(told, 0, 16), now=late, tell="at_once")
    cancel(appointment_id=told.rows[1].pk, actor=Actor(), now=late)
    fan_out(now=late)
    fan_out(now=late)
    assert of(told.ada, kind="late_change") == [("late_change", "2027-03-01", "mail", "planned")]


def test_a_doctor_with_a_phone_hears_of_a_late_change_there_too(told):
    told.ada.phone = "+2348030000123"
    told.ada.save()
    late = local(told, 0, 9) - timedelta(hours=30)
    moved(told.rows[0], to=local(told, 0, 16), now=late, tell="at_once")
    fan_out(now=late)
    assert [channel for _, _, channel, _ in of(told.ada, kind="late_change")] == ["mail", "sms"]


def test_publishing_on_the_eve_sends_the_list_itself_and_no_change_of_it(made):
    ada = made.doctors["Ada Bone"]
    appointment_at(made, made.registrations[0], at=local(made, 0, 9), doctors=(ada,))
    eve = local(made, 0, 9) - timedelta(hours=10)
    tell_all(made, now=eve)
    assert of(ada, kind="late_change") == []
    assert Message.objects.get(doctor=ada, kind="day_list").due_at == eve


def test_a_doctor_taken_off_a_case_no_longer_has_it_in_the_feed(told):
    told.rows[0].allocations.update(live=False)
    tell_all(told, now=LATER)
    row = Told.objects.get(recipient=f"doctor:{told.ada.pk}", appointment=told.rows[0])
    assert (row.cancelled, row.sequence) == (True, 1)


def test_a_day_that_loses_its_cases_loses_its_list(told):
    for row in told.rows:
        cancel(appointment_id=row.pk, actor=Actor(), now=LATER)
    fan_out(now=LATER)
    assert of(told.ada, kind="day_list") == [("day_list", "2027-03-01", "mail", "superseded")]


def test_a_shift_moved_long_before_waits_for_publishing(told):
    shift = Shift.objects.filter(doctor=told.ada).earliest("starts_at")
    change_shift(shift=shift, starts_at=shift.starts_at + timedelta(hours=1), ends_at=shift.ends_at, now=LATER)
    fan_out(now=LATER)
    assert of(told.ada, kind="shift_changed") == []
    tell_all(told, now=LATER)
    assert of(told.ada, kind="shift_changed") == [("shift_changed", "", "mail", "planned")]


def test_a_shift_changed_or_cancelled_within_two_days_is_told_at_once(told):
    late = local(told, 0, 8) - timedelta(hours=20)
    first, second = Shift.objects.filter(doctor=told.ada).order_by("starts_at")
    change_shift(shift=first, starts_at=first.starts_at + timedelta(hours=1), ends_at=first.ends_at, now=late)
    cancel_shift(shift=second, now=late)
    fan_out(now=late)
    fan_out(now=late)
    assert of(told.ada, kind="shift_changed") == [("shift_changed", "", "mail", "planned")]
    assert of(told.ada, kind="shift_cancelled") == [("shift_cancelled", "", "mail", "planned")]


@pytest.mark.django_db(transaction=True)
def test_a_camp_can_choose_an_invitation_for_each_appointment(made, mailbox):
    made.camp.doctor_invites = "appointment"
    made.camp.save()
    ada = made.doctors["Ada Bone"]
    row = appointment_at(made, made.registrations[0], at=local(made, 0, 9), doctors=(ada,))
    tell_all(made)
    assert [kind for kind, _, _, _ in of(ada)] == ["case_invitation", "day_list"]
    moved(row, to=local(made, 0, 12), now=LATER)
    tell_all(made, now=LATER)
    row.allocations.update(live=False)
    last = LATER + timedelta(days=1)
    tell_all(made, now=last)
    run_tick(last)
    assert [(kind, state) for kind, _, _, state in of(ada) if kind != "day_list"] == [
        ("case_invitation", "superseded"),
        ("case_changed", "superseded"),
        ("case_cancelled", "sent"),
    ]
    [mail] = mailbox.to("ada@example.org")
    assert "Off: your case" in mail["Subject"]


def test_a_doctor_without_any_address_stands_on_the_call_list(made):
    ada = made.doctors["Ada Bone"]
    ada.email = ""
    ada.save()
    tell_all(made)
    assert of(ada) == [("shift_invitation", "", "call", "planned")] * 2


@pytest.mark.django_db(transaction=True)
def test_a_list_that_loses_every_case_late_is_told_as_empty(told, mailbox):
    run_tick(Message.objects.get(doctor=told.ada, kind="day_list").due_at)
    eve = local(told, -1, 19)
    for row in told.rows:
        cancel(appointment_id=row.pk, actor=Actor(), now=eve)
    run_tick(eve)
    [mail] = [one for one in mailbox.to("ada@example.org") if one["Subject"].startswith("Changed: your list")]
    assert "Monday 1 March 2027" in mail["Subject"]
    assert "Nothing is left on your list of this day." in mail.get_body(("plain",)).get_content()


@pytest.mark.django_db(transaction=True)
def test_the_list_names_hours_and_initials_and_no_illness(told, mailbox):
    run_tick(Message.objects.get(doctor=told.ada, kind="day_list").due_at)
    [mail] = [one for one in mailbox.to("ada@example.org") if one["Subject"].startswith("Your list")]
    text = mail.get_body(("plain",)).get_content()
    assert "9am  Case 001 - P.1.  Table 1" in text
    assert "midday  Case 002 - P.2.  Table 1" in text
    assert "Patient" not in text
    assert "operation" not in text.lower()
