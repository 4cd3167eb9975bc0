from datetime import datetime, time, timedelta

import pytest

from camps.errors import Invalid
from camps.models import Shift
from camps.services.shifts import add_absence, add_closure, add_shift, cancel_shift, change_shift
from tests.factories.camps import FIRST_DAY, NOW, make_camp

HOUR = timedelta(hours=1)


def at(world, hour: int, *, day: int = 0) -> datetime:
    return world.camp.instant(FIRST_DAY + timedelta(days=day), time(hour))


def test_a_change_raises_the_sequence_and_keeps_the_uid(world):
    uid = world.shift.uid
    for sequence in (1, 2):
        shift = change_shift(shift=world.shift, starts_at=at(world, 8), ends_at=at(world, 12 + sequence), now=NOW)
        assert (shift.uid, shift.sequence, shift.changed_at) == (uid, sequence, NOW)


def test_equal_times_are_no_change(world):
    shift = world.shift
    assert change_shift(shift=shift, starts_at=shift.starts_at, ends_at=shift.ends_at, now=NOW).sequence == 0


def test_two_changes_at_once_count_as_two(world):
    mine, theirs = Shift.objects.get(pk=world.shift.pk), Shift.objects.get(pk=world.shift.pk)
    change_shift(shift=mine, starts_at=at(world, 9), ends_at=at(world, 17), now=NOW)
    assert change_shift(shift=theirs, starts_at=at(world, 10), ends_at=at(world, 17), now=NOW).sequence == 2


def test_a_cancelled_shift_stays_with_its_times(world):
    shift = cancel_shift(shift=world.shift, now=NOW)
    assert (shift.cancelled_at, shift.sequence, shift.starts_at) == (NOW, 1, at(world, 8))
    assert cancel_shift(shift=shift, now=NOW + HOUR).cancelled_at == NOW
    with pytest.raises(Invalid):
        change_shift(shift=shift, starts_at=at(world, 9), ends_at=at(world, 10), now=NOW)


def test_shifts_of_one_doctor_may_touch_but_not_overlap(world):
    add_shift(camp=world.camp, doctor=world.doctor, starts_at=at(world, 17), ends_at=at(world, 18))
    with pytest.raises(Invalid, match="has a shift at that time"):
        add_shift(camp=world.camp, doctor=world.doctor, starts_at=at(world, 16), ends_at=at(world, 17))


def test_a_cancelled_shift_is_in_nobodys_way(world):
    cancel_shift(shift=world.shift, now=NOW)
    assert add_shift(camp=world.camp, doctor=world.doctor, starts_at=at(world, 8), ends_at=at(world, 17)).pk


def test_a_shift_at_another_camp_is_in_nobodys_way(world):
    camp = make_camp(world.organisation, name="Other")
    assert add_shift(camp=camp, doctor=world.doctor, starts_at=at(world, 8), ends_at=at(world, 17)).pk


@pytest.mark.parametrize("day", [-1, 2])
def test_a_shift_is_on_a_day_of_the_camp(world, day):
    with pytest.raises(Invalid, match="not a day of the camp"):
        add_shift(camp=world.camp, doctor=world.doctor, starts_at=at(world, 8, day=day), ends_at=at(world, 9, day=day))


def test_a_day_is_the_venues_day(world):
    """Half past midnight in Lagos on the first day is still the day before in UTC."""
    starts = world.camp.instant(FIRST_DAY, time(0, 30))
    assert starts.astimezone(tz=None).tzinfo is not None
    assert add_shift(camp=world.camp, doctor=world.expert, starts_at=starts, ends_at=starts + HOUR).pk


@pytest.mark.parametrize("add", ["absence", "closure", "shift"])
def test_what_has_no_length_is_refused(world, add):
    period = {"starts_at": at(world, 9), "ends_at": at(world, 9)}
    act = {
        "absence": lambda: add_absence(doctor=world.doctor, **period),
        "closure": lambda: add_closure(station=world.station, **period),
        "shift": lambda: add_shift(camp=world.camp, doctor=world.doctor, **period),
    }[add]
    with pytest.raises(Invalid) as refused:
        act()
    assert refused.value.field == "ends_at"
