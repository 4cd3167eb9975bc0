"""Free places to offer, and a wanted place with what stands against it in words."""

from datetime import time, timedelta

import pytest

from camps.models import Decision, Family, Resource
from scheduling.models import QueueSlot, ScheduleChange
from scheduling.queries.places import free_places, look, look_at_swap, places_with_cover
from scheduling.services.booking import book, move
from scheduling.services.cover import close_station, enter_absence
from scheduling.services.slots import make_slots
from tests.factories.schedule import FIRST_DAY, NOW, add_patient
from tests.scheduling.test_booking import STAFF, give


@pytest.fixture
def camp(small):
    make_slots(camp=small.camp)
    return small


def at(camp, hour, minute=0, *, day=0):
    return camp.camp.instant(FIRST_DAY + timedelta(days=day), time(hour, minute))


def test_free_places_are_earliest_first_and_one_for_each_arrival_time(camp):
    found = free_places(registration=camp.registrations[0], now=NOW, limit=3)
    assert [place.arrive_at for place in found] == [at(camp, 8), at(camp, 9), at(camp, 10)]


def test_a_free_place_can_be_booked_as_it_stands(camp):
    registration = camp.registrations[0]
    (place,) = free_places(registration=registration, now=NOW, limit=1)
    appointment = book(
        registration_id=registration.pk,
        place=place.place,
        procedure_ids=[registration.procedure_id],
        actor=STAFF,
        now=NOW,
    )
    assert (appointment.starts_at, appointment.ends_at) == (place.starts_at, place.ends_at)


def test_free_places_keep_to_the_day_of_arrival(camp):
    registration = add_patient(camp, number=40, procedure="BONE", arrives_on=FIRST_DAY + timedelta(days=1))
    (first,) = free_places(registration=registration, now=NOW, limit=1)
    assert first.arrive_at == at(camp, 8, day=1)


def test_free_places_begin_after_the_hour_asked_for_and_at_the_station_asked_for(camp):
    table = camp.stations["Table 2"]
    (first,) = free_places(registration=camp.registrations[0], now=NOW, limit=1, after=at(camp, 13), station=table)
    assert (first.arrive_at, first.station_id) == (at(camp, 13), table.pk)


def test_free_places_around_an_hour_are_the_nearest_on_both_sides(camp):
    found = free_places(registration=camp.registrations[0], now=NOW, limit=3, around=at(camp, 12))
    assert sorted(place.arrive_at for place in found) == [at(camp, 11), at(camp, 12), at(camp, 13)]


def test_the_appointment_to_be_moved_does_not_stand_in_its_own_way(camp):
    registration = camp.registrations[0]
    appointment = give(camp, registration)
    QueueSlot.objects.filter(pk=appointment.slot_id).update(capacity=1)
    (first,) = free_places(registration=registration, now=NOW, limit=1, but_for=[appointment.pk])
    assert first.starts_at == appointment.starts_at


def test_a_registration_without_procedure_has_no_free_place(camp):
    registration = camp.registrations[0]
    registration.procedure = None
    assert free_places(registration=registration, now=NOW) == []


def test_a_look_at_a_free_hour_gives_the_place_and_no_conflict(camp):
    seen = look(registration=camp.registrations[0], station=camp.stations["Table 1"], start=at(camp, 10), now=NOW)
    assert seen.place is not None
    assert (seen.blocked, seen.conflicts) == (False, ())


def test_a_look_at_a_taken_table_says_by_whom_and_offers_the_nearest(camp):
    appointment = give(camp, camp.registrations[0])
    seen = look(registration=camp.registrations[2], station=appointment.station, start=appointment.starts_at, now=NOW)
    assert seen.blocked
    assert [conflict.words for conflict in seen.conflicts] == [
        "Table 1 is taken until 9:15am by card 001.",
        "The arrival window at Table 1 is full.",
        "No anaesthetist is free.",
    ]
    assert len(seen.nearest) == 3
    assert min(place.starts_at for place in seen.nearest) == at(camp, 9, 15)


def test_a_look_at_a_closed_table_an_hour_gone_by_and_a_wrong_station_says_so(camp):
    registration, table = camp.registrations[0], camp.stations["Table 1"]
    close_station(station=table, starts_at=at(camp, 10), ends_at=at(camp, 12), by=None, now=NOW)

    def words(station, start, now=NOW):
        seen = look(registration=registration, station=station, start=start, now=now)
        return seen.conflicts[0].words

    assert words(table, at(camp, 11)) == "Table 1 is closed then."
    assert words(table, at(camp, 9), now=at(camp, 9)) == "Monday 1 March, 9am has gone by."
    assert words(camp.stations["Desk"], at(camp, 9)) == "Desk does not fit: a table is needed."


@pytest.mark.parametrize("decision", [Decision.NEW, Decision.NOT_NOW, Decision.DEFERRED, Decision.REFERRED])
def test_a_look_for_somebody_not_listed_is_blocked(camp, decision):
    registration = add_patient(camp, number=41, procedure="BONE", decision=decision)
    seen = look(registration=registration, station=camp.stations["Table 1"], start=at(camp, 10), now=NOW)
    assert seen.blocked
    assert "only listed patients and standby get a place. Change the decision" in seen.conflicts[0].words


def test_arrival_limit_family_and_missing_value_warn_and_do_not_block(camp):
    family = Family.objects.create(organisation=camp.organisation, camp=camp.camp, code="F1")
    for registration in camp.registrations[:2]:
        registration.family = family
        registration.save()
    give(camp, camp.registrations[1], day=1)
    registration = camp.registrations[0]
    registration.arrives_on = FIRST_DAY + timedelta(days=1)
    registration.needs_check = True
    registration.decision_reason = "Haemoglobin is missing."
    seen = look(registration=registration, station=camp.stations["Table 1"], start=at(camp, 10), now=NOW)
    assert not seen.blocked
    assert seen.warnings == [
        "001 can't be there before Tuesday 2 March.",
        "001 needs a check: Haemoglobin is missing.",
        "The family comes on Tuesday 2 March.",
    ]


def test_cover_at_the_same_time_replaces_only_who_is_away(camp):
    appointment = give(camp, camp.registrations[0])
    before = dict(appointment.allocations.values_list("part", "resource"))
    surgeon = Resource.objects.get(pk=before["surgeon"]).doctor
    enter_absence(doctor=surgeon, starts_at=appointment.starts_at, ends_at=appointment.ends_at, by=None, now=NOW)
    offers = places_with_cover(appointment=appointment, now=NOW)
    assert [offer.station for offer in offers] == ["Table 1", "Table 2"]
    (covered,) = move(moves=[(appointment.pk, offers[0].place)], actor=STAFF, now=NOW)
    after = dict(covered.allocations.filter(live=True).values_list("part", "resource"))
    assert after.pop("surgeon") != before.pop("surgeon")
    assert after == before
    assert (covered.needs_cover, covered.starts_at) == ("", appointment.starts_at)
    assert ScheduleChange.objects.latest("id").kind == "doctors_changed"


def test_cover_for_a_closed_table_is_the_other_table(camp):
    appointment = give(camp, camp.registrations[0])
    close_station(
        station=appointment.station, starts_at=appointment.starts_at, ends_at=appointment.ends_at, by=None, now=NOW
    )
    assert [offer.station for offer in places_with_cover(appointment=appointment, now=NOW)] == ["Table 2"]


def test_a_swap_gives_each_the_others_hour_and_table(camp):
    one, two = camp.registrations[0], camp.registrations[2]
    first, second = give(camp, one), give(camp, two, day=1)
    seen = look_at_swap(first=first, second=second, now=NOW)
    assert not seen[0].blocked
    assert not seen[1].blocked
    moved = move(moves=[(first.pk, seen[0].place), (second.pk, seen[1].place)], actor=STAFF, now=NOW)
    assert [appointment.starts_at for appointment in moved] == [second.starts_at, first.starts_at]


def test_a_swap_between_a_table_and_a_desk_says_what_does_not_fit(camp):
    first, second = give(camp, camp.registrations[0]), give(camp, camp.registrations[1])
    seen = look_at_swap(first=first, second=second, now=NOW)
    assert [one.conflicts[0].words for one in seen] == [
        "Desk does not fit: a table is needed.",
        "Table 1 does not fit: a desk is needed.",
    ]


def test_what_is_moved_or_covered_keeps_the_minutes_it_was_given(camp):
    appointment = give(camp, camp.registrations[0])
    procedure = camp.procedures["BONE"]
    procedure.median_min = 25  # a plan holds a table for as long as was learned, not for the usual minutes
    procedure.save()
    begin, registration = at(camp, 10), camp.registrations[0]
    registration.refresh_from_db()
    there = look(registration=registration, station=appointment.station, start=begin, now=NOW, but_for=[appointment.pk])
    (moved,) = move(moves=[(appointment.pk, there.place)], actor=STAFF, now=NOW)
    assert moved.ends_at - moved.starts_at == timedelta(minutes=60)
    offer = places_with_cover(appointment=moved, now=NOW)[0]
    assert offer.ends_at - offer.starts_at == timedelta(minutes=60)
    new = add_patient(camp, number=41, procedure="BONE")
    (first,) = free_places(registration=new, now=NOW, limit=1)
    assert first.ends_at - first.starts_at == timedelta(minutes=25)
