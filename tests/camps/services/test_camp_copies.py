from datetime import UTC, date, datetime, time

from camps.models import Kit, Procedure, Registration, Resource, Shift, Station
from camps.services.camp_copies import copy_camp
from camps.services.procedures import change_procedure
from camps.services.shifts import add_shift, cancel_shift
from tests.factories.camps import NOW, make_camp, make_venue


def copy_of(camp, **values):
    return copy_camp(camp=camp, **{"name": "Next year", "first_day": date(2028, 3, 6), **values})


def test_a_copy_has_everything_but_people(world):
    copy = copy_of(world.camp)
    assert (copy.venue, copy.days, copy.help_phone, copy.state) == (world.venue, 2, world.camp.help_phone, "draft")
    assert [station.name for station in Station.objects.filter(camp=copy)] == ["Alpha Table"]
    assert [(kit.name, kit.count) for kit in Kit.objects.filter(camp=copy)] == [("Alpha c-arm", 2)]
    assert [procedure.code for procedure in Procedure.objects.filter(camp=copy)] == ["ALPH1"]
    assert not Registration.objects.filter(camp=copy).exists()


def test_a_copy_keeps_every_value_of_a_station(world):
    Station.objects.filter(camp=world.camp).update(public_name="Room 3")
    own = ("id", "camp_id")
    same = [field.attname for field in Station._meta.concrete_fields if field.attname not in own]
    copy, station = (Station.objects.get(camp=camp) for camp in (copy_of(world.camp), world.camp))
    assert [getattr(copy, name) for name in same] == [getattr(station, name) for name in same]


def test_a_copy_can_be_booked(world):
    copy = copy_of(world.camp)
    assert Resource.objects.filter(station__camp=copy).count() == 1
    assert Resource.objects.filter(kit__camp=copy).count() == 2


def test_a_copy_stands_alone(world):
    copy = copy_of(world.camp)
    twin = Procedure.objects.get(camp=copy)
    change_procedure(procedure=twin, code="NEW", name="Other", median_min=1, p90_min=2)
    world.procedure.refresh_from_db()
    assert world.procedure.code == "ALPH1"


def test_a_copy_keeps_every_value_of_a_procedure(world):
    same = [field.attname for field in Procedure._meta.concrete_fields if field.attname not in ("id", "camp_id")]
    copy = Procedure.objects.get(camp=copy_of(world.camp))
    world.procedure.refresh_from_db()
    assert [getattr(copy, name) for name in same] == [getattr(world.procedure, name) for name in same]


def test_a_shift_goes_along_day_for_day_as_an_event_of_its_own(world):
    shift = Shift.objects.get(camp=copy_of(world.camp))
    assert shift.starts_at == datetime(2028, 3, 6, 7, tzinfo=UTC)
    assert (shift.sequence, shift.uid != world.shift.uid) == (0, True)


def test_a_shift_keeps_its_hour_on_the_clock_across_a_clock_change(world):
    """8 to 17 in London: UTC in March, UTC+1 in April."""
    camp = make_camp(
        world.organisation, name="London", venue=make_venue(world.organisation, name="L", zone="Europe/London")
    )
    starts, ends = camp.instant(camp.first_day, time(8)), camp.instant(camp.first_day, time(17))
    add_shift(camp=camp, doctor=world.doctor, starts_at=starts, ends_at=ends)
    shift = Shift.objects.get(camp=copy_of(camp, first_day=date(2027, 4, 5)))
    assert (starts.astimezone(UTC).hour, shift.starts_at.astimezone(UTC).hour) == (8, 7)
    assert shift.ends_at - shift.starts_at == ends - starts


def test_a_cancelled_shift_stays_behind(world):
    cancel_shift(shift=world.shift, now=NOW)
    assert not Shift.objects.filter(camp=copy_of(world.camp)).exists()
