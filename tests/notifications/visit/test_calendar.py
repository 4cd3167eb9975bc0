"""The visit as a file for the reader's own calendar."""

from notifications.ical.validator import faults
from scheduling.services.booking import SYSTEM, cancel
from tests.factories.telling import add_mail, local
from tests.notifications.visit.conftest import LATER


def unfolded(answer) -> str:
    return answer.content.decode().replace("\r\n ", "")


def test_the_file_is_a_valid_publication_of_the_visit(phone, operation, published):
    answer = phone.get(f"{operation.path}/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Content-Disposition"] == 'attachment; filename="visit.ics"'
    assert faults(answer.content) == []
    text = unfolded(answer)
    for line in (
        "METHOD:PUBLISH",
        f"UID:{operation.appointment.uid}",
        f"DTSTART:{local(published, 0, 10):%Y%m%dT%H%M%SZ}",
        "SUMMARY:Appointment - Small Camp",
        "LOCATION:General Hospital",
        "STATUS:CONFIRMED",
    ):
        assert f"\r\n{line}\r\n" in text
    assert "ATTENDEE" not in text


def test_nothing_of_link_person_or_illness_is_in_it(phone, operation):
    text = unfolded(phone.get(f"{operation.path}/calendar.ics"))
    for canary in (operation.path, "/v/", "Patient", "Bone", "Table", "orthopaedics"):
        assert canary not in text


def test_it_has_the_organizer_of_the_mailed_invitation(phone, operation):
    from notifications.services.reply_tokens import address_for

    contact = add_mail(operation.registration, "amina@example.org")
    expected = address_for(uid=operation.appointment.uid, recipient=f"contact:{contact.pk}")
    assert expected in unfolded(phone.get(f"{operation.path}/calendar.ics"))


def test_two_downloads_are_the_same_bytes(phone, operation):
    first, second = (phone.get(f"{operation.path}/calendar.ics").content for _ in range(2))
    assert first == second


def test_it_speaks_the_readers_language(phone, operation):
    assert "SUMMARY:Rendez-vous" in unfolded(phone.get(f"{operation.path}/calendar.ics?lang=fr"))


def test_a_cancelled_visit_has_no_file(phone, operation):
    cancel(appointment_id=operation.appointment.pk, actor=SYSTEM, now=LATER)
    assert phone.get(f"{operation.path}/calendar.ics").status_code == 302
