"""The visit as a file for the reader's own calendar."""

from notifications.ical.validator import faults
from notifications.models import Told
from scheduling.services.booking import SYSTEM, cancel
from tests.factories.telling import add_mail, local, moved, tell_all
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


def test_a_draft_raises_no_sequence_beside_the_hour_that_was_told(phone, operation, published):
    moved(operation.appointment, to=local(published, 1, 10), now=LATER)
    text = unfolded(phone.get(f"{operation.path}/calendar.ics"))
    assert f"\r\nDTSTART:{local(published, 0, 10):%Y%m%dT%H%M%SZ}\r\n" in text
    assert "\r\nSEQUENCE:0\r\n" in text


def test_the_sequence_is_that_of_the_mailed_invitation(phone, operation, published):
    mail = add_mail(operation.registration, "amina@example.org")
    moved(operation.appointment, to=local(published, 1, 10), now=LATER)
    tell_all(published, now=LATER)
    told = Told.objects.get(appointment=operation.appointment, recipient=f"contact:{mail.pk}")
    Told.objects.filter(pk=told.pk).update(sequence=7)
    assert "\r\nSEQUENCE:7\r\n" in unfolded(phone.get(f"{operation.path}/calendar.ics"))


def test_two_downloads_are_the_same_bytes(phone, operation):
    first, second = (phone.get(f"{operation.path}/calendar.ics").content for _ in range(2))
    assert first == second


def test_it_speaks_the_readers_language(phone, operation):
    assert "SUMMARY:Rendez-vous" in unfolded(phone.get(f"{operation.path}/calendar.ics?lang=fr"))


def test_a_cancelled_visit_has_no_file(phone, operation):
    cancel(appointment_id=operation.appointment.pk, actor=SYSTEM, now=LATER)
    assert phone.get(f"{operation.path}/calendar.ics").status_code == 302
