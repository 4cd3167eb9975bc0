"""The pages of a plan: asked for, watched, read, accepted whole or in part, and taken back."""

from datetime import timedelta

from kombu.exceptions import OperationalError

from camps.models import Registration, Role
from scheduling import tasks
from scheduling.models import Appointment, Plan, PlanState
from scheduling.queries.plans import solution_of
from tests.factories.schedule import NOW, add_patient
from tests.scheduling.desk import open_desk
from tests.scheduling.plans.asking import ASKED, planned, text


def test_a_plan_is_handed_to_a_worker_and_shows_how_far_it_is(desk, queue):
    desk.post("plans", ASKED)
    with desk.scope():
        plan = Plan.objects.get()
    assert queue == [plan.pk]
    assert "Waiting for a worker" in text(desk.get("plan", pk=plan.pk))
    assert "A plan is on its way" in text(desk.get("plans"))
    with desk.scope():
        Plan.objects.update(state=PlanState.RUNNING, seen_at=NOW)
    assert "Reading the camp" in text(desk.get("plan_progress", pk=plan.pk))
    assert "Stop and keep the best" in text(desk.get("plan", pk=plan.pk))


def test_without_a_queue_the_plan_waits_in_its_row_until_there_is_one(desk, monkeypatch):
    def gone(_):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.plan, "delay_on_commit", gone)
    assert desk.post("plans", ASKED).status_code == 302
    with desk.scope():
        assert Plan.objects.get().state == PlanState.WAITING


def test_who_polls_is_led_on_when_it_is_done(desk, queue):
    plan = planned(desk)
    answer = desk.get("plan_progress", pk=plan.pk)
    assert (answer.status_code, answer["Location"]) == (302, desk.url("plan", pk=plan.pk))


def test_a_second_click_is_refused_in_words(desk, queue):
    desk.post("plans", ASKED)
    answer = desk.post("plans", ASKED)
    assert answer.status_code == 409
    assert "is being planned already" in text(answer)
    with desk.scope():
        assert Plan.objects.count() == 1


def test_settings_out_of_bounds_name_the_field(desk, queue):
    answer = desk.post("plans", {**ASKED, "tables": "99"})
    assert answer.status_code == 422
    assert "less than or equal to 20" in text(answer)
    with desk.scope():
        assert not Plan.objects.exists()


def test_the_proposal_says_whom_it_serves_how_good_it_is_and_who_is_left_out(desk, queue):
    with desk.scope():
        for number in range(60, 90):
            add_patient(desk.made, number=number, procedure="BONE")
        Registration.objects.filter(number=61).update(urgency=2)
    plan = planned(desk)
    read = text(desk.get("plan", pk=plan.pk))
    served = len(plan.spots)
    assert f"Served {served} of 34" in read
    assert "Class P2 1 of 1" in read
    assert "short of the best that any plan could be" in read
    assert "nothing is held twice" in read
    assert f"{34 - served} people have no place in this plan" in read
    assert "One more anaesthetist" in read
    assert "Monday 1 March day 1: " in read, "the reasons below count the days"
    assert f"Accept these {served} changes" in read


def test_accepting_books_it_and_undo_takes_it_back(desk, queue):
    plan = planned(desk)
    answer = desk.client.post(desk.url("accept_plan", pk=plan.pk), {}, follow=True)
    assert "Accepted: 4 booked, 0 moved, 0 given up." in text(answer)
    assert "stand where it says" in text(answer)
    with desk.scope():
        assert Appointment.objects.filter(state="booked").count() == 4
    answer = desk.client.post(desk.url("undo_plan", pk=plan.pk), {}, follow=True)
    assert "Taken back: 4 places given up" in text(answer)
    with desk.scope():
        assert not Appointment.objects.filter(state="booked").exists()


def test_only_who_is_ticked_is_accepted(desk, queue):
    plan = planned(desk)
    one = min(int(key) for key in plan.spots)
    desk.post("accept_plan", {"ticked": "1", "registration": [one]}, pk=plan.pk)
    with desk.scope():
        assert [each.registration_id for each in Appointment.objects.all()] == [one]


def test_only_the_day_that_was_shown_is_accepted(desk, queue):
    with desk.scope():
        for number in range(60, 90):
            add_patient(desk.made, number=number, procedure="BONE")
    plan = planned(desk)
    with desk.scope():
        first = {key for key, spot in solution_of(plan).spots.items() if spot.day == 0}
    assert 0 < len(first) < len(plan.spots)
    day = desk.camp.first_day.isoformat()
    assert f"Accept these {len(first)} changes" in text(desk.client.get(desk.url("plan", pk=plan.pk), {"day": day}))
    desk.post("accept_plan", {"day": day}, pk=plan.pk)
    with desk.scope():
        assert {each.registration_id for each in Appointment.objects.all()} == first


def test_what_no_longer_fits_is_named_and_the_others_can_be_accepted(desk, queue):
    plan = planned(desk)
    with desk.scope():
        person = desk.made.registrations[0]
        Registration.objects.filter(pk=person.pk).update(decision="deferred")
    answer = desk.post("accept_plan", pk=plan.pk)
    assert answer.status_code == 409
    assert "1 no longer fit (cards 001)" in text(answer)
    assert "is “deferred” now" in text(answer)
    assert "Accept those that still fit" in text(answer)
    desk.post("accept_plan", {"what_fits": "1"}, pk=plan.pk)
    with desk.scope():
        assert Appointment.objects.filter(state="booked").count() == 3


def test_a_what_if_shows_what_it_is_worth_and_offers_no_accepting(desk, queue):
    plan = planned(desk, tables="1", surgeons="1")
    read = text(desk.get("plan", pk=plan.pk))
    assert "1 table more 1 surgeon more" in read
    assert "A what-if can't be accepted" in read
    assert desk.post("accept_plan", pk=plan.pk).status_code == 409


def test_stopping_asks_the_search_to_end(desk, queue):
    desk.post("plans", ASKED)
    with desk.scope():
        Plan.objects.update(state=PlanState.RUNNING, seen_at=NOW + timedelta(days=9000))
        plan = Plan.objects.get()
    desk.post("stop_plan", pk=plan.pk)
    with desk.scope():
        assert Plan.objects.get().stop_asked
    assert "Stopping; the best so far is kept" in text(desk.get("plan", pk=plan.pk))


def test_a_camp_with_nobody_listed_says_what_to_do(desk, queue):
    with desk.scope():
        Registration.objects.update(decision="new")
    plan = planned(desk)
    assert "Nobody is listed yet" in text(desk.get("plan", pk=plan.pk))


def test_the_desk_may_not_plan(db):
    assert open_desk(Role.DESK).get("plans").status_code == 403
