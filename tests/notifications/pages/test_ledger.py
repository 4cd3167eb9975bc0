"""The ledger shows every message with its state and why, and gives nothing secret away."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from notifications.models import Answer, Message, MessageState
from notifications.queries.ledger import Wanted, counts_of, ledger
from tests.factories.organiser import change_two, signed_in, told_camp
from tests.factories.schedule import NOW
from tests.notifications.pages.test_overview import words_of

PAGE = "/camps/small/messages/"
SECRET = "a" * 22


def found(made, **wanted):
    return ledger(made.camp, Wanted(**wanted), now=NOW)


def test_every_message_is_in_the_ledger(told):
    assert found(told).count() == Message.objects.count() == counts_of(told.camp)[""]


def test_what_is_due_comes_first_and_what_is_to_come_last_by_its_hour(told):
    rows = list(found(told))
    to_come = [row.due_at for row in rows if row.state == MessageState.PLANNED and row.due_at > NOW]
    assert to_come == sorted(to_come)
    assert [row.due_at for row in rows[-len(to_come) :]] == to_come
    assert rows[0].state == MessageState.PLANNED
    assert rows[0].due_at <= NOW


def test_the_groups_share_all_messages_out(told):
    counts = counts_of(told.camp)
    assert counts == {"": 55, "to_come": 33, "sent": 17, "not_reached": 5, "dropped": 0}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"state": "failed"}, {("Aminatu Bello", "booked", "sms")}),
        ({"group": "not_reached", "channel": "call"}, {("Aminatu Bello", "booked", "call")}),
        ({"q": "danjuma gra", "kind": "booked", "channel": "mail"}, {("Grace Danjuma", "booked", "mail")}),
        ({"q": "0803 000 0007", "kind": "confirm"}, {("Jean-Baptiste Ngono", "confirm", "sms")}),
        ({"q": "7", "kind": "confirm"}, {("Jean-Baptiste Ngono", "confirm", "sms")}),
        ({"q": "adeyemi", "state": "unknown"}, {("Ọláwálé Adéyẹmí", "booked", "sms")}),
        ({"q": "zzzz"}, set()),
    ],
)
def test_the_filters_narrow(told, wanted, expected):
    rows = {(row.registration.patient.name, row.kind, row.channel) for row in found(told, **wanted)}
    assert rows == expected


def test_a_doctor_is_found_by_name(told):
    assert {row.kind for row in found(told, q="ada bone")} >= {"shift_invitation"}


def test_the_page_says_state_and_why(told, owner):
    said = words_of(owner(told).get(PAGE + "?state=failed"))
    assert "001 Aminatu Bello Place and hour Text message English +2348030000001 Failed" in said
    assert "Refused: the number does not exist" in said


def test_the_patients_page_answers_whether_when_and_by_what(told, owner):
    client = owner(told)
    yes = words_of(client.get(PAGE + "people/3/"))
    assert "Yes, this patient was told. Monday 1 February, 9am , by" in yes
    assert "The patient has confirmed." in yes
    assert "No, not yet. On the call list" in words_of(client.get(PAGE + "people/1/"))
    assert "No, not yet. On the list by town" in words_of(client.get(PAGE + "people/9/"))


def test_a_place_that_moved_since_it_was_told_is_marked(told, owner):
    change_two(told, now=NOW)
    client = owner(told)
    assert "The place has moved since." in words_of(client.get(PAGE + "people/5/"))
    assert words_of(client.get(PAGE + "people/")).count("Moved since, not told") == 2


def test_a_place_not_published_is_said(placed, owner):
    assert "No: the place is not published yet." in words_of(owner(placed).get(PAGE + "people/1/"))


@pytest.mark.parametrize(
    ("show", "names"), [("unreachable", {"001", "009", "010"}), ("not_told", {"001", "002", "009", "010"})]
)
def test_the_list_of_people_narrows(told, owner, show, names):
    rows = owner(told).get(f"{PAGE}people/?show={show}").context["page"].object_list
    assert {str(row) for row in rows} == names


def test_a_message_shows_its_text_and_its_tries_without_the_secret_link(told, owner):
    message = Message.objects.get(state=MessageState.FAILED)
    answer = owner(told).get(f"{PAGE}{message.pk}/")
    said = words_of(answer)
    assert "your visit is booked. http://localhost:8000/v/…" in said
    assert SECRET not in answer.content.decode()
    assert "Refused for good Monday 1 February, 9am local Refused: the number does not exist" in said
    assert f"sms-{message.pk}" in said


def test_a_message_to_come_shows_what_it_would_say(told, owner):
    message = Message.objects.get(registration=told.registrations[2], kind="day_before", channel="sms")
    assert "come tomorrow, Monday 1 March" in words_of(owner(told).get(f"{PAGE}{message.pk}/"))


def test_looking_at_what_is_to_come_makes_no_link(told, owner):
    client = owner(told)
    for message in Message.objects.filter(state=MessageState.PLANNED):
        client.get(f"{PAGE}{message.pk}/")
    from notifications.models import VisitLink

    assert not VisitLink.objects.exists()


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))


def test_the_file_holds_what_the_page_shows(told, owner):
    rows = rows_of(owner(told).get(PAGE + "export.csv?state=failed"))
    assert rows[0][:4] == ["Card", "To", "Address", "Message"]
    assert rows[1][:4] == ["001", "Aminatu Bello", "'+2348030000001", "Place and hour"]
    assert rows[1][13] == "Refused for good (local) Refused: the number does not exist"


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "\n=1"])
def test_a_cell_of_the_file_is_never_a_formula(told, owner, name):
    patient = told.registrations[0].patient
    patient.name = name
    patient.save()
    rows = rows_of(owner(told).get(PAGE + "export.csv?state=failed"))
    assert rows[1][1].startswith("'")


def test_the_file_holds_no_secret_link(told, owner):
    assert SECRET not in owner(told).get(PAGE + "export.csv").content.decode()


def test_a_message_of_another_organisation_does_not_exist(told, owner):
    with scopes_disabled():
        other = told_camp_elsewhere()
    with scope(organisation=other.organisation):
        foreign = Message.objects.order_by("pk").first().pk
    assert owner(told).get(f"{PAGE}{foreign}/").status_code == 404


def told_camp_elsewhere():
    from tests.factories.schedule import small_camp
    from tests.factories.telling import appointment_at, local, tell_all

    other = small_camp(slug="other", patients=1)
    with scope(organisation=other.organisation):
        appointment_at(other, other.registrations[0], at=local(other, 0, 9), now=NOW - timedelta(days=1))
        tell_all(other)
    return other


@pytest.mark.parametrize("address", ["", "people/", "people/1/", "calls/", "towns/", "export.csv"])
def test_a_page_costs_the_same_for_nine_people_as_for_twelve(db, address):
    counted = []
    for people in (9, 12):
        with scopes_disabled():
            made = told_camp(people=people)
        client = signed_in(made.organisation)
        client.get(PAGE + address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE + address).status_code == 200
        counted.append(len(queries))
        with scopes_disabled():
            type(made.camp).objects.filter(pk=made.camp.pk).update(slug=f"old{people}")
            type(made.organisation).objects.filter(pk=made.organisation.pk).update(slug=f"old{people}")
    assert counted[0] == counted[1]


@pytest.mark.parametrize(("day", "count"), [("2027-02-01", 22), ("2027-02-02", 0), ("2027-02-28", 6)])
def test_a_day_narrows_to_what_ended_or_is_due_then(told, owner, day, count):
    rows = rows_of(owner(told).get(f"{PAGE}export.csv?day={day}"))[1:]
    assert len(rows) == count


def test_the_file_holds_what_was_delivered_read_and_answered(told, owner):
    message = Message.objects.get(registration=told.registrations[2], rung="", channel="sms")
    Message.objects.filter(pk=message.pk).update(delivered_at=NOW, read_at=NOW)
    Answer.objects.create(
        organisation=told.organisation, camp=told.camp, message=message, by="sms", meaning="coming", text="1", at=NOW
    )
    rows = rows_of(owner(told).get(PAGE + "export.csv?q=danjuma&channel=sms&kind=booked"))
    row = dict(zip(*rows, strict=True))
    assert (row["Delivered"], row["Read"]) == ("2027-02-01 10:00", "2027-02-01 10:00")
    assert row["They said"] == "2027-02-01 10:00 Coming: 1"
