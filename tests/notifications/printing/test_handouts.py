"""Cards and instruction sheets: what stands on them, for whom, and in which language."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from camps.models import Procedure
from notifications.models import VisitLink
from notifications.services.links import link_for, links_for
from notifications.views.printing import qr_code
from scheduling.queries.places import free_places
from scheduling.services.booking import SYSTEM, move
from tests.camps.access.test_get_changes_nothing import digest
from tests.factories.schedule import NOW
from tests.factories.telling import local
from tests.notifications.visit.conftest import LATER, words

CARDS, SHEETS = "/camps/small/print/cards/", "/camps/small/print/sheets/"


def printed(client, path) -> str:
    """Make the codes and read the paper."""
    return words(client.post(path, follow=True))


def test_a_card_says_number_hour_place_help_and_preparation(sign_in, published):
    said = printed(sign_in(), CARDS)
    for part in (
        "001",
        "Patient 1",
        "Monday 1 March 2027",
        "10am",
        "Lagos time",
        "General Hospital, gate 2",
        "Bring your papers.",
        "Help: 0803 000 0399",
        "Version 1, printed Monday 1 February 2027, midday",
    ):
        assert part in said


@pytest.mark.parametrize("path", [CARDS, SHEETS, "/camps/small/print/cards/1/"])
def test_no_paper_for_patients_names_the_illness(sign_in, published, path):
    published.registrations[0].complaint = "canary pain"
    published.registrations[0].save()
    html = sign_in().post(path, follow=True).content.decode()
    for canary in ("Bone operation", "Consultation", "orthopaedics", "canary pain", "Table 1", "Ada Bone"):
        assert canary not in html


def test_a_sheet_says_from_when_to_eat_nothing(sign_in, published):
    Procedure.objects.filter(code="BONE").update(fasting_hours=6)
    said = printed(sign_in(), SHEETS)
    assert said.count("Eat nothing from Monday 1 March 2027, 4am on.") == 1
    assert "Bring this sheet and your camp card." in said


def test_paper_is_in_the_language_of_each_patient(sign_in, published):
    patient = published.registrations[1].patient
    patient.language = "fr"
    patient.save()
    html = sign_in().post(CARDS, follow=True).content.decode()
    assert re.findall(r'<article class="visit-card" lang="(\w+)"', html) == ["fr", "en"]
    assert "lundi 1er mars 2027" in html


def test_the_order_is_that_of_the_hours(sign_in, published):
    html = sign_in().post(CARDS, follow=True).content.decode()
    assert re.findall(r'class="number">(\d+)<', html) == ["002", "001"]


def test_a_get_prints_without_codes_and_writes_nothing(sign_in, published):
    VisitLink.objects.all().delete()
    client = sign_in()
    before = digest()
    answer = client.get(CARDS)
    assert digest() == before
    assert "2 patients have no code yet." in words(answer)
    assert "<svg" not in answer.content.decode().partition("visit-cards")[2].replace('<svg class="mark"', "")


def test_the_code_is_the_patients_own_link(sign_in, published):
    html = sign_in().post(SHEETS, follow=True).content.decode()
    link = link_for(published.registrations[0], now=NOW)
    assert link.partition("://")[2] in html
    expected = qr_code(link)
    assert expected in html


def test_a_code_holds_the_text_it_is_made_of():
    """Read back from the picture by hand: the modules of the SVG path against those of the library's own symbol."""
    import segno

    text = "https://camps.example.org/v/6LfzA39VcLcMu3OE5y8-6A"
    symbol = segno.make(text, error="m", micro=False, boost_error=False, mask=3)
    rows = [[bool(dark) for dark in row] for row in symbol.matrix]
    drawn = [[False] * len(rows) for _ in rows]
    path = re.search(r' d="([^"]+)"', qr_code(text))[1]
    x, y = 0.0, 0.0
    for step, numbers in re.findall(r"([Mmh])([-0-9. ]+)", path):
        values = [float(number) for number in numbers.split()]
        if step == "M":
            x, y = values
        elif step == "m":
            x, y = x + values[0], y + values[1]
        else:
            for column in range(int(x) - 2, int(x) - 2 + int(values[0])):
                drawn[int(y) - 2][column] = True
            x += values[0]
    assert drawn == rows


def test_one_day_and_one_patient_can_be_printed_alone(sign_in, published):
    client = sign_in()
    assert "Nobody here has a published place" in printed(client, f"{CARDS}?day=2027-03-02")
    said = printed(client, f"{CARDS}?day=2027-03-01")
    assert "Patient 1" in said
    assert "Patient 2" in said
    alone = printed(client, f"{CARDS}2/")
    assert "Patient 2" in alone
    assert "Patient 1" not in alone
    assert "Before you come" in alone


def test_paper_shows_what_is_published_and_not_the_draft(sign_in, published):
    registration = published.registrations[0]
    appointment = registration.appointments.get()
    (place,) = free_places(
        registration=registration, now=LATER, limit=1, after=local(published, 1, 14), but_for=[appointment.pk]
    )
    move(moves=[(appointment.pk, place.place)], actor=SYSTEM, now=LATER + timedelta(minutes=1))
    said = printed(sign_in(), f"{CARDS}1/")
    assert "10am" in said
    assert "2pm" not in said


def test_before_the_first_publishing_there_are_no_cards(sign_in, made):
    assert "Nothing is published yet" in printed(sign_in(), CARDS)


@pytest.mark.parametrize(
    ("role", "status"), [("desk", 200), ("coordinator", 200), ("organiser", 200), ("viewer", 403), ("doctor", 403)]
)
def test_secret_links_are_printed_by_those_who_hand_out_messages(sign_in, published, role, status):
    assert sign_in(role).get(CARDS).status_code == status


def test_two_cards_cost_as_many_statements_as_one(sign_in, published):
    links_for(published.registrations, now=NOW)
    client = sign_in()
    client.get(CARDS)  # what a first request costs
    with CaptureQueriesContext(connection) as one:
        client.get(f"{CARDS}1/")
    with CaptureQueriesContext(connection) as both:
        client.get(CARDS)
    assert len(both) == len(one)
