"""The pages of a changed day: say what happened, see the proposals, choose one, take it back; go first."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from camps.models import Camp, Registration, Role
from scheduling.models import Appointment, Plan, ScheduleChange
from scheduling.queries.replan_cards import card_of
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from tests.factories.schedule import FIRST_DAY, NOW, add_patient
from tests.scheduling.desk import open_desk

SEVEN = datetime(2027, 3, 1, 7, tzinfo=ZoneInfo("Africa/Lagos"))
TELLING = 5  # questions what telling costs, once for all proposals; of nobody it is not asked
TODAY = {"day": FIRST_DAY.isoformat()}


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(SEVEN)
    desk = open_desk()
    with desk.scope():
        for number in range(5, 12, 2):
            add_patient(desk.made, number=number, procedure="BONE")
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW)
        Camp.objects.update(state="published")
    return desk


def text(answer):
    return " ".join(answer.content.decode().split())


def booked(desk):
    with desk.scope():
        return dict(Appointment.objects.filter(state="booked").values_list("registration__number", "starts_at"))


def table(desk, opens="", closes="10:00"):
    return {"station": desk.made.stations["Table 1"].pk, "opens": opens, "closes": closes}


def asked(desk, what="table", data=None):
    """The page of proposals for what happened."""
    url = f"{desk.url('replan', what=what)}?day={FIRST_DAY.isoformat()}"
    return desk.client.post(url, data if data is not None else table(desk), follow=True)


def test_who_loses_the_place_is_shown_with_how_urgent_it_is(desk):
    with desk.scope():
        Registration.objects.filter(number=5).update(urgency=3)
    said = text(asked(desk, data=table(desk, closes="18:00")))
    with desk.scope():
        dropped = {line.person.urgency for plan in Plan.objects.all() for line in card_of(plan).dropped}
    assert dropped
    assert {number for number in (1, 2, 3, 4) if f"no place any more</strong>, class P{number}" in said} == dropped


@pytest.mark.parametrize("closes", ["10:00", "18:00"])
def test_the_least_change_stands_first_and_is_what_the_page_would_rather(desk, closes):
    context = asked(desk, data=table(desk, closes=closes)).context
    cards = [card for card, *_ in context["cards"]]
    assert len(cards) > 1
    assert [card.change for card in cards] == sorted(card.change for card in cards)
    assert context["rather"] == cards[0].plan.pk


def test_each_thing_that_happens_has_its_form(desk):
    page = text(desk.get("replan_choices"))
    for what in ("table", "doctor", "runs-over", "emergency", "no-show", "patient-late", "cover"):
        assert f"/day/replan/{what}/?day=2027-03-01" in page
        assert desk.get("replan", TODAY, what=what).status_code == 200
    assert desk.get("replan", what="rain").status_code == 404


def test_proposals_stand_beside_each_other_and_choosing_one_does_it_and_undo_puts_it_back(desk):
    before = booked(desk)
    page = asked(desk)
    assert booked(desk) == before
    with desk.scope():
        cards = [card_of(plan) for plan in Plan.objects.filter(kind="change").order_by("pk")]
    said = text(page)
    for card in cards:
        assert f"/day/replan/{card.plan.pk}/accept/" in said
        for line in card.moved:
            assert f"<bdi>{line.person.patient.name}</bdi>" in said
    assert "told at once: it is today" in said
    chosen = cards[0]
    done = desk.client.post(desk.url("accept_replan", pk=chosen.plan.pk), follow=True)
    assert f"Done: {len(chosen.moved)} moved, 0 new, {len(chosen.dropped)} lost the place." in text(done)
    after = booked(desk)
    assert {number for number in before if after.get(number) != before[number]} == {
        line.person.number for line in chosen.lines if line.moved.minutes or line.moved.will_be is None
    }
    assert "One of these was done" in text(desk.get("replanned", pk=chosen.plan.pk))
    desk.client.post(desk.url("undo_replan", pk=chosen.plan.pk))
    assert booked(desk) == before


def test_a_proposal_for_a_day_is_no_plan_of_the_camp(desk):
    asked(desk)
    with desk.scope():
        pk = Plan.objects.filter(kind="change").first().pk
    assert desk.get("plan", pk=pk).status_code == 404
    assert desk.post("accept_plan", pk=pk).status_code == 404


def test_a_second_click_is_content_and_another_proposal_is_refused(desk):
    asked(desk)
    with desk.scope():
        one, other = Plan.objects.filter(kind="change").order_by("pk")[:2]
    desk.post("accept_replan", pk=one.pk)
    after = booked(desk)
    assert "One of these was done" in text(desk.client.post(desk.url("accept_replan", pk=one.pk), follow=True))
    refused = desk.post("accept_replan", pk=other.pk)
    assert refused.status_code == 409
    assert "accepted already" in text(refused)
    assert booked(desk) == after


def test_wrong_hours_are_shown_beside_the_field(desk):
    answer = asked(desk, data=table(desk, opens="12:00", closes="10:00"))
    assert answer.status_code == 422
    assert "The end must be after the beginning." in text(answer)


def test_an_emergency_is_named_in_every_proposal(desk):
    with desk.scope():
        new = add_patient(desk.made, number=90, procedure="BONE")
    page = text(asked(desk, "emergency", {"patient": new.pk}))
    assert page.count("<bdi>Patient 90</bdi>") == 1 + page.count("/accept/")  # and what was asked


def test_a_patient_goes_first_as_the_page_said(desk):
    with desk.scope():
        row = Appointment.objects.filter(station__name="Table 1").order_by("starts_at")
        first, last = row.first(), row.last()
    assert "Let this patient go first" in text(desk.get("appointment", pk=last.pk))
    page = desk.get("go_first", {"before": first.pk}, pk=last.pk)
    seen = page.context["seen"]
    assert page.context["verdict"] in ("possible", "also")
    stale = desk.post("go_first", {"before": first.pk, "seen": "x"}, pk=last.pk)
    assert stale.status_code == 409
    desk.post("go_first", {"before": first.pk, "seen": seen}, pk=last.pk)
    after = booked(desk)
    with desk.scope():
        assert after[last.registration.number] <= after[first.registration.number]
        assert ScheduleChange.objects.filter(appointment=last, kind="moved").count() == 1


def test_a_no_says_why(desk):
    with desk.scope():
        row = Appointment.objects.filter(station__name="Table 1").order_by("starts_at")
        first, last = row.first(), row.last()
        Appointment.objects.filter(pk=last.pk).update(pinned=True)
    page = text(desk.get("go_first", {"before": first.pk}, pk=last.pk))
    assert "Not possible" in page
    assert f"Card {last.registration} has begun already" in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.DESK])
def test_who_may_not_edit_the_schedule_can_not_replan(db, role):
    desk = open_desk(role)
    assert desk.get("replan_choices").status_code == 403
    assert desk.post("replan", what="cover").status_code == 403


def test_a_page_of_more_people_asks_no_more_queries(desk):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            asked_page = desk.get("replanned", pk=pk)
        assert asked_page.status_code == 200
        return len(caught)

    asked(desk, "no-show", {"patient": _someone(desk)})
    with desk.scope():
        pk = Plan.objects.filter(kind="change", beside=None).latest("pk").pk
    few = queries()
    asked(desk)
    with desk.scope():
        one = Plan.objects.filter(kind="change", beside=None).latest("pk")
        many = Plan.objects.filter(beside=one).count() + 1
        pk = one.pk
    assert queries() - few <= 3 * (many - 1) + TELLING


def _someone(desk):
    with desk.scope():
        return Appointment.objects.filter(station__name="Table 1").order_by("starts_at").last().registration_id


def test_a_camp_that_is_over_has_nothing_to_plan_again(desk, time_machine):
    time_machine.move_to(SEVEN + timedelta(days=9))
    desk.client.force_login(desk.user)
    assert "All days of this camp are over" in text(desk.get("replan_choices"))
    assert desk.get("replan", what="table").status_code == 302


def test_what_is_said_of_a_day_that_is_over_by_now_is_not_taken_for_another_day(desk, time_machine):
    time_machine.move_to(SEVEN + timedelta(hours=17, minutes=1))
    desk.client.force_login(desk.user)
    answer = asked(desk)
    assert answer.status_code == 409
    assert "is not one of the days to come" in text(answer)
    with desk.scope():
        assert not Plan.objects.exists()


def test_proposals_for_a_day_that_the_camp_has_no_longer_are_shown_and_refused(desk):
    second = (FIRST_DAY + timedelta(days=1)).isoformat()
    page = desk.client.post(f"{desk.url('replan', what='table')}?day={second}", table(desk), follow=True)
    assert page.status_code == 200
    with desk.scope():
        pk = Plan.objects.filter(kind="change").first().pk
        Camp.objects.update(days=1)
    assert "Tuesday 2 March" in text(desk.get("replanned", pk=pk))
    assert desk.post("accept_replan", pk=pk).status_code == 409
    assert desk.client.post(desk.url("undo_replan", pk=pk), follow=True).status_code == 200


def test_the_page_says_what_it_is_an_answer_to(desk, time_machine):
    for what, data, said in (
        ("table", table(desk, "9:00"), "Table 1, 9am to 10am"),
        ("table", table(desk, closes=""), "Table 1, from 7am on"),
        ("table", table(desk), "Table 1, 7am to 10am"),
        ("runs-over", {"patient": _someone(desk), "minutes": 25}, ", 25 minutes longer"),
        ("patient-late", {"patient": _someone(desk), "since": "11:00"}, ", not before 11am"),
    ):
        assert said in strip_tags(text(asked(desk, what, data))), what


def test_whose_place_is_given_up_is_said_before_and_after(desk):
    with desk.scope():
        person = Registration.objects.select_related("patient").get(pk=_someone(desk))
    page = asked(desk, "no-show", {"patient": person.pk})
    before = f"{person} {person.patient.name} is told at once that the visit will not take place."
    assert before in " ".join(strip_tags(text(page)).split())
    pk = page.context["cards"][0][0].plan.pk
    done = strip_tags(text(desk.client.post(desk.url("accept_replan", pk=pk), follow=True)))
    assert f"The place of {person} is free. Done:" in done


def test_an_emergency_may_have_a_place_that_is_too_late(desk):
    with desk.scope():
        own = Appointment.objects.filter(station__name="Table 1").select_related("registration").latest("starts_at")
    page = text(asked(desk, "emergency", {"patient": own.registration_id}))
    assert f"<bdi>{own.registration.patient.name}</bdi>" in page
    assert "/accept/" in page


def test_nobody_is_said_to_be_later_where_nobody_moves(desk):
    page = text(asked(desk, "cover", {}))
    assert "Nobody has to move" in page
    assert "everybody later" not in page


def test_who_was_changed_since_is_named_when_the_rest_is_taken_back(desk):
    page = asked(desk)
    card = page.context["cards"][0][0]
    desk.post("accept_replan", pk=card.plan.pk)
    with desk.scope():
        last = max(card.moved, key=lambda line: line.moved.will_be)
        Appointment.objects.filter(registration=last.person).update(pinned=True)
    said = text(desk.client.post(desk.url("undo_replan", pk=card.plan.pk), follow=True))
    assert "the old place is gone, so it stays as it is: 1." in said
