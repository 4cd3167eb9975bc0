"""Filling a camp: through the one door, with what was short for each left out, and taken back while nobody was told."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scopes_disabled

from camps.models import Decision
from scheduling.errors import NotAllowed
from scheduling.models import Appointment, Filling, Publication, ScheduleChange
from scheduling.queries.fillings import report_of
from scheduling.services.booking import SYSTEM, confirm
from scheduling.services.filling import ask_for_filling, empty_filling, fill_camp, run_filling
from scheduling.tasks import fill
from tests.factories.schedule import NOW, add_patient


def test_everyone_listed_gets_a_place_and_nobody_else(small):
    waiting = add_patient(small, number=50, procedure="BONE", decision=Decision.NEW)
    result = fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    assert sorted(result.placed) == [registration.pk for registration in small.registrations[:4]]
    assert waiting.appointments.count() == 0
    assert (result.filling.state, result.filling.done) == ("done", 4)


def test_a_second_filling_changes_nothing_that_stands(small):
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    again = fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    assert (again.placed, again.left_out) == ({}, [])
    assert Appointment.objects.count() == 4


def test_who_is_left_out_is_named_with_what_was_short(small):
    for number in range(60, 85):
        add_patient(small, number=number, procedure="BONE")
    nothing = add_patient(small, number=90, procedure="BONE")
    nothing.procedure = None
    nothing.save()
    report = report_of(fill_camp(camp=small.camp, actor=SYSTEM, now=NOW).filling)
    assert report.placed + len(report.left_out) == 30
    assert {line.why for line in report.left_out if line.number < 90} == {
        "no table with room; no anaesthetist was free"
    }
    assert report.left_out[-1].why == "asks for no procedure of this camp"


def test_a_camp_without_windows_is_refused_with_the_cure(small):
    small.camp.shifts.update(cancelled_at=NOW)
    with pytest.raises(NotAllowed) as refusal:
        fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    assert "shifts of doctors" in refusal.value.cure


def test_two_fillings_at_once_are_refused_until_one_has_ended_or_is_given_up(small):
    first = ask_for_filling(camp=small.camp, by=None, now=NOW)
    with pytest.raises(NotAllowed, match="being filled already"):
        ask_for_filling(camp=small.camp, by=None, now=NOW + timedelta(minutes=1))
    ask_for_filling(camp=small.camp, by=None, now=NOW + timedelta(minutes=6))
    first.refresh_from_db()
    assert first.state == "failed"


def test_a_filling_runs_once_however_often_the_worker_is_told(small):
    filling = ask_for_filling(camp=small.camp, by=None, now=NOW)
    assert run_filling(filling=filling, actor=SYSTEM, now=NOW) is not None
    assert run_filling(filling=filling, actor=SYSTEM, now=NOW) is None
    assert Appointment.objects.count() == 4


def test_the_worker_runs_what_was_asked_for(small, time_machine):
    time_machine.move_to(NOW)
    filling = ask_for_filling(camp=small.camp, by=None, now=NOW)
    fill(filling.pk, unknown="argument")
    filling.refresh_from_db()
    assert (filling.state, len(filling.placed)) == ("done", 4)


def test_draft_places_are_taken_back_and_nobody_is_told(small):
    filling = fill_camp(camp=small.camp, actor=SYSTEM, now=NOW).filling
    assert empty_filling(filling=filling, actor=SYSTEM, now=NOW) == 4
    assert not Appointment.objects.filter(state="booked").exists()
    assert set(ScheduleChange.objects.filter(kind="cancelled").values_list("tell", flat=True)) == {"nobody"}


def test_taking_back_leaves_what_was_changed_by_hand(small):
    result = fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    kept = next(iter(result.placed.values()))
    confirm(appointment_id=kept, actor=SYSTEM, now=NOW)
    assert empty_filling(filling=result.filling, actor=SYSTEM, now=NOW) == 3
    assert Appointment.objects.get(state="booked").pk == kept


def test_published_places_are_not_taken_back(small):
    filling = fill_camp(camp=small.camp, actor=SYSTEM, now=NOW).filling
    Publication.objects.create(organisation=small.organisation, camp=small.camp, number=1, at=NOW + timedelta(hours=1))
    with pytest.raises(NotAllowed, match="people were told"):
        empty_filling(filling=filling, actor=SYSTEM, now=NOW + timedelta(hours=2))
    assert Appointment.objects.filter(state="booked").count() == 4


def test_the_command_prints_what_it_did_as_json(small, capsys, time_machine):
    time_machine.move_to(NOW)
    with scopes_disabled():
        call_command("fill_camp", small.camp.slug, "--json")
    assert json.loads(capsys.readouterr().out) == {"placed": 4, "left_out": [], "split_families": []}


def test_the_command_names_a_slug_that_is_not_there(db):
    with pytest.raises(CommandError, match="No camp has the slug “nowhere”"):
        call_command("fill_camp", "nowhere")


def test_a_filling_that_breaks_says_so_and_keeps_what_it_placed(small, monkeypatch):
    from scheduling.services import filling as service

    placed = []

    def breaking(**kwargs):
        if placed:
            raise RuntimeError("the disk is full")
        placed.append(real(**kwargs))
        return placed[0]

    real = service.book
    monkeypatch.setattr(service, "book", breaking)
    with pytest.raises(RuntimeError):
        fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    filling = Filling.objects.get()
    assert (filling.state, filling.placed, filling.trouble) == (
        "failed",
        [placed[0].pk],
        "RuntimeError: the disk is full",
    )
