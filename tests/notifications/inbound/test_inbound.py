"""What comes back to a reply address is kept once, with its answer in words; it acts on nothing."""

import json
import time
from email.message import EmailMessage

import pytest

from notifications.models import InboundMail, Message
from notifications.services.inbound import read_folder, read_new, take_in
from notifications.services.reply_tokens import address_for
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, local, run_tick, tell_all

pytestmark = pytest.mark.django_db(transaction=True)

REPLY = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Some//Calendar//EN\r
METHOD:REPLY\r
BEGIN:VEVENT\r
UID:{uid}\r
SEQUENCE:0\r
DTSTAMP:20270202T080000Z\r
DTSTART:20270301T080000Z\r
ORGANIZER:mailto:{organizer}\r
ATTENDEE;PARTSTAT={said}:mailto:amina@example.org\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def invited(made, mailbox):
    """Amina has her invitation; `reply_to` is the address it came from."""
    made.registrations[0].patient.contacts.all().delete()
    contact = add_mail(made.registrations[0], "amina@example.org")
    made.appointment = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    run_tick(NOW)
    made.reply_to = address_for(uid=made.appointment.uid, recipient=f"contact:{contact.pk}")
    return made


def answer(invited, *, said="ACCEPTED", to=None, uid=None):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "amina@example.org", to or invited.reply_to, "Accepted"
    mail.set_content("Yes")
    body = REPLY.format(uid=uid or invited.appointment.uid, organizer=to or invited.reply_to, said=said)
    mail.add_attachment(body.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    return mail.as_bytes()


def test_the_invitation_came_from_the_reply_address(invited, mailbox):
    [mail] = mailbox.to("amina@example.org")
    assert invited.reply_to in mail["From"]


@pytest.mark.parametrize(
    ("said", "words"), [("ACCEPTED", "Accepted by"), ("DECLINED", "Declined by"), ("TENTATIVE", "Perhaps, says")]
)
def test_an_answer_stands_in_words_at_its_appointment(invited, said, words):
    assert take_in(answer(invited, said=said), to=[invited.reply_to], received_at=NOW)
    row = InboundMail.objects.get()
    assert row.said == f"{words} amina@example.org"
    assert (row.appointment_id, row.camp_id, row.organisation_id, row.sender) == (
        invited.appointment.pk,
        invited.camp.pk,
        invited.organisation.pk,
        "amina@example.org",
    )


def test_an_answer_changes_nothing_by_itself(invited):
    before = (list(Message.objects.values()), invited.appointment.state)
    take_in(answer(invited, said="DECLINED"), to=[invited.reply_to], received_at=NOW)
    invited.appointment.refresh_from_db()
    assert (list(Message.objects.values()), invited.appointment.state) == before


def test_the_same_mail_ten_times_is_one_row(invited):
    raw = answer(invited)
    assert [take_in(raw, to=[invited.reply_to], received_at=NOW) for _ in range(10)] == [True] + [False] * 9
    assert InboundMail.objects.count() == 1


def test_an_answer_to_an_address_that_was_given_to_somebody_else_is_kept_apart(invited):
    stranger = address_for(uid=invited.appointment.uid, recipient="contact:999999")
    take_in(answer(invited, to=stranger), to=[stranger], received_at=NOW)
    from django_scopes import scopes_disabled

    with scopes_disabled():
        row = InboundMail.objects.get()
    assert (row.appointment_id, row.organisation_id) == (None, None)
    assert row.said.endswith("(It fits no invitation of ours.)")


@pytest.mark.parametrize("raw", [b"", b"\x00\xff", b"Content-Type: multipart/report\n\n", b"A" * 100_000])
def test_rubbish_is_kept_and_stops_nothing(invited, raw):
    from django_scopes import scopes_disabled

    assert take_in(raw, to=[invited.reply_to], received_at=NOW)
    with scopes_disabled():
        assert InboundMail.objects.get().said


def test_a_plain_reply_is_found_by_the_message_it_answers(invited, mailbox):
    mail = EmailMessage()
    mail["From"], mail["To"] = "amina@example.org", invited.reply_to
    mail["In-Reply-To"] = mailbox.to("amina@example.org")[0]["Message-ID"]
    mail.set_content("May I come later?")
    take_in(mail.as_bytes(), to=[invited.reply_to], received_at=NOW)
    row = InboundMail.objects.get()
    assert (row.appointment_id, row.sender) == (invited.appointment.pk, "amina@example.org")


def put(folder, raw, *, inbound=True, number=None):
    folder.mkdir(exist_ok=True)
    name = f"{number or time.time_ns():020d}-abcd"
    (folder / f"{name}.eml").write_bytes(raw)
    envelope = {"received_at": NOW.isoformat(), "from": "a@example.org", "to": ["x@example.org"], "inbound": inbound}
    (folder / f"{name}.json").write_text(json.dumps(envelope))


def test_only_what_went_to_a_reply_address_is_read_from_the_built_in_server(invited, tmp_path):
    put(tmp_path / "mail", answer(invited), inbound=False, number=5)
    put(tmp_path / "mail", answer(invited, said="DECLINED"), number=7)
    assert read_folder(tmp_path / "mail", since=0, now=NOW) == (7, 1)
    assert read_folder(tmp_path / "mail", since=7, now=NOW) == (7, 0)


def test_a_broken_envelope_does_not_hide_the_next_mail(invited, tmp_path, caplog):
    put(tmp_path / "mail", answer(invited), number=3)
    (tmp_path / "mail" / f"{2:020d}-x.json").write_text("{")
    assert read_folder(tmp_path / "mail", since=0, now=NOW) == (3, 1)
    assert "could not be taken in" in caplog.text


def test_with_a_mail_server_of_your_own_nothing_is_read(invited, tmp_path, settings):
    put(tmp_path / "mail", answer(invited))
    settings.BUILT_IN_MAIL = False
    assert read_new(now=NOW) == 0
    settings.BUILT_IN_MAIL = True
    assert read_new(now=NOW) == 1
