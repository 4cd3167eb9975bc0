"""Whose answer counts, and which: address, event and person must fit, and nothing newer may have come."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections
from django_scopes import scopes_disabled

from camps.models import Absence
from notifications.models import Answer, InboundMail, Message
from notifications.services.answers.acting import act_on, act_on_new
from notifications.services.fan_out import fan_out
from notifications.services.inbound import take_in
from notifications.services.publishing import publish
from notifications.services.reply_tokens import address_for
from scheduling.models import Appointment, ScheduleChange
from tests.factories.replies import google
from tests.factories.schedule import NOW
from tests.factories.telling import local, moved
from tests.notifications.answers.conftest import LATER, comes_in

pytestmark = pytest.mark.django_db(transaction=True)


def nothing_happened():
    return not Answer.objects.exists() and Appointment.objects.get().confirmed_at is None


def test_an_answer_at_an_address_that_was_given_to_somebody_else_has_no_effect(invited, to_amina):
    foreign = address_for(uid=invited.appointment.uid, recipient="contact:999999")
    row = comes_in(google(to_amina, "accepted", at=NOW), to=foreign)
    assert (row.state, row.reason, row.organisation_id) == ("aside", "It fits no invitation of ours.", None)
    assert nothing_happened()


def test_an_answer_to_an_event_that_is_not_ours_has_no_effect(invited, to_amina):
    row = comes_in(google(replace(to_amina, uid="somebody@else.example"), "accepted", at=NOW), to=to_amina.organizer)
    assert (row.state, row.organisation_id) == ("aside", None)
    assert nothing_happened()


def test_an_answer_for_somebody_who_was_not_invited_is_kept_and_has_no_effect(invited, to_amina):
    guest = replace(to_amina, attendee="guest@example.org")
    row = comes_in(google(guest, "accepted", at=NOW), to=to_amina.organizer)
    assert row.state == "aside"
    assert row.reason == (
        "It speaks for guest@example.org, but the invitation went to amina@example.org: it has no effect."
    )
    assert (row.camp, row.appointment) == (invited.camp, invited.appointment)
    assert nothing_happened()


def test_the_invited_person_is_found_among_several(invited, to_amina):
    calendar = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        f"UID:{to_amina.uid}\r\nDTSTAMP:20270201T090000Z\r\n"
        "ATTENDEE;PARTSTAT=DECLINED:mailto:guest@example.org\r\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:Amina@Example.org\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    row = comes_in(
        f"From: a@b.example\r\nContent-Type: text/calendar\r\n\r\n{calendar}".encode(), to=to_amina.organizer
    )
    assert row.state == "done"
    assert Answer.objects.get().meaning == "coming"


def test_an_older_answer_that_comes_late_is_dropped_with_the_reason(invited, to_amina):
    comes_in(google(to_amina, "accepted", at=NOW + timedelta(minutes=5)), to=to_amina.organizer)
    row = comes_in(google(to_amina, "declined", at=NOW), to=to_amina.organizer)
    assert (row.state, row.reason) == ("ignored", "A newer answer of the same person came before.")
    assert Answer.objects.get().meaning == "coming"


def test_a_higher_sequence_beats_a_newer_stamp(invited, to_amina):
    comes_in(google(to_amina, "accepted", at=NOW, sequence=1), to=to_amina.organizer)
    row = comes_in(google(to_amina, "declined", at=NOW + timedelta(minutes=5), sequence=0), to=to_amina.organizer)
    assert row.state == "ignored"


def test_the_same_answer_in_another_mail_is_one_answer(invited, to_amina):
    comes_in(google(to_amina, "accepted", at=NOW), to=to_amina.organizer)
    row = comes_in(b"Received: again\r\n" + google(to_amina, "accepted", at=NOW), to=to_amina.organizer)
    assert (row.state, row.reason) == ("ignored", "The same answer came before.")
    assert Answer.objects.count() == 1


def test_an_answer_to_an_older_invitation_is_dropped(invited, to_amina):
    moved(invited.appointment, to=local(invited, 0, 15), now=NOW)
    publish(invited.camp, by=None, now=NOW)
    fan_out(now=NOW)
    row = comes_in(google(to_amina, "accepted", at=NOW), to=to_amina.organizer)
    assert (row.state, row.reason) == ("ignored", "It answers an older invitation; a newer one was sent since.")
    assert nothing_happened()


def test_a_calendar_whose_clock_runs_ahead_does_not_silence_its_owner(invited, to_amina):
    comes_in(google(to_amina, "accepted", at=NOW + timedelta(days=4000)), to=to_amina.organizer)
    later = LATER + timedelta(hours=1)
    comes_in(google(to_amina, "declined", at=later), to=to_amina.organizer, now=later)
    assert list(Answer.objects.order_by("pk").values_list("meaning", flat=True)) == ["coming", "cannot"]


def test_a_copy_of_an_answer_from_a_clock_a_little_ahead_is_the_same_answer(invited, to_amina):
    raw = google(to_amina, "accepted", at=LATER + timedelta(minutes=3))
    comes_in(raw, to=to_amina.organizer)
    row = comes_in(b"Received: again\r\n" + raw, to=to_amina.organizer, now=LATER + timedelta(minutes=1))
    assert (row.state, row.reason) == ("ignored", "The same answer came before.")


def test_the_same_mail_ten_times_is_one_row(invited, to_amina):
    raw = google(to_amina, "accepted", at=NOW)
    taken = [take_in(raw, to=[to_amina.organizer], received_at=NOW) for _ in range(10)]
    assert taken == [True] + [False] * 9
    with scopes_disabled():
        assert InboundMail.objects.count() == 1


def test_ten_copies_at_once_have_one_effect(invited, to_ada):
    for number in range(10):
        raw = f"Received: {number}\r\n".encode() + google(to_ada, "declined", at=NOW)
        take_in(raw, to=[to_ada.organizer], received_at=NOW)
    with scopes_disabled():
        ids = list(InboundMail.objects.values_list("pk", flat=True))

    def act(mail_id):
        try:
            return act_on(mail_id, now=LATER)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as threads:
        ended = sorted(str(state) for state in threads.map(act, ids + ids))
    assert ended == ["None"] * 10 + ["done"] + ["ignored"] * 9
    assert (Absence.objects.count(), Answer.objects.count()) == (1, 1)
    assert Message.objects.filter(kind="doctor_declined").count() == 2
    assert ScheduleChange.objects.filter(kind="lost_cover").count() == 1


def test_a_mail_that_breaks_us_is_kept_aside_and_the_next_has_its_effect(
    invited, to_amina, to_ada, monkeypatch, caplog
):
    def broken(*args, **kwargs):
        raise RuntimeError("a bug of ours")

    take_in(google(to_amina, "accepted", at=NOW), to=[to_amina.organizer], received_at=NOW)
    take_in(google(to_ada, "declined", at=NOW), to=[to_ada.organizer], received_at=NOW)
    monkeypatch.setattr("notifications.services.answers.patients.say_coming", broken)
    assert act_on_new(now=LATER) == 2
    with scopes_disabled():
        states = list(InboundMail.objects.order_by("pk").values_list("state", "reason"))
    assert states == [("aside", "It could not be acted on (RuntimeError)."), ("done", "")]
    assert Absence.objects.count() == 1
    assert "a mail could not be acted on" in caplog.text
    assert "amina" not in caplog.text


def test_a_mail_that_came_at_a_bad_moment_is_tried_again_for_an_hour(invited, to_amina, monkeypatch):
    def busy(*args, **kwargs):
        raise OperationalError("deadlock detected")

    take_in(google(to_amina, "accepted", at=NOW), to=[to_amina.organizer], received_at=NOW)
    with monkeypatch.context() as patch:
        patch.setattr("notifications.services.answers.patients.say_coming", busy)
        assert act_on_new(now=NOW + timedelta(minutes=59)) == 0
    assert nothing_happened()
    assert act_on_new(now=NOW + timedelta(minutes=59)) == 1
    assert Appointment.objects.get().confirmed_at is not None


def test_a_bad_moment_of_an_hour_is_for_a_person(invited, to_amina, monkeypatch):
    def busy(*args, **kwargs):
        raise OperationalError("deadlock detected")

    take_in(google(to_amina, "accepted", at=NOW), to=[to_amina.organizer], received_at=NOW)
    monkeypatch.setattr("notifications.services.answers.patients.say_coming", busy)
    assert act_on_new(now=NOW + timedelta(minutes=60)) == 1
    with scopes_disabled():
        assert InboundMail.objects.get().reason == "It could not be acted on (OperationalError)."


def test_an_answer_that_passes_the_visit_on_is_for_a_person(invited, to_amina):
    comes_in(google(to_amina, "delegated", at=NOW), to=to_amina.organizer)
    answer = Answer.objects.get()
    assert (answer.meaning, answer.needs_person) == ("words", True)
    assert answer.effect == "Passed on to somebody else by amina@example.org"


def test_a_mail_of_nobody_is_listed_shown_and_acted_on_again(invited, to_amina, settings):
    raw = google(to_amina, "accepted", at=NOW)
    settings.MAIL_DOMAIN = "mistyped.example"
    row = comes_in(raw, to=to_amina.organizer)
    out = StringIO()
    call_command("kept_mails", stdout=out)
    assert f"{row.pk}  2027-02-01 10:00 UTC  amina@example.org: Accepted by amina@example.org" in out.getvalue()
    settings.MAIL_DOMAIN = "campline.localhost"
    out = StringIO()
    call_command("kept_mails", again=row.pk, stdout=out)
    assert out.getvalue() == f"{row.pk}: Acted on\n"
    assert Answer.objects.get().meaning == "coming"
    with pytest.raises(CommandError, match=f"No mail {row.pk} was kept aside"):
        call_command("kept_mails", again=row.pk)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff",
        b"Content-Type: multipart/report\n\n",
        b"A" * 100_000,
        b"Subject: \x00\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n",
        b"A" * 5_000_001,
    ],
)
def test_rubbish_is_kept_aside_with_a_reason(invited, to_amina, raw):
    row = comes_in(raw, to=to_amina.organizer)
    assert (row.state, bool(row.reason), bytes(row.raw)) == ("aside", True, raw)
    assert nothing_happened()


def test_an_automatic_reply_is_nothing_to_do(invited, to_amina):
    row = comes_in(b"Auto-Submitted: auto-replied\r\n\r\nI am away until Monday.", to=to_amina.organizer)
    assert (row.state, row.reason) == ("ignored", "An automatic reply without an answer.")


def test_words_are_handed_to_a_person(invited, to_amina, mailbox):
    asked = mailbox.to("amina@example.org")[0]["Message-ID"]
    raw = (
        f"From: amina@example.org\r\nIn-Reply-To: {asked}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "May I come later?\r\nMy son is ill.\r\n\r\nOn Mon, 1 Feb 2027 at 10:00 Small Camp wrote:\r\n> Your visit\r\n"
    )
    row = comes_in(raw.encode(), to=to_amina.organizer)
    answer = Answer.objects.get()
    assert (row.state, answer.meaning, answer.needs_person) == ("done", "words", True)
    assert answer.text == "May I come later? My son is ill."
    assert (answer.contact, answer.appointment) == (invited.amina, invited.appointment)
