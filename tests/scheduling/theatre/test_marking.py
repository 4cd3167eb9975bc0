"""The moments of an operation: their order, what they teach, and who may come in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from camps.errors import Invalid
from camps.models import Registration
from scheduling.errors import Gone
from scheduling.models import AppointmentState, IdentityCheck, Milestone, Timing
from scheduling.queries.durations import durations_of
from scheduling.queries.leaders import leader_of
from scheduling.services.booking import SYSTEM, cancel
from scheduling.services.filling import fill_camp
from scheduling.services.theatre.identity import confirm_identity
from scheduling.services.theatre.marking import mark, set_times, unmark
from scheduling.services.timings.entering import enter_timing
from tests.factories.schedule import NOW, add_patient
from tests.factories.theatre import SURE, make_sure, operations, went

WHOLE = {"wheels_in": 0, "knife": 10, "closed": 70, "out": 80, "clean": 95}


@pytest.fixture
def placed(small):
    """Two on each table."""
    for number in (5, 7):
        add_patient(small, number=number, procedure="BONE")
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    return operations()


def minutes(appointment, count):
    return appointment.starts_at + timedelta(minutes=count)


def say(appointment, kind, after, **values):
    at = minutes(appointment, after)
    return mark(appointment=appointment, kind=kind, at=at, by=None, now=values.pop("now", at), **values)


def standing(appointment):
    return {row.kind: row.at for row in Milestone.objects.filter(appointment=appointment, undone_at=None)}


def test_an_operation_teaches_its_minutes_from_coming_in_to_going_out(placed, small):
    went(placed[0], **WHOLE)
    timing = Timing.objects.get()
    assert (timing.minutes, timing.planned_min, timing.surgeon_id) == (80, 60, leader_of(placed[0]))
    bone = durations_of(small.camp).procedures[0]
    assert (bone.seen.count, bone.seen.mean) == (1, 80)
    assert bone.used.mean > bone.entered.mean
    placed[0].refresh_from_db()
    assert placed[0].state == AppointmentState.BOOKED  # what is not booked counts as gone


def test_what_is_taken_back_teaches_nothing_any_more(placed):
    went(placed[0], **WHOLE)
    for kind in ("clean", "out"):
        assert unmark(appointment=placed[0], kind=kind, by=None, now=minutes(placed[0], 96))
    assert not Timing.objects.exists()
    assert not unmark(appointment=placed[0], kind="out", by=None, now=minutes(placed[0], 97))
    say(placed[0], "out", 85, now=minutes(placed[0], 98))
    assert Timing.objects.get().minutes == 85
    assert Milestone.objects.filter(kind="out").count() == 2  # what was taken back stays on record


def test_who_went_out_before_the_knife_teaches_nothing(placed):
    went(placed[0], wheels_in=0, out=20)
    assert not Timing.objects.exists()


def test_hours_entered_by_hand_stay_until_the_moments_say_otherwise(placed):
    one = placed[0]
    enter_timing(
        appointment=one, started_at=one.starts_at, ended_at=one.ends_at, surgeon=None, by=None, now=one.ends_at
    )
    went(one, wheels_in=0)
    assert unmark(appointment=one, kind="wheels_in", by=None, now=minutes(one, 5))
    assert Timing.objects.get().minutes == 60
    went(one, wheels_in=0, knife=5, out=70)
    assert Timing.objects.get().minutes == 70


@pytest.mark.parametrize(
    ("kind", "after", "field", "words"),
    [
        ("closed", 20, "kind", "“Closed” comes after “Knife”. Say first when “Knife” was."),
        ("clean", 20, "kind", "“Clean” comes after “Wheels out”."),
        ("knife", -5, "at", "“Knife” would be before “Wheels in”."),
        ("knife", 0, "at", "“Knife” would be before “Wheels in”."),
        ("out", 16 * 60 + 1, "at", "“Wheels out” would be too long after “Wheels in”."),
        ("dance", 5, "kind", "There is no such moment."),
    ],
)
def test_what_cannot_come_then_is_refused_with_its_field_and_the_cure(placed, kind, after, field, words):
    went(placed[0], wheels_in=0)
    with pytest.raises(Invalid) as refused:
        say(placed[0], kind, after)
    assert refused.value.field == field
    assert words in str(refused.value)
    assert set(standing(placed[0])) == {"wheels_in"}


@pytest.mark.parametrize(("after", "words"), [(1, "can't have happened yet"), (-24 * 60, "another day")])
def test_what_is_to_come_or_of_another_day_is_refused(placed, after, words):
    make_sure(placed[0])
    with pytest.raises(Invalid, match=words):
        say(placed[0], "wheels_in", after, now=placed[0].starts_at)


def test_a_moment_that_another_one_needs_is_not_taken_back(placed):
    went(placed[0], wheels_in=0, knife=10)
    with pytest.raises(Invalid, match="Take back “Knife” first"):
        unmark(appointment=placed[0], kind="wheels_in", by=None, now=minutes(placed[0], 12))


def test_all_times_are_put_right_in_one_act_and_the_old_ones_stay_on_record(placed):
    one = placed[0]
    went(one, wheels_in=0, knife=10, out=80)
    times = {
        "wheels_in": minutes(one, -5),
        "knife": minutes(one, 10),
        "closed": minutes(one, 60),
        "out": minutes(one, 75),
    }
    set_times(appointment=one, times=times, by=None, now=minutes(one, 90))
    assert standing(one) == times
    assert Milestone.objects.filter(undone_at=minutes(one, 90)).count() == 2  # the knife stood right
    assert Timing.objects.get().minutes == 80
    with pytest.raises(Invalid) as refused:
        set_times(appointment=one, times=times | {"closed": minutes(one, 5)}, by=None, now=minutes(one, 91))
    assert refused.value.field == "closed"
    assert standing(one) == times


def test_a_device_that_says_it_twice_is_heard_once_also_after_it_was_taken_back(placed):
    own = uuid4()
    make_sure(placed[0])
    first = say(placed[0], "wheels_in", 0, client_id=own)
    assert say(placed[0], "wheels_in", 3, client_id=own) == first
    assert say(placed[0], "wheels_in", 4, client_id=uuid4()) == first  # and who came second finds it said
    unmark(appointment=placed[0], kind="wheels_in", by=None, now=minutes(placed[0], 5))
    assert say(placed[0], "wheels_in", 6, client_id=own) == first
    assert standing(placed[0]) == {}
    with pytest.raises(Invalid, match="something else under that number"):
        say(placed[1], "wheels_in", 6, client_id=own)


def test_nobody_comes_in_where_somebody_still_is(placed):
    table = placed[0].station
    first, second = [one for one in placed if one.station == table][:2]
    went(first, wheels_in=0)
    make_sure(second)
    with pytest.raises(Invalid, match=f"{first.registration} is still at {table.name}") as refused:
        say(second, "wheels_in", 0)
    assert refused.value.field == "station"
    say(first, "out", 20)
    assert say(second, "wheels_in", 0)


def test_who_was_cancelled_or_moved_on_holds_no_table(placed):
    first, second, third, *_ = sorted(placed, key=lambda one: one.station.pk == placed[-1].station.pk)
    table = first.station
    for one in (second, third):
        one.station = table
        one.save()
    went(first, wheels_in=0)
    cancel(appointment_id=first.pk, actor=SYSTEM, now=NOW)
    went(second, wheels_in=0)
    second.station = placed[-1].station
    second.save()
    say(second, "out", 30)
    went(third, wheels_in=31)
    assert set(standing(third)) == {"wheels_in"}


def test_what_was_cancelled_has_no_moments(placed):
    make_sure(placed[0])
    cancel(appointment_id=placed[0].pk, actor=SYSTEM, now=NOW)
    with pytest.raises(Gone):
        say(placed[0], "wheels_in", 0)


def test_nobody_goes_in_whom_nobody_made_sure_of(placed):
    with pytest.raises(Invalid, match="Nobody made sure") as refused:
        say(placed[0], "wheels_in", 0)
    assert refused.value.field == "identity"
    make_sure(placed[0])
    Registration.objects.filter(pk=placed[0].registration_id).update(side="right")  # put right after the check
    with pytest.raises(Invalid, match="Nobody made sure"):
        say(placed[0], "wheels_in", 0)
    make_sure(placed[0], side="right")
    assert say(placed[0], "wheels_in", 0)


@pytest.mark.parametrize(
    ("values", "listed", "field"),
    [
        ({"identifiers": ["name"]}, {}, "identifiers"),
        ({"identifiers": ["name", "name", "bed number"]}, {}, "identifiers"),
        ({"identifiers": ["name", "town"]}, {}, "identifiers"),  # the list names no town
        ({"side": ""}, {}, "side"),
        ({"side": "right"}, {"side": "left"}, "side"),
        ({"site_marked": ""}, {}, "site_marked"),
        ({"site_marked": "none"}, {}, "site_marked"),
        ({"consent_seen": False}, {}, "consent_seen"),
        ({}, {"consent": "refused"}, "consent_seen"),
        ({"emergency": "bleeding"}, {"consent": "refused"}, "consent_seen"),
        ({}, {"fitness": "unfit"}, "consent_seen"),
    ],
)
def test_the_gate_asks_for_two_identifiers_the_side_its_mark_and_the_consent(placed, values, listed, field):
    Registration.objects.filter(pk=placed[0].registration_id).update(**listed)
    with pytest.raises(Invalid) as refused:
        make_sure(placed[0], **values)
    assert (refused.value.field, bool(refused.value.cure)) == (field, True)
    assert not IdentityCheck.objects.exists()


def test_in_an_emergency_the_reason_stands_in_the_place_of_the_check(placed):
    with pytest.raises(Invalid):
        confirm_identity(appointment=placed[0], by=None, now=NOW, emergency="  ")
    confirm_identity(appointment=placed[0], by=None, now=NOW, emergency="unconscious, nobody knows the name")
    assert say(placed[0], "wheels_in", 0)
    assert IdentityCheck.objects.get().emergency == "unconscious, nobody knows the name"


def test_the_database_itself_refuses_a_check_that_is_not_sure_and_a_moment_twice(placed, small):
    one = placed[0]
    row = {"organisation": small.organisation, "camp": small.camp, "appointment": one}
    with pytest.raises(IntegrityError, match="identity_is_sure"), transaction.atomic():
        IdentityCheck.objects.create(**row, at=NOW, **SURE | {"identifiers": ["name"]})
    went(one, wheels_in=0)
    with pytest.raises(IntegrityError, match="milestone_once"), transaction.atomic():
        Milestone.objects.create(**row, station=one.station, kind="wheels_in", at=NOW, recorded_at=NOW)
