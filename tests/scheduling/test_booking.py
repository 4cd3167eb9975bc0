"""Booking by the one door: what it writes, what it refuses, and that nothing is half-written."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from camps.models import Absence, Camp, Decision, Resource, StationClosure
from scheduling.errors import Gone, NotAllowed, Taken
from scheduling.filling.board import Board
from scheduling.filling.problem import Place
from scheduling.models import Allocation, Appointment, QueueSlot, ScheduleChange
from scheduling.queries.board import camp_board, need_of
from scheduling.services.booking import Actor, book, cancel, confirm, move, unconfirm
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW, add_patient

STAFF = Actor(reason="by hand")


def first_place(small, registration, *, day=0, table=None, skip=0) -> Place:
    camp = camp_board(small.camp)
    need = need_of(
        registration,
        [registration.procedure],
        camp=small.camp,
        patient_resource=registration.patient.resource.pk,
        now=NOW,
    )
    board = Board(camp)
    for unit in board.units(need):
        if table and unit.name != table:
            continue
        start = camp.days[day][0]
        place = board.first(need, unit, (start, camp.days[day][1]))
        for _ in range(skip):
            place = board.first(need, unit, (place.span[1] + 60, camp.days[day][1]))
        if place:
            return place
    raise AssertionError("no place in the board")


def give(small, registration, **where):
    place = first_place(small, registration, **where)
    return book(
        registration_id=registration.pk, place=place, procedure_ids=[registration.procedure_id], actor=STAFF, now=NOW
    )


@pytest.fixture
def camp(small):
    make_slots(camp=small.camp)
    return small


def test_book_holds_every_resource_and_writes_the_change(camp):
    appointment = give(camp, camp.registrations[0])
    parts = sorted(Allocation.objects.filter(appointment_id=appointment.pk, live=True).values_list("part", flat=True))
    assert parts == ["anaesthetist", "patient", "station", "surgeon"]
    change = ScheduleChange.objects.get(appointment_id=appointment.pk)
    assert (change.kind, change.tell, change.after["station"]) == ("booked", "on_publish", appointment.station_id)
    assert Appointment.objects.get(pk=appointment.pk).uid == appointment.uid


def test_the_same_hour_of_one_table_is_refused_and_nothing_is_left_behind(camp):
    first, second = camp.registrations[0], camp.registrations[2]
    place = first_place(camp, first)
    give(camp, first)
    mine = [
        hold if hold.part != "patient" else type(hold)(second.patient.resource.pk, "patient", hold.span)
        for hold in place.holds
    ]
    with pytest.raises(Taken):
        book(
            registration_id=second.pk,
            place=Place(place.station, place.slot, place.span, place.arrive, tuple(mine)),
            procedure_ids=[second.procedure_id],
            actor=STAFF,
            now=NOW,
        )
    assert Appointment.objects.count() == 1
    assert ScheduleChange.objects.count() == 1


def test_a_plain_insert_of_an_overlap_is_refused_by_the_database(camp):
    appointment = give(camp, camp.registrations[0])
    held = Allocation.objects.filter(appointment_id=appointment.pk).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Allocation.objects.create(
            organisation_id=held.organisation_id,
            appointment_id=appointment.pk,
            resource_id=held.resource_id,
            part=held.part,
            period=held.period,
        )


@pytest.mark.parametrize("decision", [Decision.NEW, Decision.NOT_NOW, Decision.DEFERRED, Decision.REFERRED])
def test_only_listed_and_standby_patients_get_a_place(camp, decision):
    registration = add_patient(camp, number=90, procedure="BONE", decision=decision)
    with pytest.raises(NotAllowed, match="only listed patients and standby"):
        give(camp, registration)


def test_a_registration_has_one_place_only(camp):
    give(camp, camp.registrations[0])
    with pytest.raises(NotAllowed, match="has a place already"):
        book(
            registration_id=camp.registrations[0].pk,
            place=first_place(camp, camp.registrations[2], day=1),
            procedure_ids=[camp.procedures["BONE"].pk],
            actor=STAFF,
            now=NOW,
        )


def test_an_arrival_window_never_holds_more_than_its_capacity(camp):
    registrations = [add_patient(camp, number=50 + n, procedure="LOOK") for n in range(2)]
    place = first_place(camp, registrations[0])
    QueueSlot.objects.filter(pk=place.slot).update(capacity=1)
    give(camp, registrations[0])
    later = Place(
        place.station,
        place.slot,
        (place.span[1], place.span[1] + 15),
        place.arrive,
        tuple(
            type(h)(
                h.resource if h.part != "patient" else registrations[1].patient.resource.pk,
                h.part,
                (place.span[1], place.span[1] + 15),
            )
            for h in place.holds
        ),
    )
    with pytest.raises(Taken, match="window of 1 is full"):
        book(
            registration_id=registrations[1].pk,
            place=later,
            procedure_ids=[camp.procedures["LOOK"].pk],
            actor=STAFF,
            now=NOW,
        )


def test_an_absence_entered_after_the_look_is_refused(camp):
    registration = camp.registrations[0]
    place = first_place(camp, registration)
    surgeon = Resource.objects.get(pk=next(hold.resource for hold in place.holds if hold.part == "surgeon")).doctor
    Absence.objects.create(
        organisation=camp.organisation, doctor=surgeon, starts_at=NOW, ends_at=NOW + timedelta(days=60)
    )
    with pytest.raises(Taken, match=f"{surgeon.name} is away then"):
        book(
            registration_id=registration.pk,
            place=place,
            procedure_ids=[registration.procedure_id],
            actor=STAFF,
            now=NOW,
        )


def test_a_table_closed_after_the_look_is_refused(camp):
    registration = camp.registrations[0]
    place = first_place(camp, registration)
    StationClosure.objects.create(
        organisation=camp.organisation, station_id=place.station, starts_at=NOW, ends_at=NOW + timedelta(days=60)
    )
    with pytest.raises(Taken, match="is closed then"):
        book(
            registration_id=registration.pk,
            place=place,
            procedure_ids=[registration.procedure_id],
            actor=STAFF,
            now=NOW,
        )


def test_a_move_frees_the_old_time_and_keeps_the_uid(camp):
    appointment = give(camp, camp.registrations[0])
    (moved,) = move(moves=[(appointment.pk, first_place(camp, camp.registrations[0], day=1))], actor=STAFF, now=NOW)
    assert moved.uid == appointment.uid
    assert moved.starts_at.date() == appointment.starts_at.date() + timedelta(days=1)
    again = give(camp, camp.registrations[2])
    assert again.starts_at == appointment.starts_at


def test_a_move_within_a_full_window_counts_itself_out(camp):
    registration = add_patient(camp, number=51, procedure="LOOK")
    place = first_place(camp, registration)
    QueueSlot.objects.filter(pk=place.slot).update(capacity=1)
    appointment = give(camp, registration)
    later = Place(
        place.station,
        place.slot,
        (place.span[0] + 15, place.span[1] + 15),
        place.arrive,
        tuple(type(h)(h.resource, h.part, (h.span[0] + 15, h.span[1] + 15)) for h in place.holds),
    )
    (moved,) = move(moves=[(appointment.pk, later)], actor=STAFF, now=NOW)
    assert moved.starts_at == appointment.starts_at + timedelta(minutes=15)


def test_a_swap_exchanges_two_places_in_one_transaction(camp):
    one, two = camp.registrations[0], camp.registrations[2]
    first, second = give(camp, one), give(camp, two, day=1)

    def holds_of(appointment, patient):
        rows = Allocation.objects.filter(appointment_id=appointment.pk, live=True)
        from scheduling.filling.problem import Hold
        from scheduling.intervals import minute

        return tuple(
            Hold(
                patient if row.part == "patient" else row.resource_id,
                row.part,
                (minute(row.period.lower), minute(row.period.upper)),
            )
            for row in rows
        )

    from scheduling.intervals import minute

    def place_of(appointment, patient):
        return Place(
            appointment.station_id,
            appointment.slot_id,
            (minute(appointment.starts_at), minute(appointment.ends_at)),
            minute(appointment.arrive_at),
            holds_of(appointment, patient),
        )

    move(
        moves=[
            (first.pk, place_of(second, one.patient.resource.pk)),
            (second.pk, place_of(first, two.patient.resource.pk)),
        ],
        actor=STAFF,
        now=NOW,
    )
    first_now, second_now = Appointment.objects.get(pk=first.pk), Appointment.objects.get(pk=second.pk)
    assert (first_now.starts_at, second_now.starts_at) == (second.starts_at, first.starts_at)
    assert ScheduleChange.objects.filter(kind="moved").count() == 2


def test_sequence_rises_with_each_change_once_the_camp_is_published(camp):
    appointment = give(camp, camp.registrations[0])
    camp.camp.state = "published"
    camp.camp.save()
    seen = [appointment.sequence]
    for day in (1, 0):
        (moved,) = move(
            moves=[(appointment.pk, first_place(camp, camp.registrations[0], day=day, skip=1))], actor=STAFF, now=NOW
        )
        seen.append(moved.sequence)
    seen.append(cancel(appointment_id=appointment.pk, actor=STAFF, now=NOW).sequence)
    assert seen == [0, 1, 2, 3]


def test_a_cancelled_place_is_free_and_its_row_stays(camp):
    appointment = give(camp, camp.registrations[0])
    cancelled = cancel(appointment_id=appointment.pk, actor=STAFF, now=NOW)
    assert (cancelled.state, cancelled.starts_at) == ("cancelled", appointment.starts_at)
    assert not Allocation.objects.filter(appointment_id=appointment.pk, live=True).exists()
    with pytest.raises(Gone):
        cancel(appointment_id=appointment.pk, actor=STAFF, now=NOW)


def test_confirming_twice_changes_nothing_the_second_time(camp):
    appointment = give(camp, camp.registrations[0])
    first = confirm(appointment_id=appointment.pk, actor=Actor(said_by="patient"), now=NOW)
    second = confirm(appointment_id=appointment.pk, actor=Actor(said_by="patient"), now=NOW + timedelta(hours=1))
    assert first.confirmed_at == second.confirmed_at == NOW
    assert ScheduleChange.objects.filter(kind="confirmed").count() == 1


def test_who_takes_the_word_back_keeps_the_place_and_it_is_on_record_once(camp):
    appointment = give(camp, camp.registrations[0])
    patient = Actor(said_by="patient")
    confirm(appointment_id=appointment.pk, actor=patient, now=NOW)
    for _ in range(2):
        unconfirm(appointment_id=appointment.pk, actor=patient, now=NOW + timedelta(hours=1))
    appointment.refresh_from_db()
    assert (appointment.state, appointment.confirmed_at) == ("booked", None)
    kinds = ScheduleChange.objects.filter(appointment=appointment).values_list("kind", flat=True)
    assert list(kinds) == ["booked", "confirmed", "unconfirmed"]


def test_an_operation_cannot_move_to_a_desk_nor_go_without_its_anaesthetist(camp):
    appointment = give(camp, camp.registrations[0])
    look = first_place(camp, camp.registrations[1])
    mine = camp.registrations[0].patient.resource.pk
    holds = tuple(type(h)(mine, h.part, h.span) if h.part == "patient" else h for h in look.holds)
    with pytest.raises(Taken, match="no surgeon is named"):
        move(
            moves=[(appointment.pk, Place(look.station, look.slot, look.span, look.arrive, holds))],
            actor=STAFF,
            now=NOW,
        )
    assert Appointment.objects.get(pk=appointment.pk).station_id == appointment.station_id


def test_nobody_is_booked_into_another_patients_place(camp):
    place = first_place(camp, camp.registrations[0])
    with pytest.raises(Taken, match="another patient's"):
        book(
            registration_id=camp.registrations[2].pk,
            place=place,
            procedure_ids=[camp.procedures["BONE"].pk],
            actor=STAFF,
            now=NOW,
        )


def test_book_and_move_refuse_another_camps_window_in_the_same_words(camp):
    appointment = give(camp, camp.registrations[0])
    wanted = {one.pk: first_place(camp, one, day=1) for one in (camp.registrations[0], camp.registrations[2])}
    another = Camp.objects.get(pk=camp.camp.pk)
    another.pk, another.slug = None, "another"
    another.save(force_insert=True)
    QueueSlot.objects.filter(camp=camp.camp, station__kind="table").update(camp=another)
    said = []
    for act in (
        lambda: move(moves=[(appointment.pk, wanted[camp.registrations[0].pk])], actor=STAFF, now=NOW),
        lambda: book(
            registration_id=camp.registrations[2].pk,
            place=wanted[camp.registrations[2].pk],
            procedure_ids=[camp.procedures["BONE"].pk],
            actor=STAFF,
            now=NOW,
        ),
    ):
        with pytest.raises(NotAllowed) as refused, transaction.atomic():
            act()
        said.append(refused.value.message)
    assert said == ["The arrival window is not the one of this camp, station and hour."] * 2
