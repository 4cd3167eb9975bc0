"""Postponed, moved elsewhere, a day or all of it cancelled: one act, and everyone can be told once."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django_scopes import scopes_disabled

from camps.models import Camp, Resource, Shift, StationClosure, Venue
from camps.services.shifts import add_absence, add_shift
from scheduling.errors import NotAllowed
from scheduling.models import Allocation, Appointment, Publication, QueueSlot, ScheduleChange
from scheduling.queries.camp_changes import touched
from scheduling.services.booking import SYSTEM, book
from scheduling.services.camp_changes import cancel_camp, cancel_day, change_venue, postpone
from scheduling.services.cover import close_station
from scheduling.services.filling import fill_camp
from scheduling.services.slots import make_slots
from tests.factories.schedule import FIRST_DAY, NOW, add_patient, small_camp
from tests.scheduling.test_booking import first_place


@pytest.fixture
def camp(small):
    """Two operations and two consultations, published."""
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    small.camp.state = "published"
    small.camp.save()
    return small


def starts(zone="Africa/Lagos"):
    from zoneinfo import ZoneInfo

    found = Appointment.objects.order_by("pk").values_list("starts_at", flat=True)
    return [at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in found]


def surgeon_of(appointment):
    return Resource.objects.get(allocations__appointment=appointment, allocations__part="surgeon").doctor


def test_a_postponed_camp_keeps_every_hour_and_every_uid(camp):
    before, uids = starts(), list(Appointment.objects.order_by("pk").values_list("uid", "sequence"))
    shifts = dict(Shift.objects.values_list("uid", "sequence"))
    windows = QueueSlot.objects.count()
    done = postpone(camp=camp.camp, days=7, by=None, now=NOW)
    assert starts() == [at + timedelta(days=7) for at in before]
    assert list(Appointment.objects.order_by("pk").values_list("uid", "sequence")) == [(uid, n + 1) for uid, n in uids]
    assert dict(Shift.objects.values_list("uid", "sequence")) == {uid: n + 1 for uid, n in shifts.items()}
    assert Camp.objects.get().first_day == FIRST_DAY + timedelta(days=7)
    assert (done.appointments, done.needs_cover) == (4, [])
    assert QueueSlot.objects.count() == windows
    assert make_slots(camp=Camp.objects.get()) == windows


def test_everyone_is_told_once_by_one_publication(camp):
    done = postpone(camp=camp.camp, days=7, by=None, now=NOW, reason="the road is flooded")
    assert (done.publication.act, done.publication.note) == ("postponed", "the road is flooded")
    assert set(ScheduleChange.objects.filter(kind="moved").values_list("tell", flat=True)) == {"on_publish"}
    assert Publication.objects.count() == 1


def test_a_draft_is_postponed_in_silence(small):
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    assert postpone(camp=small.camp, days=1, by=None, now=NOW).publication is None
    assert not Publication.objects.exists()


def test_postponing_by_one_day_moves_windows_into_each_others_places(camp):
    before = set(QueueSlot.objects.values_list("station", "starts_at", "capacity"))
    postpone(camp=camp.camp, days=1, by=None, now=NOW)
    after = set(QueueSlot.objects.values_list("station", "starts_at", "capacity"))
    assert after == {(station, at + timedelta(days=1), capacity) for station, at, capacity in before}


def test_a_closure_moves_along_and_an_absence_stays(camp):
    close_station(
        station=camp.stations["Table 2"],
        starts_at=camp.camp.instant(FIRST_DAY, time(12)),
        ends_at=camp.camp.instant(FIRST_DAY, time(14)),
        by=None,
        now=NOW,
    )
    absence = add_absence(
        doctor=camp.doctors["Ruth Look"],
        starts_at=camp.camp.instant(FIRST_DAY, time(16)),
        ends_at=camp.camp.instant(FIRST_DAY, time(17)),
    )
    postpone(camp=camp.camp, days=3, by=None, now=NOW)
    assert StationClosure.objects.get().starts_at == camp.camp.instant(FIRST_DAY + timedelta(days=3), time(12))
    began = absence.starts_at
    absence.refresh_from_db()
    assert absence.starts_at == began


def test_wall_clock_hours_are_kept_across_a_clock_change(db):
    with scopes_disabled():
        made = small_camp(zone="Europe/London", slug="london")
        fill_camp_in(made)
        before = starts("Europe/London")
        postpone(camp=made.camp, days=28, by=None, now=NOW)
        assert starts("Europe/London") == [at + timedelta(days=28) for at in before]
        first = Appointment.objects.order_by("starts_at").first()
        assert first.starts_at == datetime(2027, 3, 29, 7, 0, tzinfo=UTC)
        assert Allocation.objects.filter(live=True, appointment=first).first().period.lower == first.starts_at


def fill_camp_in(made):
    from django_scopes import scope

    with scope(organisation=made.organisation):
        fill_camp(camp=made.camp, actor=SYSTEM, now=NOW)


def test_a_doctor_who_is_away_on_the_new_day_leaves_the_place_standing_and_marked(camp):
    operation = Appointment.objects.filter(kind="operation").order_by("pk").first()
    surgeon = surgeon_of(operation)
    new = operation.starts_at + timedelta(days=7)
    add_absence(doctor=surgeon, starts_at=new - timedelta(hours=1), ends_at=new + timedelta(hours=1))
    assert touched(camp.camp, now=NOW, later=7).busy == [surgeon.name]
    done = postpone(camp=camp.camp, days=7, by=None, now=NOW)
    assert [one.pk for one in done.needs_cover] == [operation.pk]
    after = Appointment.objects.get(pk=operation.pk)
    assert (after.starts_at, after.needs_cover, after.state) == (new, f"{surgeon.name} is away then", "booked")


def test_a_doctor_held_at_another_camp_is_let_go_and_the_place_needs_cover(camp):
    operation = Appointment.objects.filter(kind="operation").order_by("pk").first()
    surgeon = surgeon_of(operation)
    new = operation.starts_at + timedelta(days=7)
    other = Camp.objects.create(
        organisation=camp.organisation, slug="next-door", name="Next door", venue=camp.camp.venue,
        first_day=FIRST_DAY + timedelta(days=7), days=1,
    )  # fmt: skip
    theirs = Appointment.objects.create(
        organisation=camp.organisation, camp=other, venue=other.venue, kind="operation",
        station=operation.station, starts_at=new, ends_at=new + timedelta(hours=1), arrive_at=new,
    )  # fmt: skip
    Allocation.objects.create(
        organisation=camp.organisation, appointment=theirs, resource=surgeon.resource, part="surgeon",
        period=(new, new + timedelta(hours=1)),
    )  # fmt: skip
    assert touched(camp.camp, now=NOW, later=7).busy == [surgeon.name]
    done = postpone(camp=camp.camp, days=7, by=None, now=NOW)
    assert [(one.pk, one.needs_cover) for one in done.needs_cover] == [(operation.pk, "no surgeon is named")]
    assert not Allocation.objects.filter(appointment=operation.pk, live=True, part="surgeon").exists()
    assert Allocation.objects.filter(appointment=operation.pk, live=True, part="station").exists()


@pytest.mark.parametrize("days", [0, -3, 401])
def test_a_camp_is_postponed_forwards_only_and_not_for_ever(camp, days):
    with pytest.raises(NotAllowed):
        postpone(camp=camp.camp, days=days, by=None, now=NOW)


def test_a_camp_that_has_begun_is_not_postponed(camp):
    with pytest.raises(NotAllowed, match="has begun"):
        postpone(camp=camp.camp, days=1, by=None, now=camp.camp.instant(FIRST_DAY, time(7)))


def venue(camp, zone):
    return Venue.objects.create(
        organisation=camp.organisation, name="District Hospital", country="NG", timezone=zone, meeting_point="door 1"
    )


def test_another_venue_keeps_the_hours_and_changes_the_place(camp):
    before = starts()
    shifts = dict(Shift.objects.values_list("uid", "sequence"))
    place = venue(camp, "Africa/Lagos")
    done = change_venue(camp=camp.camp, venue=place, by=None, now=NOW)
    assert starts() == before
    assert set(Appointment.objects.values_list("venue", flat=True)) == {place.pk}
    assert set(ScheduleChange.objects.exclude(kind="booked").values_list("kind", flat=True)) == {"venue_changed"}
    assert dict(Shift.objects.values_list("uid", "sequence")) == {uid: n + 1 for uid, n in shifts.items()}
    assert (done.publication.act, done.needs_cover) == ("venue_changed", [])


def test_a_venue_in_another_zone_keeps_the_wall_clock(camp):
    before = starts()
    change_venue(camp=camp.camp, venue=venue(camp, "Africa/Nairobi"), by=None, now=NOW)
    assert starts("Africa/Nairobi") == before
    assert not Appointment.objects.exclude(needs_cover="").exists()


def test_the_same_venue_is_refused(camp):
    with pytest.raises(NotAllowed, match="held at General Hospital already"):
        change_venue(camp=camp.camp, venue=camp.camp.venue, by=None, now=NOW)


def test_a_cancelled_day_takes_its_appointments_and_shifts_and_takes_nobody_new(camp):
    give_day_two = Appointment.objects.exclude(starts_at__date=FIRST_DAY)
    assert not give_day_two.exists()
    done = cancel_day(camp=camp.camp, day=FIRST_DAY, reason="strike", by=None, now=NOW)
    assert (done.appointments, done.publication.act) == (4, "day_cancelled")
    assert set(Appointment.objects.values_list("state", "cancel_reason")) == {("cancelled", "strike")}
    assert Shift.objects.filter(cancelled_at=None).count() == 4
    again = fill_camp(camp=Camp.objects.get(), actor=SYSTEM, now=NOW)
    days = {
        at.date() for at in Appointment.objects.filter(pk__in=again.placed.values()).values_list("starts_at", flat=True)
    }
    assert days == {FIRST_DAY + timedelta(days=1)}


def test_only_a_day_of_the_camp_that_is_not_over_is_cancelled(camp):
    with pytest.raises(NotAllowed, match="not a day of the camp"):
        cancel_day(camp=camp.camp, day=FIRST_DAY - timedelta(days=1), by=None, now=NOW)
    with pytest.raises(NotAllowed, match="is over"):
        cancel_day(camp=camp.camp, day=FIRST_DAY, by=None, now=NOW + timedelta(days=300))


def test_a_cancelled_camp_cancels_everything_to_come_and_takes_nobody(camp):
    waiting = add_patient(camp, number=30, procedure="BONE")
    place = first_place(camp, waiting, day=1)
    done = cancel_camp(camp=camp.camp, by=None, now=NOW)
    assert (done.appointments, done.publication.act) == (4, "camp_cancelled")
    assert not Appointment.objects.filter(state="booked").exists()
    assert not Shift.objects.filter(cancelled_at=None).exists()
    assert not Allocation.objects.filter(live=True).exists()
    with pytest.raises(NotAllowed, match="is cancelled"):
        postpone(camp=camp.camp, days=1, by=None, now=NOW)
    with pytest.raises(NotAllowed, match="is cancelled"):
        book(registration_id=waiting.pk, place=place, procedure_ids=[waiting.procedure_id], actor=SYSTEM, now=NOW)


def test_a_cancelled_draft_is_told_to_nobody(small):
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    assert cancel_camp(camp=small.camp, by=None, now=NOW).publication is None


def test_a_postponed_camp_with_two_shifts_a_day_keeps_both(camp):
    doctor = camp.doctors["Ada Bone"]
    add_shift(
        camp=camp.camp,
        doctor=doctor,
        starts_at=camp.camp.instant(FIRST_DAY, time(20)),
        ends_at=camp.camp.instant(FIRST_DAY, time(22)),
    )
    postpone(camp=camp.camp, days=1, by=None, now=NOW)
    hours = sorted(at.astimezone(camp.camp.zone).hour for at in doctor.shifts.values_list("starts_at", flat=True))
    assert hours == [8, 8, 20]
