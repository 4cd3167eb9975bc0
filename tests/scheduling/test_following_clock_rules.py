"""A zone's rules change: what is to come keeps its hour on the wall, in every calendar as well."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django_scopes import scopes_disabled

from camps.models import Absence, Shift, StationClosure
from camps.services.shifts import add_absence
from scheduling.models import Allocation, Appointment, QueueSlot, ScheduleChange, ZoneTable
from scheduling.services.booking import SYSTEM, confirm
from scheduling.services.clock_rules import follow_clock_rules
from scheduling.services.filling import fill_camp
from scheduling.services.slots import make_slots
from tests.factories.schedule import FIRST_DAY, NOW, small_camp

LAGOS = ZoneInfo("Africa/Lagos")
HOUR = timedelta(hours=1)


@pytest.fixture
def camp(small):
    """Four appointments, published, computed with rules by which Lagos was two hours east of Greenwich."""
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    small.camp.state = "published"
    small.camp.save()
    follow_clock_rules(now=NOW, version="2026a")
    ZoneTable.objects.update(offsets=[[(NOW - timedelta(days=2)).isoformat(), 7200]])
    return small


def seen(model, *fields):
    return list(model.objects.order_by("pk").values_list(*fields))


def test_rules_that_stand_move_nothing(small):
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    before = seen(Appointment, "starts_at", "sequence")
    assert follow_clock_rules(now=NOW) == []
    assert follow_clock_rules(now=NOW + timedelta(days=40), version="2099a") == []
    assert seen(Appointment, "starts_at", "sequence") == before
    assert ZoneTable.objects.get().zone == "Africa/Lagos"


def test_every_hour_stays_on_the_wall(camp):
    before = seen(Appointment, "starts_at", "ends_at", "arrive_at")
    windows, shifts = seen(QueueSlot, "starts_at"), seen(Shift, "starts_at", "ends_at")
    held = [(one.lower, one.upper) for (one,) in seen(Allocation, "period")]
    (done,) = follow_clock_rules(now=NOW, version="2026b")
    assert (done.zone, done.appointments) == ("Africa/Lagos", 4)
    assert seen(Appointment, "starts_at", "ends_at", "arrive_at") == [tuple(at + HOUR for at in row) for row in before]
    assert seen(QueueSlot, "starts_at") == [(at + HOUR,) for (at,) in windows]
    assert seen(Shift, "starts_at", "ends_at") == [(one + HOUR, other + HOUR) for one, other in shifts]
    live = Allocation.objects.filter(live=True).order_by("pk").values_list("period", flat=True)
    assert sorted((one.lower, one.upper) for one in live) == sorted((low + HOUR, high + HOUR) for low, high in held)
    assert not Appointment.objects.exclude(needs_cover="").exists()


def test_uids_stay_and_sequences_rise(camp):
    before = seen(Appointment, "uid", "sequence")
    shifts = dict(Shift.objects.values_list("uid", "sequence"))
    follow_clock_rules(now=NOW, version="2026b")
    assert seen(Appointment, "uid", "sequence") == [(uid, n + 1) for uid, n in before]
    assert dict(Shift.objects.values_list("uid", "sequence")) == {uid: n + 1 for uid, n in shifts.items()}
    changes = ScheduleChange.objects.filter(kind="clock_rules")
    assert set(changes.values_list("tell", "reason", "said_by")) == {
        ("at_once", "clock rules 2026b of Africa/Lagos", "system")
    }
    assert changes.count() == 4


def test_who_confirmed_the_hour_is_not_asked_again(camp):
    visit = Appointment.objects.first()
    confirm(appointment_id=visit.pk, actor=SYSTEM, now=NOW)
    follow_clock_rules(now=NOW, version="2026b")
    assert Appointment.objects.get(pk=visit.pk).confirmed_at == NOW


def test_closures_and_absences_keep_their_hours_too(camp):
    noon = datetime(2027, 3, 1, 12, tzinfo=LAGOS)
    add_absence(doctor=camp.doctors["Ada Bone"], starts_at=noon, ends_at=noon + HOUR)
    StationClosure.objects.create(
        organisation=camp.organisation, station=camp.stations["Table 2"], starts_at=noon, ends_at=noon + HOUR
    )
    follow_clock_rules(now=NOW, version="2026b")
    assert seen(Absence, "starts_at") == seen(StationClosure, "starts_at") == [(noon + HOUR,)]


def test_it_is_done_once(camp):
    assert len(follow_clock_rules(now=NOW, version="2026b")) == 1
    before = seen(Appointment, "starts_at", "sequence")
    assert follow_clock_rules(now=NOW, version="2026b") == []
    assert seen(Appointment, "starts_at", "sequence") == before


def test_a_process_with_older_rules_carries_nothing_back(camp, caplog):
    ZoneTable.objects.update(version="2026c")
    before = seen(Appointment, "starts_at", "sequence")
    assert follow_clock_rules(now=NOW, version="2026b") == []
    assert seen(Appointment, "starts_at", "sequence") == before
    assert "older clock rules" in caplog.text


def test_what_is_over_stays_as_it_was(camp):
    """History is not computed anew: on the second day only what is still to come."""
    late = datetime.combine(FIRST_DAY, datetime.max.time(), tzinfo=UTC) + timedelta(days=30)
    before = seen(Appointment, "starts_at")
    ZoneTable.objects.update(at=late)
    follow_clock_rules(now=late, version="2026b")
    assert seen(Appointment, "starts_at") == before


def test_camps_in_other_zones_stay(camp):
    with scopes_disabled():
        other = small_camp(slug="other", zone="Europe/London", state="published")
        make_slots(camp=other.camp)
        before = list(Shift.objects.filter(camp=other.camp).order_by("pk").values_list("starts_at", "sequence"))
    follow_clock_rules(now=NOW, version="2026b")
    with scopes_disabled():
        assert list(Shift.objects.filter(camp=other.camp).order_by("pk").values_list("starts_at", "sequence")) == before
