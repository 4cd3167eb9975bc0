"""Two procedures under one anaesthetic: one place, as long as both, with all that each needs."""

from datetime import time

from camps.models import Procedure
from camps.services.procedures import add_procedure
from camps.services.registrations import change_registration
from scheduling.models import Appointment
from scheduling.queries.planning import camp_problem
from scheduling.queries.registration_list import Wanted, registrations_of
from scheduling.services.booking import SYSTEM
from scheduling.services.by_hand import place_by_hand
from scheduling.services.filling import fill_camp
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW


def with_both(small) -> Procedure:
    """Patient 1 asks for the bone and for something that needs the c-arm."""
    nail = add_procedure(
        camp=small.camp, code="NAIL", name="Nail out", specialty="orthopaedics", median_min=30, p90_min=45,
        turnover_min=30, equipment=["c-arm"],
    )  # fmt: skip
    change_registration(registration=small.registrations[0], procedure=small.procedures["BONE"], more_procedures=[nail])
    return nail


def is_whole(appointment: Appointment) -> None:
    assert sorted(procedure.code for procedure in appointment.procedures.all()) == ["BONE", "NAIL"]
    assert (appointment.ends_at - appointment.starts_at).total_seconds() == 90 * 60
    live = appointment.allocations.filter(live=True)
    on_table = live.get(part="station").period
    assert (on_table.upper - on_table.lower).total_seconds() == 120 * 60
    assert sorted(hold.part for hold in live) == [
        "anaesthetist", "kit", "patient", "station", "surgeon",
    ]  # fmt: skip


def test_filling_books_both_in_one_place(small):
    with_both(small)
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    is_whole(Appointment.objects.get(registration=small.registrations[0]))


def test_a_place_given_by_hand_holds_both_and_keeps_both_when_it_is_moved(small):
    with_both(small)
    make_slots(camp=small.camp)
    one, table = small.registrations[0], small.stations["Table 1"]
    first, later = (small.camp.instant(small.camp.first_day, time(hour)) for hour in (9, 13))
    made = place_by_hand(registration=one, station=table, start=first, actor=SYSTEM, now=NOW)
    is_whole(made)
    moved = place_by_hand(
        registration=one, station=table, start=later, seen=made.changed_at.isoformat(), actor=SYSTEM, now=NOW
    )
    is_whole(moved)


def test_the_planner_gets_one_case_with_both(small):
    with_both(small)
    case = next(case for case in camp_problem(small.camp, now=NOW).problem.cases if case.number == 1)
    assert case.procedures == ("BONE", "NAIL")
    assert case.minutes > 90
    assert (case.turnover, case.equipment) == (30, frozenset({"anaesthesia-machine", "c-arm"}))


def test_the_list_finds_who_asks_for_it_beside_another_once(small):
    nail = with_both(small)
    assert [one.number for one in registrations_of(small.camp, Wanted(procedure=nail.pk))] == [1]
    bone = small.procedures["BONE"].pk
    assert [one.number for one in registrations_of(small.camp, Wanted(procedure=bone))] == [1, 3]
