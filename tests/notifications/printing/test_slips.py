"""Token slips and blank tokens: what a patient carries around the camp, and what a camera reads from it."""

import pytest
from django.utils.translation import override

from camps.models import Patient, Registration
from notifications.models import Printing, VisitLink
from notifications.services.links import close, link_for
from scheduling.models import Arrival
from tests.camps.access.test_get_changes_nothing import digest
from tests.factories.paper import came, desk_of
from tests.factories.schedule import NOW
from tests.notifications.printing.reading import codes_in, pages_of, sizes_of
from tests.notifications.visit.conftest import words

TOKENS = "/camps/small/print/tokens/"


@pytest.fixture
def arrival(published):
    registration = published.registrations[0]
    Patient.objects.filter(pk=registration.patient_id).update(name="Canaryna Zubairu", town="Canary Town")
    Registration.objects.filter(pk=registration.pk).update(complaint="canary pain", remarks="canary remark")
    return came(registration, number=14)


def address(arrival: Arrival, width: int = 58) -> str:
    return f"/camps/small/print/slips/{arrival.pk}/?width={width}"


def slip_in(answer) -> str:
    """The words on the paper alone."""
    return words(answer).partition("(Ctrl + P).")[2]


def letters(text: str) -> str:
    """Without what a line's end may swallow, such as a hyphen."""
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize(("width", "size"), [(58, (58, 105)), (80, (80, 115))])
def test_a_camera_reads_the_patients_own_link_from_the_slip_and_nothing_else(sign_in, arrival, width, size):
    answer = sign_in().post(address(arrival, width), {"as": "pdf"})
    assert sizes_of(answer) == [size]
    assert codes_in(answer) == [link_for(arrival.registration, now=NOW)]


def test_a_slip_says_token_camp_day_help_and_who_by_initials(sign_in, arrival):
    (page,) = pages_of(sign_in().post(address(arrival), {"as": "pdf"}))
    link = link_for(arrival.registration, now=NOW).partition("://")[2]
    for part in ("Small Camp", "Monday 1 March 2027", "B-014", "C.Z.", "B-014 / Y", "Your place in the queue:"):
        assert part in page
    assert "Help: 0803 000 0399" in page
    assert letters(link) in letters(page)


def test_no_slip_names_the_person_or_the_illness(sign_in, arrival):
    html = sign_in().post(address(arrival), {"as": "page"}).content.decode()
    for canary in ("canary", "Canary", "Zubairu", "Bone operation", "orthopaedics", "Table 1", "Ada Bone"):
        assert canary not in html


def test_a_slip_is_in_the_patients_language(sign_in, arrival):
    Patient.objects.filter(pk=arrival.registration.patient_id).update(language="fr")
    with override("en"):
        said = slip_in(sign_in().post(address(arrival), {"as": "page"}))
    assert "lundi 1er mars 2027" in said
    assert "Votre place dans la file :" in said


def test_a_get_makes_no_link_and_a_post_makes_one(sign_in, arrival):
    VisitLink.objects.all().delete()
    client = sign_in()
    before = digest()
    html = client.get(address(arrival)).content.decode()
    assert digest() == before
    assert "Make the code and print with the browser" in html
    assert "<svg" not in html.partition('class="slip"')[2]
    assert "<svg" in client.post(address(arrival), {"as": "page"}).content.decode().partition('class="slip"')[2]


def test_a_closed_link_is_printed_on_no_slip(sign_in, arrival):
    link_for(arrival.registration, now=NOW)
    close(arrival.registration, now=NOW)
    answer = sign_in().post(address(arrival), {"as": "pdf"})
    assert codes_in(answer) == []
    assert "B-014 / Y" in pages_of(answer)[0]


def test_a_check_in_that_was_taken_back_is_said_so(sign_in, arrival):
    Arrival.objects.update(undone_at=NOW)
    assert "This check-in was taken back" in words(sign_in().get(address(arrival)))


@pytest.mark.parametrize(("role", "status"), [("desk", 200), ("viewer", 403), ("doctor", 403)])
def test_a_slip_carries_a_secret_link_and_is_for_those_who_hand_out_messages(sign_in, arrival, role, status):
    assert sign_in(role).get(address(arrival)).status_code == status


def test_a_slip_of_another_camp_is_not_there(sign_in, arrival):
    assert sign_in().get(f"/camps/other/print/slips/{arrival.pk}/").status_code == 404


def test_blank_tokens_have_their_numbers_twice_and_check_characters(sign_in, published):
    answer = sign_in().post(f"{TOKENS}?day=2027-03-01&letter=b&first=14&last=53", {"as": "pdf"})
    pages = pages_of(answer)
    assert len(pages) == 2
    assert [n for n in range(14, 54) if sum(page.count(f"B-{n:03d}") for page in pages) < 3] == []
    assert "B-014 / Y" in pages[0]
    assert "Blank tokens, B-014 – B-053, Monday 1 March: print 1" in pages[1]


def test_blank_tokens_leave_out_what_was_given_that_day(sign_in, published):
    came(published.registrations[0], number=15)
    Arrival.objects.update(undone_at=NOW)  # the slip may still be in somebody's hand
    said = words(sign_in().get(f"{TOKENS}?day=2027-03-01&letter=B&first=14&last=16"))
    assert "Given already, and left out: B-015" in said
    assert [token for token in ("B-014 /", "B-015 /", "B-016 /") if token in said] == ["B-014 /", "B-016 /"]
    assert "B-015 /" in words(sign_in("owner").get(f"{TOKENS}?day=2027-03-02&letter=B&first=14&last=16"))


def test_the_page_begins_after_the_highest_number_and_says_what_is_on_paper(sign_in, published):
    came(published.registrations[0], number=15)
    desk_of(published.camp, letter="C")
    client = sign_in()
    client.post(f"{TOKENS}?day=2027-03-01&letter=B&first=16&last=35", {"as": "page"})
    html = client.get(TOKENS).content.decode()
    assert 'name="letter" value="B"' in html
    assert 'name="first" value="16"' in html
    assert "On paper already for this day: B-016 – B-035 (midday)" in words(client.get(TOKENS))


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("letter=B&first=20&last=10", "This comes before the first one."),
        ("letter=B&first=1&last=999", "At most 200 tokens in one print."),
        ("letter=7&first=1&last=9", "One or two letters such as B"),
        ("letter=o&first=1&last=9", "neither I nor O"),
        ("letter=B&first=0&last=9", "greater than or equal to 1"),
    ],
)
def test_blank_tokens_that_make_no_sense_are_refused_in_words(sign_in, published, query, error):
    answer = sign_in().post(f"{TOKENS}?day=2027-03-01&{query}", {"as": "pdf"})
    assert error in words(answer)
    assert not Printing.objects.exists()
