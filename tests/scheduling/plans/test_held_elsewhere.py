"""A patient who has a place at another camp of the team at the same time: the plan knows, and goes around it."""

from datetime import time, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from scheduling.models import Allocation, Appointment
from scheduling.queries.planning import camp_problem
from scheduling.queries.plans import solution_of
from tests.factories.schedule import FIRST_DAY, NOW, small_camp
from tests.scheduling.plans.test_accepting import accepted, live, planned

SECOND_DAY = FIRST_DAY + timedelta(days=1)


@pytest.fixture
def other(small):
    """Another camp of the same team on the same days."""
    type(small.organisation).objects.filter(pk=small.organisation.pk).update(slug="other-team")  # whom small_camp takes
    return small_camp(patients=0, slug="other")


def hold(other, patient, *, day, since, until):
    """The other camp has this patient then."""
    camp = other.camp
    begins, ends = camp.instant(day, time(since)), camp.instant(day, time(until))
    there = Appointment.objects.create(
        organisation=patient.organisation,
        camp=camp,
        venue=camp.venue,
        kind="consultation",
        station=other.stations["Desk"],
        starts_at=begins,
        ends_at=ends,
        arrive_at=begins,
    )
    Allocation.objects.create(
        organisation=patient.organisation,
        appointment=there,
        resource=patient.resource,
        part="patient",
        period=DateTimeTZRange(begins, ends, "[)"),
    )


def test_a_patient_held_at_another_camp_gets_a_place_beside_that_and_it_can_be_accepted(small, other):
    person = small.registrations[0]
    hold(other, person.patient, day=FIRST_DAY, since=8, until=18)
    hold(other, person.patient, day=SECOND_DAY, since=8, until=12)
    plan = planned(small)
    spot = solution_of(plan).spots[person.pk]
    assert (spot.day, spot.start >= 12 * 60) == (1, True)
    accepted(plan)
    assert live()[person.pk].starts_at >= small.camp.instant(SECOND_DAY, time(12))


def test_who_is_held_elsewhere_all_the_time_is_left_out_with_that_reason(small, other):
    person = small.registrations[0]
    for day in (FIRST_DAY, SECOND_DAY):
        hold(other, person.patient, day=day, since=7, until=18)
    (line,) = planned(small).left_out
    assert line["registration"] == person.pk
    assert line["alone"] == ["elsewhere"]
    assert line["reasons"] == [
        "Would fit on day 1 at 09:20 if the patient had no other place at that hour, at another camp say."
    ]


def test_the_place_at_this_camp_is_not_elsewhere(small):
    accepted(planned(small))
    assert {case.elsewhere for case in camp_problem(small.camp, now=NOW).problem.cases} == {()}


def test_what_holds_a_patient_over_midnight_counts_on_both_days(small, other):
    person = small.registrations[0]
    hold(other, person.patient, day=FIRST_DAY - timedelta(days=1), since=20, until=22)
    Allocation.objects.filter(resource=person.patient.resource).update(
        period=DateTimeTZRange(
            other.camp.instant(FIRST_DAY - timedelta(days=1), time(23)), other.camp.instant(FIRST_DAY, time(9)), "[)"
        )
    )
    (case,) = (each for each in camp_problem(small.camp, now=NOW).problem.cases if each.key == person.pk)
    assert case.elsewhere == (((-60, 540),), ())
