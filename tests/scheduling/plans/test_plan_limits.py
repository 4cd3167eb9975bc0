"""Bounds of the command, chains of moves, clocks and zones."""

from datetime import time, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from camps.models import Venue
from scheduling.errors import NotAllowed
from scheduling.models import Appointment
from scheduling.queries.plan_places import differences
from scheduling.queries.plans import solution_of
from scheduling.services.booking import SYSTEM
from scheduling.services.camp_changes import change_venue
from scheduling.services.filling import fill_camp
from tests.factories.schedule import FIRST_DAY, NOW, add_patient, small_camp
from tests.scheduling.plans.test_accepting import LATER, accepted, live, planned


def test_a_chain_of_moves_is_judged_in_a_few_rounds(small):
    """Each would take the place of the next; one hand booking at the end, and every round lets one more fall."""
    for number in range(50, 80):
        add_patient(small, number=number, procedure="LOOK")
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    plan = planned(small, at=NOW + timedelta(minutes=1))
    from scheduling.queries.planning import spot_of
    from scheduling.queries.plans import spots_to_json

    looks = sorted((one for one in live().values() if one.station.name == "Desk"), key=lambda one: one.starts_at)
    zeros = tuple(plan.zeros)
    spots = solution_of(plan).spots
    for one, after in pairwise(looks):
        spots[one.registration_id] = spot_of(after, zeros)
    last = looks[-1]
    spots[last.registration_id] = spot_of(last, zeros)
    plan.spots = spots_to_json(spots)
    plan.problem["cases"] = [{**case, "minutes": 15} for case in plan.problem["cases"]]
    plan.save()
    Appointment.objects.filter(pk=last.pk).update(pinned=True)
    with CaptureQueriesContext(connection) as asked:
        lines = differences(plan, now=LATER)
    assert len(asked) < 60, f"{len(asked)} queries; {sum(bool(line.misfit) for line in lines)} misfits"


@pytest.mark.parametrize("wrong", [("--z", "-3"), ("--z", "50"), ("--iterations", "-5")])
def test_the_command_refuses_what_the_page_refuses(small, wrong):
    with pytest.raises(CommandError):
        call_command(
            "plan_camp",
            small.camp.slug,
            *(wrong if wrong[0] == "--iterations" else ("--iterations", "5", *wrong)),
            stdout=StringIO(),
        )


def test_the_command_does_not_read_zero_seconds_as_twenty(small):
    with pytest.raises(CommandError, match="can't be searched"):
        call_command("plan_camp", small.camp.slug, "--seconds", "0", stdout=StringIO())


def test_the_command_does_not_promise_silence_in_a_published_camp_on_the_day(small, time_machine):
    from camps.models import CampState

    small.camp.state = CampState.PUBLISHED
    small.camp.save()
    time_machine.move_to(small.camp.instant(FIRST_DAY, time(7)), tick=False)
    out = StringIO()
    call_command("plan_camp", small.camp.slug, "--iterations", "5", "--accept", stdout=out)
    assert "Nobody is told before you publish" not in out.getvalue()


def test_a_camp_across_the_change_of_clocks_stands_where_the_plan_says(db):
    with scopes_disabled():
        made = small_camp(zone="America/New_York", days=15, patients=0, slug="dst")
        for number in range(1, 240):
            add_patient(made, number=number, procedure="BONE" if number % 2 else "LOOK")
    with scope(organisation=made.organisation):
        plan = planned(made)
        days = {spot.day for spot in solution_of(plan).spots.values()}
        assert {12, 13, 14} <= days
        accepted(plan)
        for one in live().values():
            local = one.starts_at.astimezone(made.camp.zone)
            spot = solution_of(plan).spots[one.registration_id]
            assert (local.date() - FIRST_DAY).days == spot.day
            assert local.hour * 60 + local.minute == spot.start


def test_a_plan_made_before_the_camp_went_to_another_zone_books_no_other_hour_than_it_shows(small):
    plan = planned(small)
    shown = {key: spot.start for key, spot in solution_of(plan).spots.items()}
    other = Venue.objects.create(
        organisation=small.organisation,
        name="Nairobi",
        country="KE",
        timezone="Africa/Nairobi",
        meeting_point="x",
        latitude=1,
        longitude=36,
    )
    change_venue(camp=small.camp, venue=other, by=None, now=NOW + timedelta(minutes=1))
    plan.refresh_from_db()
    with pytest.raises(NotAllowed, match="moved to other days or another place"):
        accepted(plan, what_fits=True)
    small.camp.refresh_from_db()
    zone = other.zone
    now = {key: (at := one.starts_at.astimezone(zone)).hour * 60 + at.minute for key, one in live().items()}
    assert {key: now[key] for key in now} == {key: shown[key] for key in now}
