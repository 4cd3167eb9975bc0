"""Screening and filling by buttons: asked first, done by a worker, shown with what was short, taken back."""

from datetime import date

import pytest

from camps.models import Decision, Registration, Role
from scheduling import tasks
from scheduling.models import Appointment, Filling
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import ask_for_filling, fill_camp
from tests.factories.schedule import NOW, add_patient
from tests.scheduling.desk import open_desk


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW)
    return open_desk()


@pytest.fixture
def queue(monkeypatch):
    """What a worker would be told."""
    told = []
    monkeypatch.setattr(tasks.fill, "delay_on_commit", told.append)
    return told


def text(answer):
    return " ".join(answer.content.decode().split())


def test_screening_asks_first_and_then_decides_by_the_rules(desk):
    with desk.scope():
        Registration.objects.update(decision=Decision.NEW)
        Registration.objects.filter(number=1).update(decision=Decision.STANDBY, decided_by=desk.user)
        desk.made.procedures["LOOK"].min_age_years = 40
        desk.made.procedures["LOOK"].save()
    assert "3 people are not yet screened" in text(desk.get("screen"))
    desk.post("screen")
    with desk.scope():
        decisions = dict(Registration.objects.values_list("number", "decision"))
        reason = Registration.objects.get(number=2).decision_reason
    assert decisions == {1: "standby", 2: "not_now", 3: "listed", 4: "not_now"}
    assert "Consultation needs at least 40 years" in reason


def test_filling_is_handed_to_a_worker_and_shows_how_far_it_is(desk, queue):
    assert desk.post("fill").status_code == 302
    with desk.scope():
        filling = Filling.objects.get()
    assert queue == [filling.pk]
    assert "Waiting for a worker" in text(desk.get("fill"))
    with desk.scope():
        Filling.objects.update(state="running", done=20, whole=80)
    assert "20 of 80" in text(desk.get("filling_progress"))


def test_a_second_filling_on_its_way_is_refused_in_words(desk, queue):
    desk.post("fill")
    answer = desk.post("fill")
    assert answer.status_code == 409
    assert "is being filled already" in text(answer)


def test_without_a_queue_the_filling_is_done_at_once(desk, monkeypatch):
    from kombu.exceptions import OperationalError

    def gone(_):
        raise OperationalError("no redis")

    monkeypatch.setattr(tasks.fill, "delay_on_commit", gone)
    desk.post("fill")
    with desk.scope():
        assert Appointment.objects.count() == 4


def test_the_result_names_who_was_left_out_and_why(desk):
    with desk.scope():
        for number in range(60, 85):
            add_patient(desk.made, number=number, procedure="BONE")
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW)
    page = text(desk.get("fill"))
    assert "no anaesthetist was free" in page
    assert "Patient 84" in page
    assert "The last filling" in page


def test_draft_places_are_emptied_after_a_question(desk):
    with desk.scope():
        filling = fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW).filling
    assert "4 places are taken back" in text(desk.get("empty_filling", pk=filling.pk))
    desk.post("empty_filling", pk=filling.pk)
    with desk.scope():
        assert not Appointment.objects.filter(state="booked").exists()
    assert "Its draft places were taken back" in text(desk.get("fill"))


def test_a_camp_that_cannot_be_filled_says_what_to_add(desk, queue):
    with desk.scope():
        desk.camp.shifts.update(cancelled_at=NOW)
    answer = desk.post("fill")
    assert answer.status_code == 409
    assert "shifts of doctors" in text(answer)


@pytest.mark.parametrize("name", ["fill", "screen"])
def test_the_desk_neither_screens_nor_fills(db, name):
    assert open_desk(role=Role.DESK).post(name).status_code == 403


def test_a_filling_asked_for_long_ago_does_not_block_for_ever(desk, queue, time_machine):
    with desk.scope():
        ask_for_filling(camp=desk.camp, by=None, now=NOW)
    time_machine.move_to(date(2027, 2, 2))
    assert desk.post("fill").status_code == 302
