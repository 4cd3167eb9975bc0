"""A doctor away, a table closed: appointments stand, marked, until a person decides."""

from datetime import time, timedelta

import pytest

from camps.errors import Invalid
from camps.models import Resource, Shift, Station
from scheduling.models import Appointment, QueueSlot, ScheduleChange
from scheduling.queries.cover import held_by
from scheduling.services.booking import Actor
from scheduling.services.cover import (
    add_shift,
    cancel_shift,
    change_shift,
    change_station_hours,
    close_station,
    enter_absence,
    look_again,
    remove_absence,
    reopen_station,
)
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW
from tests.scheduling.test_booking import give


@pytest.fixture
def camp(small):
    make_slots(camp=small.camp)
    return small


@pytest.fixture
def booked(camp):
    """An operation of the first patient, and its surgeon."""
    appointment = give(camp, camp.registrations[0])
    surgeon = Resource.objects.get(allocations__appointment=appointment.pk, allocations__part="surgeon").doctor
    return Appointment.objects.get(pk=appointment.pk), surgeon


def around(appointment):
    return {
        "starts_at": appointment.starts_at - timedelta(hours=1),
        "ends_at": appointment.ends_at + timedelta(hours=1),
    }


def test_an_absence_leaves_the_appointment_standing_and_marks_it(camp, booked):
    appointment, surgeon = booked
    changed = enter_absence(doctor=surgeon, **around(appointment), reason="ill", by=None, now=NOW)
    assert [lost.pk for lost in changed.lost] == [appointment.pk]
    after = Appointment.objects.get(pk=appointment.pk)
    assert (after.state, after.starts_at, after.needs_cover) == (
        "booked",
        appointment.starts_at,
        f"{surgeon.name} is away then",
    )
    assert after.sequence == appointment.sequence


def test_lost_cover_is_told_to_nobody(camp, booked):
    appointment, surgeon = booked
    enter_absence(doctor=surgeon, **around(appointment), by=None, now=NOW)
    assert ScheduleChange.objects.get(kind="lost_cover").tell == "nobody"


def test_taking_an_absence_back_covers_again(camp, booked):
    appointment, surgeon = booked
    absence = enter_absence(doctor=surgeon, **around(appointment), by=None, now=NOW).fact
    changed = remove_absence(absence=absence, by=None, now=NOW)
    assert [covered.pk for covered in changed.covered] == [appointment.pk]
    assert Appointment.objects.get(pk=appointment.pk).needs_cover == ""
    assert list(ScheduleChange.objects.values_list("kind", flat=True)) == ["booked", "lost_cover", "covered"]


def test_an_absence_that_only_touches_the_appointment_marks_nothing(camp, booked):
    appointment, surgeon = booked
    changed = enter_absence(
        doctor=surgeon,
        starts_at=appointment.ends_at,
        ends_at=appointment.ends_at + timedelta(hours=1),
        by=None,
        now=NOW,
    )
    assert changed.lost == ()


def test_two_reasons_stand_until_both_are_gone(camp, booked):
    appointment, surgeon = booked
    absence = enter_absence(doctor=surgeon, **around(appointment), by=None, now=NOW).fact
    closure = close_station(station=appointment.station, **around(appointment), by=None, now=NOW).fact
    both = Appointment.objects.get(pk=appointment.pk).needs_cover
    assert both == f"{appointment.station.name} is closed then; {surgeon.name} is away then"
    remove_absence(absence=absence, by=None, now=NOW)
    assert Appointment.objects.get(pk=appointment.pk).needs_cover == f"{appointment.station.name} is closed then"
    reopen_station(closure=closure, by=None, now=NOW)
    assert Appointment.objects.get(pk=appointment.pk).needs_cover == ""


def test_a_shorter_shift_marks_what_stands_outside_it_and_keeps_its_uid(camp, booked):
    appointment, surgeon = booked
    shift = Shift.objects.filter(doctor=surgeon).earliest("starts_at")
    uid = shift.uid
    changed = change_shift(
        shift=shift, starts_at=appointment.ends_at, ends_at=shift.ends_at, by=None, now=NOW + timedelta(minutes=1)
    )
    assert [lost.pk for lost in changed.lost] == [appointment.pk]
    assert (changed.fact.uid, changed.fact.sequence) == (uid, 1)


def test_a_cancelled_shift_marks_and_a_new_one_covers(camp, booked):
    appointment, surgeon = booked
    shift = Shift.objects.filter(doctor=surgeon).earliest("starts_at")
    assert len(cancel_shift(shift=shift, by=None, now=NOW).lost) == 1
    changed = add_shift(
        camp=camp.camp, doctor=surgeon, starts_at=shift.starts_at, ends_at=shift.ends_at, by=None, now=NOW
    )
    assert [covered.pk for covered in changed.covered] == [appointment.pk]


def test_later_hours_of_a_table_mark_what_stands_before_them_and_keep_its_window(camp, booked):
    appointment, _ = booked
    changed = change_station_hours(station=appointment.station, opens=time(12), closes=time(18), by=None, now=NOW)
    assert [lost.needs_cover for lost in changed.lost] == [f"{appointment.station.name} is not open then"]
    left = QueueSlot.objects.filter(station=appointment.station, starts_at__lt=appointment.ends_at)
    assert [slot.pk for slot in left] == [appointment.slot_id]


def test_other_hours_leave_all_else_of_a_station_as_it_was(camp, booked):
    """Its lane and the name for boards too."""
    point = Station.objects.create(
        organisation=camp.organisation, camp=camp.camp, name="Vitals", public_name="Room 3", kind="point",
        lane="vitals", equipment=["scales"], opens=time(7), closes=time(18),
    )  # fmt: skip
    change_station_hours(station=point, opens=time(8), closes=time(18), by=None, now=NOW)
    point.refresh_from_db()
    assert (point.opens, point.lane, point.public_name, point.equipment) == (time(8), "vitals", "Room 3", ["scales"])


def test_a_bad_period_is_refused_and_nothing_is_marked(camp, booked):
    appointment, surgeon = booked
    with pytest.raises(Invalid, match="end must be after"):
        enter_absence(doctor=surgeon, starts_at=NOW, ends_at=NOW, by=None, now=NOW)
    assert Appointment.objects.get(pk=appointment.pk).needs_cover == ""


def test_what_is_over_is_not_marked(camp, booked):
    appointment, surgeon = booked
    later = appointment.ends_at + timedelta(minutes=1)
    assert enter_absence(doctor=surgeon, **around(appointment), by=None, now=later).lost == ()


def test_looking_again_marks_by_the_facts_as_they_stand(camp, booked):
    appointment, surgeon = booked
    Shift.objects.filter(doctor=surgeon).update(cancelled_at=NOW)
    changed = look_again(camp=camp.camp, actor=Actor(said_by="system"), now=NOW)
    assert [lost.pk for lost in changed.lost] == [appointment.pk]


def test_the_look_before_an_absence_names_who_would_lose_cover(camp, booked):
    appointment, surgeon = booked
    held = held_by(resource_ids=[surgeon.resource.pk], now=NOW, **around(appointment))
    assert [found.pk for found in held] == [appointment.pk]
    outside = {"starts_at": appointment.ends_at, "ends_at": appointment.ends_at + timedelta(hours=1)}
    assert not held_by(resource_ids=[surgeon.resource.pk], now=NOW, **outside).exists()
