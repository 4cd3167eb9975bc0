"""Everything a camp and its patients may say, at once: planned, accepted, and looked at in the rows."""

from collections import Counter
from datetime import time, timedelta

from camps.models import Consent, Fitness, Urgency
from camps.services.day_facts import change_day_facts
from camps.services.procedures import add_procedure
from camps.services.registrations import change_registration
from scheduling.models import Appointment
from scheduling.planning.settings import PlanSettings
from scheduling.services.accepting import accept_plan
from scheduling.services.booking import SYSTEM
from scheduling.services.plan_jobs import ask_for_plan, run_plan
from tests.factories.schedule import NOW, add_patient

BUS = time(15)


def told(small) -> None:
    """The camp fasts from ten, has a bus at three, two ward beds, and asks for consent and fitness."""
    camp, bone = small.camp, small.procedures["BONE"]
    camp.fasts_from, camp.last_bus, camp.ward_beds, camp.clearance_required = time(22), BUS, 2, True
    camp.longest_fast_hours = 15
    camp.save()
    bone.fasting_hours, bone.recovery_min = 6, 60
    bone.save()
    add_procedure(
        camp=camp, code="NAIL", name="Nail out", specialty="orthopaedics", median_min=30, p90_min=40, nights=1
    )
    for number in range(50, 58):
        add_patient(small, number=number, procedure="BONE", consent=Consent.GIVEN, fitness=Fitness.FIT)
    small.procedures["NAIL"] = camp.procedures.get(code="NAIL")
    for number in range(60, 66):
        add_patient(small, number=number, procedure="NAIL", consent=Consent.GIVEN, fitness=Fitness.FIT)


def test_a_plan_keeps_all_of_it_and_is_accepted_as_it_stands(small):
    told(small)
    camp = small.camp
    by_number = {one.number: one for one in small.registrations}
    change_day_facts(registration=by_number[50], earliest_time=time(11))
    change_day_facts(registration=by_number[51], home_by=time(11, 30))
    change_day_facts(registration=by_number[52], infected=True)
    change_registration(
        registration=by_number[53],
        procedure=small.procedures["BONE"],
        more_procedures=[small.procedures["NAIL"]],
        urgency=Urgency.URGENT,
    )
    plan = ask_for_plan(camp=camp, settings=PlanSettings(seconds=None, iterations=60), by=None, now=NOW)
    done = run_plan(plan_id=plan.pk, now=lambda: NOW, clock=lambda: 0.0, workers=1)
    assert (done.state, done.violations) == ("done", [])
    accept_plan(plan=done, actor=SYSTEM, now=NOW)

    placed = {one.registration.number: one for one in Appointment.objects.select_related("registration")}
    assert not {1, 3} & set(placed), "nobody is operated without consent and fitness on record"
    assert {2, 4, 50, 51, 53} <= set(placed)
    hour = {number: one.starts_at.astimezone(camp.zone).time() for number, one in placed.items()}
    assert hour[50] >= time(11)
    assert max(hour[number] for number in range(50, 58) if number in hour) <= time(13), "the fast ends at one"
    assert sorted(each.code for each in placed[53].procedures.all()) == ["BONE", "NAIL"]
    nights = Counter()
    for one in placed.values():
        codes = {each.code for each in one.procedures.all()}
        leaves = (one.ends_at + timedelta(minutes=60 * ("BONE" in codes))).astimezone(camp.zone)
        if "NAIL" in codes:
            nights[leaves.date()] += 1
        else:
            assert leaves.time() <= BUS
    assert placed[51].ends_at.astimezone(camp.zone).time() <= time(10, 30)
    assert nights
    assert max(nights.values()) <= 2, "two beds on the ward"
    if 52 in placed:
        table = placed[52].allocations.get(part="station").resource
        day = placed[52].starts_at.astimezone(camp.zone).date()
        after = [
            one.registration.number
            for one in placed.values()
            if one.starts_at > placed[52].starts_at
            and one.starts_at.astimezone(camp.zone).date() == day
            and one.allocations.get(part="station").resource == table
        ]
        assert after == [], "infected cases come last on their table"
