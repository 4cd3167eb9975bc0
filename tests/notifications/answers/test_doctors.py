"""What a doctor's calendar answers: a decline is an absence and asks for cover, an accept takes that one back."""

from datetime import timedelta

import pytest

from camps.models import Absence, DoctorInvites
from notifications.models import Answer, Message
from notifications.services.answers.deciding import refuse_other_time
from notifications.services.fan_out import fan_out
from notifications.services.invites import choose_invites
from notifications.services.publishing import publish
from scheduling.models import Appointment, ScheduleChange
from scheduling.services.cover import change_shift
from tests.factories.organiser import member_of
from tests.factories.replies import exchange_proposes, google, outlook_com
from tests.factories.schedule import NOW
from tests.factories.telling import local, run_tick
from tests.notifications.answers.conftest import LATER, comes_in, invitation

pytestmark = pytest.mark.django_db(transaction=True)


def absences():
    return list(Absence.objects.order_by("pk").values_list("doctor__name", "starts_at", "ends_at", "reason"))


def told_staff():
    return list(Message.objects.filter(recipient__startswith="user:").order_by("pk").values_list("kind", "state"))


def test_a_declined_shift_is_an_absence_and_its_appointments_need_cover(invited, to_ada):
    row = comes_in(outlook_com(to_ada, "declined", at=NOW, comment="ill"), to=to_ada.organizer)
    assert (row.state, row.shift) == ("done", invited.shift)
    assert absences() == [("Ada Bone", local(invited, 0, 8), local(invited, 0, 18), "Declined in the calendar")]
    appointment = Appointment.objects.get()
    assert (appointment.state, appointment.needs_cover[:21]) == ("booked", "Ada Bone is away then")
    assert ScheduleChange.objects.get(kind="lost_cover").said_by == "doctor"
    answer = Answer.objects.get()
    assert (answer.effect, answer.text) == ("Ada Bone is away then. Need cover now: 1.", "ill")


def test_owner_and_organiser_hear_of_a_decline_by_mail_once(invited, to_ada, mailbox):
    comes_in(google(to_ada, "declined", at=NOW), to=to_ada.organizer)
    comes_in(google(to_ada, "declined", at=NOW + timedelta(minutes=1)), to=to_ada.organizer)
    run_tick(LATER)
    assert told_staff() == [("doctor_declined", "sent")] * 2
    for role in ("owner", "organiser"):
        [mail] = mailbox.to(f"{role}@team.example")
        assert mail["Subject"] == "Declined by a doctor: Monday 1 March 2027, 8am to 6pm - Small Camp"
        text = mail.get_body(("plain",)).get_content()
        assert "Ada Bone declined this time in the calendar" in text
        assert "need cover by it: 1." in text
        assert "/camps/small/needs-a-person/" in text
    assert mailbox.to("desk@team.example") == []
    assert len(absences()) == 1


def test_an_organiser_who_left_meanwhile_hears_nothing(invited, to_ada, mailbox):
    comes_in(google(to_ada, "declined", at=NOW), to=to_ada.organizer)
    invited.organisation.members.filter(role="organiser").delete()
    run_tick(LATER)
    assert sorted(told_staff()) == [("doctor_declined", "sent"), ("doctor_declined", "suppressed")]
    assert mailbox.to("organiser@team.example") == []


def test_a_later_accept_takes_that_very_absence_back(invited, to_ada, mailbox):
    other = Absence.objects.create(
        organisation=invited.organisation,
        doctor=invited.ada,
        starts_at=local(invited, 1, 8),
        ends_at=local(invited, 1, 12),
        reason="Entered by hand",
    )
    comes_in(google(to_ada, "declined", at=NOW), to=to_ada.organizer)
    comes_in(google(to_ada, "accepted", at=NOW + timedelta(minutes=1)), to=to_ada.organizer)
    assert list(Absence.objects.all()) == [other]
    assert Appointment.objects.get().needs_cover == ""
    assert Answer.objects.get(meaning="coming").effect == "The decline is taken back. Covered again: 1."
    run_tick(LATER)
    assert [mail["Subject"][:18] for mail in mailbox.to("owner@team.example")] == [
        "Declined by a doct",
        "Accepted after all",
    ]


def test_an_absence_entered_by_hand_outlives_an_accept(invited, to_ada):
    Absence.objects.create(
        organisation=invited.organisation,
        doctor=invited.ada,
        starts_at=local(invited, 0, 8),
        ends_at=local(invited, 0, 12),
    )
    comes_in(google(to_ada, "accepted", at=NOW), to=to_ada.organizer)
    assert len(absences()) == 1
    assert told_staff() == []


def test_a_decline_outlives_an_accept_of_another_time(invited, to_ada):
    comes_in(google(to_ada, "declined", at=NOW), to=to_ada.organizer)
    change_shift(
        shift=invited.shift, starts_at=local(invited, 1, 18), ends_at=local(invited, 1, 22), by=None, now=LATER
    )
    publish(invited.camp, by=None, now=LATER)
    fan_out(now=LATER)
    invited.shift.refresh_from_db()
    again = invitation(invited.shift, f"doctor:{invited.ada.pk}", "ada@example.org", sequence=invited.shift.sequence)
    comes_in(google(again, "accepted", at=LATER), to=again.organizer)
    assert absences() == [("Ada Bone", local(invited, 0, 8), local(invited, 0, 18), "Declined in the calendar")]


def test_a_declined_single_case_is_an_absence_of_its_hour(invited):
    choose_invites(doctor=invited.ada, invites=DoctorInvites.APPOINTMENT, now=NOW)
    fan_out(now=NOW)
    run_tick(NOW)
    sequence = Message.objects.get(kind="case_invitation").sequence
    to_case = invitation(invited.appointment, f"doctor:{invited.ada.pk}", "ada@example.org", sequence=sequence)
    comes_in(google(to_case, "declined", at=NOW), to=to_case.organizer)
    assert absences() == [("Ada Bone", local(invited, 0, 9), local(invited, 0, 10), "Declined in the calendar")]
    assert Appointment.objects.get().needs_cover.startswith("Ada Bone is away then")


def test_a_shift_that_is_over_is_not_declined_any_more(invited, to_ada):
    comes_in(google(to_ada, "declined", at=NOW), to=to_ada.organizer, now=local(invited, 0, 19))
    assert absences() == []
    assert Answer.objects.get().effect == "That time is over."


def test_another_time_of_a_doctor_waits_for_a_person_who_may_keep_it(invited, to_ada, mailbox):
    comes_in(exchange_proposes(to_ada, start=local(invited, 0, 10), at=NOW, comment="late"), to=to_ada.organizer)
    answer = Answer.objects.get()
    assert (answer.meaning, answer.needs_person, answer.text) == ("other", True, "late")
    assert (answer.proposed_start, answer.proposed_end) == (local(invited, 0, 10), local(invited, 0, 20))
    by = member_of(invited.organisation, "coordinator")
    refuse_other_time(camp=invited.camp, answer_id=answer.pk, by=by, now=LATER)
    run_tick(LATER)
    mail = mailbox.to("ada@example.org")[-1]
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "DECLINECOUNTER"
    lines = part.get_content().replace("\r\n ", "").split("\r\n")
    assert f"UID:{invited.shift.uid}" in lines
    assert [line for line in lines if line.startswith("COMMENT:Monday 1 March 2027\\, 8am ")]
    answer.refresh_from_db()
    assert (answer.done_by, answer.done_at) == (by, LATER)
