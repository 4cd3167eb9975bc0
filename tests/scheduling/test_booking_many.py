"""Many places given or changed at once: as few statements as for one, and no check the less."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from camps.models import Absence, Consent
from scheduling.errors import Gone, NotAllowed, Taken
from scheduling.filling.board import Board
from scheduling.filling.problem import Hold, Place
from scheduling.intervals import instant
from scheduling.models import Allocation, Appointment, QueueSlot, ScheduleChange, Tell
from scheduling.queries.board import camp_board, need_of
from scheduling.queries.standing import Wanted
from scheduling.services import accepting
from scheduling.services.accepting import accept_plan
from scheduling.services.booking import SYSTEM, book, book_all, move
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW, add_patient
from tests.scheduling.plans.test_accepting import LATER, accepted, live, planned
from tests.scheduling.test_booking import STAFF, first_place


@pytest.fixture
def camp(small):
    make_slots(camp=small.camp)
    return small


def wishes(camp, people) -> list[Wanted]:
    """The first places that fit, one beside the other."""
    board = Board(camp_board(camp.camp))
    found = []
    for person in people:
        need = need_of(person, [person.procedure], camp=camp.camp, patient_resource=person.patient.resource.pk, now=NOW)
        place = next(
            place for day in board.camp.days for unit in board.units(need) if (place := board.first(need, unit, day))
        )
        board.take(place)
        found.append(Wanted(person.pk, place, (person.procedure_id,)))
    return found


def given(wanted, tell=Tell.ON_PUBLISH):
    return book_all(wanted=wanted, tell={one.registration: tell for one in wanted}, actor=STAFF, now=NOW)


def rows(registration):
    """All that is written of a place, but for ids and the calendar's UID."""
    one = Appointment.objects.get(registration=registration)
    own = {f.attname: getattr(one, f.attname) for f in Appointment._meta.concrete_fields if f.name not in ("id", "uid")}
    holds = (
        Allocation.objects.filter(appointment=one).order_by("part").values_list("resource", "part", "period", "live")
    )
    changes = ScheduleChange.objects.filter(appointment=one).values(
        "kind", "tell", "before", "reason", "actor", "said_by", "at", "camp", "organisation"
    )
    after = ScheduleChange.objects.get(appointment=one).after
    return own, list(holds), list(changes), list(one.procedures.values_list("code")), set(after), after["station"]


@contextmanager
def statements():
    """Every statement sent, those past Django's own cursors too."""
    sent = []
    execute = psycopg.Cursor.execute
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", lambda *a, **k: (sent.append(a[1]), execute(*a, **k))[1])
        yield sent


def test_many_at_once_are_written_as_each_alone(camp):
    wanted = wishes(camp, camp.registrations)
    for one in wanted:
        book(registration_id=one.registration, place=one.place, procedure_ids=one.procedures, actor=STAFF, now=NOW)
    alone = [rows(one.registration) for one in wanted]
    Appointment.objects.all().delete()
    given(wanted)
    assert [rows(one.registration) for one in wanted] == alone


def test_places_given_together_count_against_each_others_arrival_window(camp):
    first, second = wishes(camp, [one for one in camp.registrations if one.procedure.code == "LOOK"])
    QueueSlot.objects.filter(pk=first.place.slot).update(capacity=1)
    assert first.place.slot == second.place.slot
    with pytest.raises(Taken, match="The arrival window of 1 is full"):
        given([first, second])
    assert not Appointment.objects.exists()
    given([first])


def test_two_of_many_who_want_one_table_are_refused_and_nothing_is_left_behind(camp):
    first, second = camp.registrations[0], camp.registrations[2]
    place = first_place(camp, first)
    QueueSlot.objects.update(capacity=9)
    holds = tuple(
        Hold(second.patient.resource.pk, "patient", hold.span) if hold.part == "patient" else hold
        for hold in place.holds
    )
    wanted = [
        Wanted(first.pk, place, (first.procedure_id,)),
        Wanted(second.pk, replace(place, holds=holds), (second.procedure_id,)),
    ]
    with pytest.raises(Taken, match="just taken"):
        given(wanted)
    assert not Appointment.objects.exists()
    assert not ScheduleChange.objects.exists()


def test_the_judge_is_asked_of_each_of_many(camp):
    wanted = wishes(camp, camp.registrations)
    person = camp.registrations[2]
    person.consent = Consent.REFUSED
    person.save()
    with pytest.raises(NotAllowed, match="Registration 003 refused the operation"):
        given(wanted)
    Absence.objects.create(
        organisation=camp.organisation,
        doctor=camp.doctors["Ruth Look"],
        starts_at=instant(wanted[1].place.span[0]),
        ends_at=instant(wanted[1].place.span[1]),
    )
    with pytest.raises(Taken, match="Ruth Look is away then"):
        given([wanted[0], wanted[1]])
    with pytest.raises(Gone):
        given([wanted[0], replace(wanted[3], place=replace(wanted[3].place, slot=0))])
    with pytest.raises(Gone):
        given([replace(wanted[0], registration=0)])
    assert not Appointment.objects.exists()


def test_moves_that_go_into_one_window_count_against_each_other(camp):
    wanted = wishes(camp, [one for one in camp.registrations if one.procedure.code == "LOOK"])
    made = given(wanted)
    QueueSlot.objects.filter(pk=wanted[0].place.slot).update(capacity=1)
    with pytest.raises(Taken, match="The arrival window of 1 is full"):
        move(moves=[(one.pk, each.place) for one, each in zip(made, wanted, strict=True)], actor=STAFF, now=LATER)


def test_the_statements_of_many_moves_are_those_of_one(camp):
    for number in range(50, 53):
        add_patient(camp, number=number, procedure="LOOK")
    wanted = [one for one in wishes(camp, camp.registrations) if one.place.station == camp.stations["Desk"].pk]
    made = given(wanted)

    def later(number, hours) -> tuple[int, Place]:
        place, by = wanted[number].place, hours * 60
        span = (place.span[0] + by, place.span[1] + by)
        windows = QueueSlot.objects.filter(station=place.station, starts_at__lte=instant(span[0]))
        window = windows.order_by("starts_at").last()
        holds = tuple(replace(hold, span=(hold.span[0] + by, hold.span[1] + by)) for hold in place.holds)
        return made[number].pk, Place(place.station, window.pk, span, place.arrive + by, holds)

    one, many = [later(0, 3)], [later(number, 5) for number in range(len(made))]
    with statements() as of_one:
        move(moves=one, actor=STAFF, now=LATER)
    with statements() as of_all:
        move(moves=many, actor=STAFF, now=LATER + timedelta(minutes=1))
    assert len(made) == 5
    assert len(of_all) == len(of_one)
    for one, before in zip(made, wanted, strict=True):
        assert live()[one.registration_id].starts_at == instant(before.place.span[0] + 5 * 60)


def test_the_statements_of_an_acceptance_do_not_grow_with_its_places(small):
    few = planned(small)
    with statements() as of_four:
        assert accepted(few).booked == 4
    for number in range(50, 62):
        add_patient(small, number=number, procedure="LOOK")
    many = planned(small, at=LATER + timedelta(minutes=1))
    with statements() as of_twelve:
        assert accepted(many, at=LATER + timedelta(minutes=2)).booked == 12
    # four stand now: their holds, procedures and the like are read beside
    assert len(of_twelve) <= len(of_four) + 4, f"{len(of_four)} for four, {len(of_twelve)} for twelve"


def test_whom_the_door_refuses_at_the_last_minute_is_named_and_the_others_can_be_accepted(small, monkeypatch):
    plan = planned(small)
    look = accepting.differences

    def then_away(*args, **values):
        lines = look(*args, **values)
        line = next(line for line in lines if line.case.kind == "desk")
        Absence.objects.create(
            organisation=small.organisation,
            doctor=small.doctors["Ruth Look"],
            starts_at=line.starts_at,
            ends_at=line.ends_at,
        )
        return lines

    monkeypatch.setattr(accepting, "differences", then_away)
    with pytest.raises(Taken, match=r"Card 00\d: Ruth Look is away then"):
        accept_plan(plan=plan, actor=SYSTEM, now=LATER)
    assert live() == {}
    done = accept_plan(plan=plan, actor=SYSTEM, now=LATER, what_fits=True)
    assert [line.misfit for line in done.misfits] == ["Ruth Look is away then."]
    assert done.booked == len(live()) == len(plan.spots) - 1
