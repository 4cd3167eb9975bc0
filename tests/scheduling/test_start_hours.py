"""Arrival, fast and way home: the planner and the first fit keep them, a person may overrule them."""

from datetime import time, timedelta

import pytest

from camps.models import Level, Skill
from camps.services.day_facts import change_day_facts
from scheduling.models import Appointment
from scheduling.queries.fillings import report_of
from scheduling.queries.places import free_places, look
from scheduling.queries.planning import camp_problem
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW, add_patient


@pytest.fixture
def camp(small):
    make_slots(camp=small.camp)
    return small.camp


def fasting(small, **values):
    """Who is operated fasts from ten in the evening."""
    for name, value in {"fasts_from": time(22), "longest_fast_hours": 12, **values}.items():
        setattr(small.camp, name, value)
    small.camp.save()
    small.procedures["BONE"].fasting_hours = 6
    small.procedures["BONE"].recovery_min = 60
    small.procedures["BONE"].save()


def case_of(camp, number=1):
    return next(case for case in camp_problem(camp, now=NOW).problem.cases if case.number == number)


def begins(camp) -> list[time]:
    found = Appointment.objects.filter(procedures__code="BONE").order_by("starts_at")
    return [one.starts_at.astimezone(camp.zone).time() for one in found]


def test_a_case_has_the_hours_of_its_patient_and_its_camp(small, camp):
    fasting(small, last_bus=time(17))
    one = small.registrations[0]
    change_day_facts(registration=one, earliest_time=time(9, 30))
    case = case_of(camp)
    assert (case.earliest, case.latest_start, case.home_by) == (570, 600, 17 * 60)
    change_day_facts(registration=one, home_by=time(15))
    assert case_of(camp).home_by == 15 * 60
    small.procedures["BONE"].nights = 1
    small.procedures["BONE"].save()
    assert (case_of(camp).nights, case_of(camp).home_by) == (1, None)


def test_a_case_says_diabetic_infected_and_the_wished_surgeon(small, camp):
    ben = small.doctors["Ben Bone"]
    change_day_facts(registration=small.registrations[0], diabetic=True, infected=True, preferred_doctor=ben)
    case = case_of(camp)
    assert (case.early, case.infected, case.preferred) == (1, True, ben.resource.pk)
    assert case_of(camp, 3).early == 0


def test_the_ward_is_counted_once_its_beds_are_said(small, camp):
    assert camp_problem(camp, now=NOW).problem.ward_beds is None
    camp.ward_beds = 4
    assert camp_problem(camp, now=NOW).problem.ward_beds == 4


def test_filling_keeps_the_fast_and_says_who_found_no_hour(small, camp):
    fasting(small)
    for number in range(50, 62):
        add_patient(small, number=number, procedure="BONE")
    report = report_of(fill_camp(camp=camp, actor=SYSTEM, now=NOW).filling)
    assert begins(camp)
    assert max(begins(camp)) <= time(10)
    assert {line.why for line in report.left_out} == {"nothing within the hours the patient has"}


def test_filling_waits_for_who_comes_late_and_lets_go_by_the_last_bus(small, camp):
    fasting(small, fasts_from=None, last_bus=time(14))
    change_day_facts(registration=small.registrations[0], earliest_time=time(11, 2))
    small.registrations[2].delete()
    fill_camp(camp=camp, actor=SYSTEM, now=NOW)
    assert begins(camp) == [time(11, 5)]


def test_a_bus_that_nobody_reaches_is_a_reason_and_no_freedom(small, camp):
    fasting(small, fasts_from=None, last_bus=time(1))
    report = report_of(fill_camp(camp=camp, actor=SYSTEM, now=NOW).filling)
    assert report.placed == 0
    assert report.short == [("nothing within the hours the patient has", 4)]


def test_free_places_lie_within_the_hours_and_another_by_hand_is_warned_of(small, camp):
    one = small.registrations[0]
    change_day_facts(registration=one, earliest_time=time(10, 30))
    offered = free_places(registration=one, now=NOW, limit=4)
    assert min(place.starts_at for place in offered) == camp.instant(camp.first_day, time(10, 30))
    early = look(
        registration=one, station=small.stations["Table 1"], start=camp.instant(camp.first_day, time(9)), now=NOW
    )
    assert early.place is not None
    assert early.warnings == ["By arrival, fast and way home 001 can begin from 10:30am to 11:59pm on that day."]


def test_the_wished_surgeon_comes_first_and_is_missed_aloud(small, camp):
    one, ben, table = small.registrations[0], small.doctors["Ben Bone"], small.stations["Table 1"]
    nine = camp.instant(camp.first_day, time(9))
    change_day_facts(registration=one, preferred_doctor=ben)
    seen = look(registration=one, station=table, start=nine, now=NOW)
    assert ben.resource.pk in {hold.resource for hold in seen.place.holds}
    assert seen.warnings == []
    ben.absences.create(organisation=small.organisation, starts_at=nine, ends_at=nine + timedelta(hours=1))
    seen = look(registration=one, station=table, start=nine, now=NOW)
    assert seen.warnings == ["001 is to be operated by Ben Bone, who is not free then."]


def test_a_supervised_surgeon_alone_is_warned_of(small, camp):
    one, table = small.registrations[0], small.stations["Table 1"]
    Skill.objects.filter(doctor=small.doctors["Ada Bone"]).update(level=Level.SUPERVISED)
    nine = camp.instant(camp.first_day, time(9))
    change_day_facts(registration=one, preferred_doctor=small.doctors["Ada Bone"])
    assert look(registration=one, station=table, start=nine, now=NOW).warnings == []
    ben = small.doctors["Ben Bone"]
    ben.absences.create(organisation=small.organisation, starts_at=nine, ends_at=nine + timedelta(minutes=30))
    assert look(registration=one, station=table, start=nine, now=NOW).warnings == [
        "Ada Bone works in orthopaedics under supervision; nobody independent is there then."
    ]
