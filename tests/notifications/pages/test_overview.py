"""The organiser's first page says how the camp stands and what comes next."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from camps.models import Decision
from notifications.models import Message, MessageState
from notifications.queries.load import load_of
from notifications.queries.reach import figures_of
from notifications.services.publishing import publish
from notifications.views.load_picture import Share, share
from scheduling.models import Appointment, AppointmentState
from tests.factories.organiser import change_two, placed_camp, signed_in, told_camp
from tests.factories.schedule import NOW, add_patient, small_camp
from tests.factories.telling import local, moved, tell_all


def words_of(answer) -> str:
    """The text of a page, its tags and double spaces taken out."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def overview(client, made) -> str:
    return words_of(client.get(f"/camps/{made.camp.slug}/"))


def test_the_camps_own_address_is_the_overview(told, owner):
    assert "How it stands" in overview(owner(told), told)


def test_a_new_camp_still_has_its_address_below(placed, owner):
    assert owner(placed).get("/camps/new/").status_code == 200


def test_the_figures_count_each_person_once(told):
    figures = figures_of(told.camp)
    assert (figures.registered, figures.screened, figures.listed, figures.placed) == (12, 12, 12, 12)
    assert (figures.told, figures.confirmed, figures.unreachable) == (8, 4, 3)


def test_a_draft_told_nobody(placed):
    assert figures_of(placed.camp).told == 0


def test_somebody_who_refused_texts_is_unreachable(placed):
    patient = placed.registrations[0].patient
    patient.consents.create(organisation=placed.organisation, purpose="texts", given=True, how="sheet", at=NOW)
    before = figures_of(placed.camp).unreachable
    patient.consents.create(organisation=placed.organisation, purpose="texts", given=False, how="call", at=NOW)
    assert (before, figures_of(placed.camp).unreachable) == (2, 3)


def test_who_was_told_an_hour_that_moved_since_is_not_told(told):
    place = Appointment.objects.get(registration=told.registrations[3])
    moved(place, to=local(told, 1, 17), now=NOW)
    assert figures_of(told.camp).told == 8, "a draft changes nothing for the patient"
    tell_all(told)
    assert figures_of(told.camp).told == 7
    Message.objects.filter(appointment=place, kind="moved").update(state=MessageState.SENT)
    assert figures_of(told.camp).told == 8


def test_whose_message_waits_for_its_hour_is_being_told_and_not_lost(placed, owner):
    tell_all(placed)
    figures = figures_of(placed.camp)
    assert (figures.placed, figures.told, figures.to_come, figures.not_told) == (12, 0, 10, 2)
    see = owner(placed)
    assert "Being told 10 of 12" in overview(see, placed)
    Message.objects.filter(channel="sms").update(state=MessageState.FAILED)
    Message.objects.filter(channel="mail").update(state=MessageState.SUPERSEDED)
    lost = figures_of(placed.camp)
    assert (lost.to_come, lost.not_told) == (0, 12)
    assert "Being told" not in overview(see, placed)


def test_a_cancelled_place_counts_nowhere(told):
    Appointment.objects.filter(registration=told.registrations[3]).update(state=AppointmentState.CANCELLED)
    figures = figures_of(told.camp)
    assert (figures.placed, figures.told) == (11, 7)


@pytest.mark.parametrize(
    ("figure", "address"),
    [
        ("Registered", "registrations/"),
        ("Listed", "registrations/?decision=listed"),
        ("Placed", "registrations/?placed=yes"),
        ("Told", "messages/people/?show=told"),
        ("Confirmed", "messages/people/?show=confirmed"),
        ("Unreachable", "messages/people/?show=unreachable"),
    ],
)
def test_a_figure_leads_to_its_people(told, owner, figure, address):
    page = owner(told).get("/camps/small/").content.decode()
    assert re.search(rf'href="/camps/small/{re.escape(address)}">\s*<span class="label">{figure}', page)


def test_the_next_step_counts_the_missing_fields(placed, owner):
    placed.camp.short_name = placed.camp.help_phone = placed.camp.preparation = ""
    placed.camp.save()
    said = overview(owner(placed), placed)
    assert "3 fields are missing before you can publish." in said
    assert "Then: 14 people are waiting to be told." not in said, "12 patients and 8 shifts wait"
    assert "Then: 20 people are waiting to be told." in said


def test_the_next_step_names_people_to_screen_and_to_place_first(placed, owner):
    add_patient(placed, number=91, procedure="BONE", decision=Decision.NEW)
    add_patient(placed, number=92, procedure="BONE")
    said = overview(owner(placed), placed)
    assert "Next 1 person is not screened yet." in said
    assert "Then: 1 listed person has no place yet." in said


def test_changes_not_yet_told_are_counted(told, owner):
    change_two(told, now=NOW)
    assert "2 changes are not yet told." in overview(owner(told), told)


def test_a_move_there_and_back_is_no_change(told, owner):
    place = Appointment.objects.get(registration=told.registrations[3])
    there, back = local(told, 1, 17), place.starts_at
    moved(place, to=there, now=NOW)
    moved(place, to=back, now=NOW)
    assert "not yet told" not in overview(owner(told), told)


def test_what_is_being_told_is_no_step(placed, owner):
    publish(placed.camp, by=None, now=NOW)
    said = overview(owner(placed), placed)
    assert "are being written" in said
    assert "waiting to be told" not in said


def test_a_doctor_sees_the_figures_but_nobodys_name(told, owner):
    page = owner(told, "doctor").get("/camps/small/").content.decode()
    assert "Aminatu" not in page


def test_the_pictures_count_what_the_tables_hold(placed):
    load = load_of(placed.camp)
    assert [name for name, _ in load.stations] == ["Table 1", "Table 2", "Desk"]
    assert dict(load.stations)["Table 1"] == [(120, 480), (120, 480)]
    assert [(day.held_hours, day.open_hours) for day in load.days] == [(4.0, 20.0), (4.0, 20.0)]


def test_the_picture_says_hours_taken_and_free_in_words(placed, owner):
    said = overview(owner(placed), placed)
    assert "Operating tables: 8 of 40 hours are taken, turnover included. 32 hours are free." in said
    assert "Most room: Mon 1, 16 hours." in said
    assert said.count("2 of 10 h 8 h free") == 6, "two tables and a desk, two days"
    assert "All tables 4 of 20 h 16 h free" in said


@pytest.mark.parametrize(
    ("held", "opened", "seen"),
    [(0, 0, None), (60, 600, Share(1.0, 10.0, 9.0)), (590, 600, Share(9.8, 10.0, 0.0)), (90, 0, Share(1.5, 0.0, 0.0))],
)
def test_what_is_left_is_room_only_when_somebody_fits_in(held, opened, seen):
    assert share(held, opened) == seen


def test_a_closed_day_is_closed_in_the_picture(db):
    with scopes_disabled():
        made = small_camp(patients=0)
    with scope(organisation=made.organisation):
        table = made.stations["Table 1"]
        table.closures.create(
            organisation=made.organisation, starts_at=local(made, 0, 0), ends_at=local(made, 0, 23, 30)
        )
        assert dict(load_of(made.camp).stations)["Table 1"] == [None, (0, 600)]


@pytest.mark.parametrize(("make", "counts"), [(placed_camp, (3, 8)), (told_camp, (9, 12))])
def test_the_overview_costs_the_same_for_few_people_as_for_more(db, make, counts):
    counted = []
    for people in counts:
        with scopes_disabled():
            made = make(people=people)
        client = signed_in(made.organisation)
        client.get("/camps/small/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/camps/small/").status_code == 200
        counted.append(len(queries))
        with scopes_disabled():
            made.camp.slug = f"old{people}"
            made.camp.save()
            made.organisation.slug = f"old{people}"
            made.organisation.save()
    assert counted[0] == counted[1]
    assert counted[0] <= 40


@pytest.mark.parametrize(("many", "button"), [(3, "Find places"), (4, "Plan the camp")])
def test_many_without_a_place_are_planned_and_a_few_are_placed_by_hand(placed, owner, many, button):
    for number in range(50, 50 + many):
        add_patient(placed, number=number, procedure="LOOK")
    page = overview(owner(placed), placed)
    assert f"{many} listed people have no place yet. {button}" in page


def test_on_a_day_of_the_camp_that_day_comes_first(told, owner, clock):
    clock.move_to(local(told, 1, 9))
    page = owner(told).get("/camps/small/").content.decode()
    assert "The camp is on today: 0 arrived, 0 waiting, 0 done." in page
    assert 'href="/camps/small/today/"' in page


def test_before_the_camp_its_day_is_no_step(told, owner):
    assert "The camp is on today" not in overview(owner(told), told)
