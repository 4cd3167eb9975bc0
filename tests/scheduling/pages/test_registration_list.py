"""The list of people: narrowed, searched, counted, decided about in bulk, taken away as a file."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from camps.models import Contact, Decision, Patient, Registration, Role, Urgency
from camps.names import name_key
from scheduling.models import Appointment
from scheduling.queries.registration_list import Wanted, counts_of, registrations_of
from tests.factories.schedule import NOW, add_patient
from tests.scheduling.desk import open_desk
from tests.scheduling.test_booking import give


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW)
    return open_desk()


def rename(registration, name):
    registration.patient.name, registration.patient.name_key = name, name_key(name)
    registration.patient.save()


def found(desk, **wanted):
    with desk.scope():
        return [one.number for one in registrations_of(desk.camp, Wanted(**wanted))]


@pytest.mark.parametrize("words", ["Aminatu Bello", "bello aminatu", "BELLO", "aminatu béllo", "bell amin"])
def test_a_name_is_found_in_any_order_case_and_accent(desk, words):
    with desk.scope():
        rename(desk.made.registrations[1], "Àmínátu Bello")
    assert found(desk, q=words) == [2]


def test_a_misspelt_name_finds_what_sounds_near(desk):
    with desk.scope():
        rename(desk.made.registrations[1], "Aminatu Bello")
    assert found(desk, q="Aminata") == [2]


@pytest.mark.parametrize("digits", ["0803 000 0002", "+234 803 0000 002", "08030000002", "80300000-02"])
def test_a_phone_is_found_however_it_is_written(desk, digits):
    with desk.scope():
        Contact.objects.filter(patient=desk.made.registrations[1].patient).update(value="+2348030000002")
        Contact.objects.exclude(patient=desk.made.registrations[1].patient).update(value="+447700900999")
    assert found(desk, q=digits) == [2]


def test_a_sheet_row_and_a_card_number_are_found_and_do_not_mix(desk):
    with desk.scope():
        Contact.objects.all().delete()
        Registration.objects.filter(number=3).update(sheet_row=17)
        add_patient(desk.made, number=17, procedure="BONE")
    assert found(desk, q="row 17") == [3]
    assert found(desk, q="17") == [17]
    assert found(desk, q="card 17") == [17]


def test_every_filter_narrows(desk):
    made = desk.made
    with desk.scope():
        Registration.objects.filter(number=1).update(decision=Decision.NOT_NOW)
        Registration.objects.filter(number=2).update(urgency=Urgency.URGENT)
        Registration.objects.filter(number=3).update(needs_check=True)
        Contact.objects.filter(patient=made.registrations[3].patient).delete()
        placed = give(made, made.registrations[1])
        Appointment.objects.filter(pk=placed.pk).update(needs_cover="somebody is away then")
    assert found(desk, decision="not_now") == [1]
    assert found(desk, urgency=Urgency.URGENT) == [2]
    assert found(desk, needs_check=True) == [3]
    assert found(desk, contact="none") == [4]
    assert found(desk, placed="yes") == [2]
    assert found(desk, placed="no") == [1, 3, 4]
    assert found(desk, placed="cover") == [2]
    assert found(desk, procedure=made.procedures["LOOK"].pk) == [2, 4]


def test_counts_are_of_the_whole_camp(desk):
    with desk.scope():
        Registration.objects.filter(number=1).update(decision=Decision.NOT_NOW)
        give(desk.made, desk.made.registrations[1])
        counts = counts_of(desk.camp)
    assert (counts.all, counts.placed, counts.by_decision["listed"], counts.by_decision["not_now"]) == (4, 1, 3, 1)


def test_the_page_shows_the_people_their_places_and_a_way_to_find_one(desk):
    with desk.scope():
        give(desk.made, desk.made.registrations[0])
    page = desk.get("registrations").content.decode()
    assert "Patient 1" in page
    assert "Monday 1 March, 8am" in page
    assert page.count("Find a place") == 3


def test_filters_that_make_no_sense_narrow_nothing(desk):
    answer = desk.get("registrations", {"decision": "sideways", "urgency": "x", "procedure": "999999", "page": "-4"})
    assert answer.status_code == 200
    assert "Patient 4" in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "summary", "opened"),
    [
        ({}, "<summary>Filters</summary>", False),
        ({"q": "Patient"}, "<summary>Filters</summary>", False),
        ({"q": "Patient", "placed": "no"}, "<summary>Filters: 1 in force</summary>", False),
        ({"placed": "no", "needs_check": "on", "urgency": "2"}, "<summary>Filters: 3 in force</summary>", False),
        ({"placed": "no", "decision": "sideways"}, "<summary>Filters: 1 in force</summary>", True),
    ],
)
def test_the_filters_are_closed_say_how_many_are_in_force_and_open_on_a_fault(desk, asked, summary, opened):
    page = desk.get("registrations", asked).content.decode()
    assert summary in page
    assert ('<details class="more" open>' in page) is opened


def test_an_empty_search_says_what_to_do_next(desk):
    assert "Nobody matches" in desk.get("registrations", {"q": "zzzz"}).content.decode()


def test_the_list_asks_the_database_as_often_for_three_rows_as_for_one(desk):
    def queries(q):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            desk.get("registrations", {"q": q})
        return len(seen)

    with desk.scope():
        for registration in desk.made.registrations[:3]:
            give(desk.made, registration)
        rename(desk.made.registrations[3], "Somebody Else")
    queries("Patient 1")
    assert queries("Patient 1") == queries("Patient")


def test_deciding_about_many_asks_first_and_writes_nothing(desk):
    ids = [registration.pk for registration in desk.made.registrations[:2]]
    answer = desk.post("decide", {"pick": ids, "decision": "not_now"})
    assert "Decide about 2 people" in answer.content.decode()
    with desk.scope():
        assert not Registration.objects.filter(decision="not_now").exists()


def test_a_confirmed_decision_is_written_and_can_be_undone(desk):
    ids = ",".join(str(registration.pk) for registration in desk.made.registrations[:2])
    answer = desk.post("decide", {"pick": ids, "decision": "standby", "confirmed": "1"})
    assert answer.status_code == 302
    with desk.scope():
        decided = Registration.objects.filter(decision="standby")
        assert {one.decided_by for one in decided} == {desk.user}
        assert decided.count() == 2
    assert desk.url("undo_decisions") in desk.client.get(answer.url).content.decode()
    desk.post("undo_decisions")
    with desk.scope():
        assert set(Registration.objects.values_list("decision", "decided_by")) == {("listed", None)}
    assert "nothing left to undo" in desk.client.post(desk.url("undo_decisions"), follow=True).content.decode()


def test_undo_leaves_nobody_off_the_list_who_got_a_place_since(desk):
    with desk.scope():
        one, two = [add_patient(desk.made, number=n, procedure="BONE", decision="not_now") for n in (20, 21)]
    desk.post("decide", {"pick": f"{one.pk},{two.pk}", "decision": "listed", "confirmed": "1"})
    with desk.scope():
        give(desk.made, one)
    page = desk.client.post(desk.url("undo_decisions"), follow=True).content.decode()
    assert "These have a place since and stay as they are: 020." in page
    with desk.scope():
        standing = dict(Registration.objects.filter(number__gte=20).values_list("number", "decision"))
    assert standing == {20: "listed", 21: "not_now"}


def test_a_decision_that_lacks_its_reason_is_shown_again(desk):
    answer = desk.post("decide", {"pick": desk.made.registrations[0].pk, "decision": "not_now", "confirmed": "1"})
    assert answer.status_code == 422
    assert "Say why not now." in answer.content.decode()


def test_somebody_with_a_place_leaves_the_list_only_when_its_cancelling_is_said(desk):
    registration = desk.made.registrations[0]
    with desk.scope():
        placed = give(desk.made, registration)
    said = {"pick": registration.pk, "decision": "not_now", "reason": "Hb too low", "confirmed": "1"}
    refused = desk.post("decide", said)
    assert refused.status_code == 422
    assert "1 of them have a place: 001." in refused.content.decode()
    desk.post("decide", said | {"cancel_places": "on"})
    with desk.scope():
        assert Appointment.objects.get(pk=placed.pk).state == "cancelled"
        assert Registration.objects.get(pk=registration.pk).decision == "not_now"


def test_all_of_a_narrowed_list_can_be_decided_about_without_ticking(desk):
    desk.post(
        "decide",
        {"all": "1", "query": f"procedure={desk.made.procedures['LOOK'].pk}", "decision": "standby", "confirmed": "1"},
    )
    with desk.scope():
        standby = Registration.objects.filter(decision="standby")
        assert sorted(standby.values_list("number", flat=True)) == [2, 4]


@pytest.mark.parametrize("pick", ["²", "99999999999999999999", "9" * 5000, "x,,-1"])
def test_what_is_no_id_ticks_nobody(desk, pick):
    answer = desk.client.post(desk.url("decide"), {"pick": pick, "decision": "listed"}, follow=True)
    assert "Nobody was ticked" in answer.content.decode()


def test_ticking_nobody_says_so(desk):
    answer = desk.client.post(desk.url("decide"), {"decision": "listed"}, follow=True)
    assert "Nobody was ticked" in answer.content.decode()


def test_another_camps_people_are_not_decided_about(desk):
    other = open_desk(role=Role.OWNER, slug="other")
    theirs = other.made.registrations[0]
    desk.post("decide", {"pick": theirs.pk, "decision": "standby", "confirmed": "1"})
    with other.scope():
        assert Registration.objects.get(pk=theirs.pk).decision == "listed"


@pytest.mark.parametrize("name", ["decide", "undo_decisions"])
def test_a_viewer_decides_nothing(db, name):
    desk = open_desk(role=Role.VIEWER)
    assert desk.post(name, {"pick": "1", "decision": "listed", "confirmed": "1"}).status_code == 403


def test_the_file_holds_the_narrowed_list_and_runs_nothing_in_a_spreadsheet(desk):
    with desk.scope():
        rename(desk.made.registrations[1], "=cmd|' /C calc'!A0")
        give(desk.made, desk.made.registrations[1])
    answer = desk.get("export_registrations", {"placed": "yes"})
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["Card"], row["Name"], row["Phone or e-mail"]) for row in rows] == [
        ("002", "'=cmd|' /C calc'!A0", "'+2348030000002")
    ]
    assert (rows[0]["Place"], rows[0]["Station"]) == ("2027-03-01 08:00", "Desk")


@pytest.mark.parametrize("name", ["+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "\n=1"])
def test_a_cell_of_the_file_is_never_a_formula(desk, name):
    with desk.scope():
        Patient.objects.filter(pk=desk.made.registrations[0].patient_id).update(name=name)
    text = b"".join(desk.get("export_registrations").streaming_content).decode()
    assert f"'{name}" in [row["Name"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]


def test_consent_and_fitness_of_many_are_asked_first_then_written_and_what_is_not_chosen_stays(desk):
    first, second = (one.pk for one in desk.made.registrations[:2])
    with desk.scope():
        Registration.objects.filter(pk=second).update(fitness="unfit")
    pick = {"pick": f"{first},{second}"}
    asked = desk.post("clear_many", pick)
    assert "Consent and fitness of 2 people" in asked.content.decode()
    assert found(desk, cleared="yes") == []
    said = pick | {"confirmed": "1", "consent": "given", "fitness": "as_it_is", "how": "signed on paper"}
    assert desk.post("clear_many", said | {"how": ""}).status_code == 422
    assert desk.post("clear_many", said).status_code == 302
    with desk.scope():
        assert Registration.objects.filter(consent="given", consents__how="signed on paper").count() == 2
    assert found(desk, cleared="against") == [2]
    desk.post("clear_many", pick | {"confirmed": "1", "consent": "as_it_is", "fitness": "fit"})
    assert (found(desk, cleared="yes"), found(desk, cleared="no")) == ([1, 2], [3, 4])


def test_nobody_ticked_is_said_and_another_camps_people_are_left_aside(desk):
    with desk.scope():
        foreign = Registration.objects.order_by("-pk").values_list("pk", flat=True).first() + 1000
    assert (
        "Nobody was ticked" in desk.client.post(desk.url("clear_many"), {"pick": foreign}, follow=True).content.decode()
    )
