"""Something went wrong today: a button each, two questions at most, the proposals; who lost out; free places."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from camps.models import Camp, Decision
from scheduling.models import Appointment, Plan, StandbyOffer
from scheduling.planning.changes import change_from_json
from scheduling.services.booking import SYSTEM, cancel
from scheduling.services.filling import fill_camp
from scheduling.views.wrong import TROUBLES
from tests.factories.schedule import NOW, add_patient
from tests.factories.theatre import went
from tests.scheduling.desk import open_desk

NINE = datetime(2027, 3, 1, 9, 10, tzinfo=ZoneInfo("Africa/Lagos"))


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NINE, tick=False)
    desk = open_desk()
    with desk.scope():
        for number in range(5, 16, 2):
            add_patient(desk.made, number=number, procedure="BONE")
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW)
        Camp.objects.update(state="published")
        desk.camp.refresh_from_db()
    return desk


def text(answer):
    return " ".join(answer.content.decode().split())


def said_of_plan(answer):
    return change_from_json(Plan.objects.filter(kind="change").order_by("pk").first().change["change"])


def test_each_trouble_has_its_button_and_asks_two_things_at_most_already_filled_in(desk):
    page = text(desk.get("wrong"))
    assert len(TROUBLES) == 7
    for what in TROUBLES:
        assert f"/today/wrong/{what}/" in page
        form = desk.get("what_went_wrong", what=what).context["form"]
        assert 1 <= len(form.fields) <= 2
        if what != "emergency":
            assert all(form.get_initial_for_field(field, name) for name, field in form.fields.items())
    assert desk.get("what_went_wrong", what="rain").status_code == 404


def test_a_press_on_the_filled_in_form_leads_to_proposals_and_nothing_has_changed(desk):
    with desk.scope():
        before = list(Appointment.objects.order_by("pk").values_list("state", "starts_at"))
    for what in TROUBLES:
        form = desk.get("what_went_wrong", what=what).context["form"]
        data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        data = {name: value for name, value in data.items() if value is not None}
        if what == "emergency":
            with desk.scope():
                data = {"patient": add_patient(desk.made, number=90, procedure="BONE").pk}
        answer = desk.post("what_went_wrong", data, what=what)
        assert answer.status_code == 302, (what, text(answer))
        page = text(desk.client.get(answer.url))
        assert "Do this" in page
    with desk.scope():
        assert list(Appointment.objects.order_by("pk").values_list("state", "starts_at")) == before


def test_a_power_cut_marks_who_finds_no_room_and_they_stand_on_the_page_until_somebody_decides(desk):
    with desk.scope():
        tables = [desk.made.stations[name].pk for name in ("Table 1", "Table 2")]
    answer = desk.client.post(desk.url("what_went_wrong", what="power"), {"stations": tables, "minutes": "500"})
    with desk.scope():
        first = Plan.objects.filter(kind="change").order_by("pk").first()
    assert "The power is cut" in text(desk.client.get(answer.url))
    done = text(desk.client.post(desk.url("accept_replan", pk=first.pk), follow=True))
    assert "They are marked until you decide for each." in done
    with desk.scope():
        lost = list(Appointment.objects.filter(needs_cover__startswith="lost its place"))
        marked = Appointment.objects.exclude(needs_cover="").count()
    assert lost
    page = text(desk.get("wrong"))
    assert f"Lost their place or their team: {marked}" in page
    assert "no room without Table 1, Table 2" in page
    desk.post("cancel", {"reason": "comes tomorrow"}, pk=lost[0].pk)
    with desk.scope():
        left = Appointment.objects.filter(state="booked").exclude(needs_cover="").count()
    assert f"Lost their place or their team: {left}" in text(desk.get("wrong"))


def test_a_late_list_is_said_with_its_minutes_and_counts_whose_hour_just_came(desk):
    with desk.scope():
        table = desk.made.stations["Table 1"].pk
    desk.post("what_went_wrong", {"station": table, "minutes": "30"}, what="late")
    with desk.scope():
        plan = Plan.objects.filter(kind="change").order_by("pk").first()
    change = change_from_json(plan.change["change"])
    assert (change.start, change.minutes) == (8 * 60 + 41, 30)
    assert "Table 1, 30 minutes late" in text(desk.get("replanned", pk=plan.pk))
    assert desk.url("wrong") in text(desk.get("replan_choices"))


def test_a_wrong_answer_is_asked_again(desk):
    assert desk.post("what_went_wrong", {"minutes": "30"}, what="late").status_code == 422
    assert desk.post("what_went_wrong", {"minutes": "30", "stations": []}, what="power").status_code == 422
    with desk.scope():
        doctor = desk.made.doctors["Ada Bone"].pk
    assert desk.post("what_went_wrong", {"doctor": doctor, "until": "08:00"}, what="doctor-late").status_code == 422


def test_on_a_day_without_a_camp_the_page_leads_to_the_days_to_come(desk, time_machine):
    time_machine.move_to(NINE - timedelta(days=9))
    page = text(desk.get("wrong"))
    assert "Today is no day of this camp" in page
    assert desk.get("what_went_wrong", what="power").status_code == 302


def test_a_free_place_is_offered_answered_on_the_phone_and_nobody_is_left_without_a_reason(desk):
    with desk.scope():
        gone = Appointment.objects.filter(station__name="Table 1", starts_at__gt=NINE).order_by("starts_at")[1]
        cancel(appointment_id=gone.pk, actor=SYSTEM, now=NINE)
        near = add_patient(desk.made, number=50, procedure="BONE", decision=Decision.STANDBY, km_to_venue=4)
        add_patient(desk.made, number=51, procedure="BONE", decision=Decision.STANDBY, km_to_venue=700)
    gaps = desk.get("gaps").context["gaps"]
    gap = next(one for one in gaps if gone in one.freed)
    page = text(desk.get("gaps", {"gap": gap.key}))
    assert "4 km away; takes 60 minutes" in page
    assert "too far: 700 km" in page
    assert desk.post("offer_gap", {"gap": gap.key, "minutes": "30"}).status_code == 409
    asked = desk.post("offer_gap", {"gap": gap.key, "minutes": "30", "pick": [near.pk]})
    assert asked.status_code == 302
    with desk.scope():
        offer = StandbyOffer.objects.get()
    assert "Asked just now" in text(desk.get("gaps"))
    again = desk.post("offer_gap", {"gap": gap.key, "minutes": "30", "pick": [near.pk]})
    assert again.status_code == 409
    said = text(desk.client.post(desk.url("answer_offer", pk=offer.pk), {"answer": "yes"}, follow=True))
    assert "Taken by the patient" in said
    with desk.scope():
        assert Appointment.objects.get(registration=near).starts_at == offer.starts_at
    late = text(desk.client.post(desk.url("answer_offer", pk=offer.pk), {"answer": "no"}, follow=True))
    assert "Taken by the patient" in late


def test_nobody_waiting_is_said_in_words(desk):
    gap = desk.get("gaps").context["gaps"][0]
    page = text(desk.get("gaps", {"gap": gap.key}))
    assert "Nobody is on standby, and nobody who is listed for a table is without a place." in page


def test_a_free_place_says_whose_operation_was_over_early(desk):
    with desk.scope():
        early = Appointment.objects.filter(station__name="Table 1").order_by("starts_at")[1]
        went(early, wheels_in=-59, knife=-57, out=-52, clean=-51)  # its hour is ten
    page = text(desk.get("gaps"))
    assert f'<span class="num">{early.registration}</span> was over early, at' in page
    assert "9:08" in page
