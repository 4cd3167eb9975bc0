"""What waits for a person, and ticking off what was read."""

from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled

from notifications.models import Answer, Attempt, InboundMail, Message, MessageState, Told
from notifications.queries.needs_person import needs_of
from scheduling.models import Appointment, TimeRequest
from tests.factories.organiser import answer
from tests.factories.schedule import NOW, small_camp
from tests.notifications.pages.test_overview import words_of

PAGE = "/camps/small/needs-a-person/"


def test_everything_that_waits_is_named(told, owner):
    said = words_of(owner(told).get(PAGE))
    for words in (
        "1 appointment needs cover",
        "Ada Bone is away then",
        "1 patient asks for another time",
        "“ I travel from far ”",
        "1 person to call",
        "2 people without a phone",
        "1 message: nobody knows whether it arrived",
        "1 mail had no effect: please read it",
        "Accepted by grace@example.org: we will be there",
    ):
        assert words in said
    assert needs_of(told.camp, now=NOW).count == 7


def test_a_camp_where_all_is_well_says_so(placed, owner):
    assert "Nothing waits for a person" in words_of(owner(placed).get(PAGE))


def test_an_appointment_that_is_over_needs_no_cover(told):
    Appointment.objects.exclude(needs_cover="").update(ends_at=NOW, starts_at=NOW - timedelta(hours=1))
    assert needs_of(told.camp, now=NOW).cover == []


def test_an_answered_request_waits_no_longer(told):
    TimeRequest.objects.update(state="declined")
    assert needs_of(told.camp, now=NOW).requests == []


def test_an_unknown_message_is_left_alone_for_fifteen_minutes(told):
    Attempt.objects.filter(message__state=MessageState.UNKNOWN).update(started_at=NOW - timedelta(minutes=14))
    assert needs_of(told.camp, now=NOW).unknown == []
    assert len(needs_of(told.camp, now=NOW + timedelta(minutes=1)).unknown) == 1


@pytest.mark.parametrize(("seconds", "late"), [(119, 0), (120, 1)])
def test_a_message_two_minutes_late_is_a_matter(told, seconds, late):
    planned = Message.objects.filter(state=MessageState.PLANNED, channel="sms").order_by("pk").first()
    Message.objects.filter(pk=planned.pk).update(due_at=NOW - timedelta(seconds=seconds))
    needs = needs_of(told.camp, now=NOW)
    assert needs.late == late
    assert needs.late_since == (NOW - timedelta(seconds=120) if late else None)


def test_a_late_sweeper_is_said_on_the_overview(told, owner):
    planned = Message.objects.filter(state=MessageState.PLANNED, channel="sms").order_by("pk").first()
    Message.objects.filter(pk=planned.pk).update(due_at=NOW - timedelta(minutes=5))
    assert "1 message is late The oldest should have left Monday 1 February, 9:55am" in words_of(
        owner(told).get("/camps/small/")
    )


def test_an_answer_is_ticked_off_with_a_name_and_comes_back(told, owner):
    mail = InboundMail.objects.get()
    client = owner(told, "desk")
    page = client.post(f"{PAGE}answers/{mail.pk}/done/", follow=True)
    mail.refresh_from_db()
    assert (mail.done_by.name, mail.done_at) == ("Ada Obi", NOW)
    assert "had no effect" not in words_of(page)
    client.post(f"{PAGE}answers/{mail.pk}/again/")
    mail.refresh_from_db()
    assert (mail.done_by, mail.done_at) == (None, None)


def test_an_answer_ticked_off_by_two_keeps_the_first(told, owner):
    mail = InboundMail.objects.get()
    owner(told).post(f"{PAGE}answers/{mail.pk}/done/")
    said = words_of(owner(told, "desk").post(f"{PAGE}answers/{mail.pk}/done/", follow=True))
    assert "Somebody had done this already." in said


def test_an_answer_of_another_camp_is_not_mine_to_tick(told, owner):
    with scopes_disabled():
        other = small_camp(slug="other", patients=0)
        foreign = answer(other, None, now=NOW)
    owner(told).post(f"{PAGE}answers/{foreign.pk}/done/")
    with scope(organisation=other.organisation):
        foreign.refresh_from_db()
    assert foreign.done_at is None


def test_a_viewer_sees_but_has_no_buttons(told, owner):
    client = owner(told, "viewer")
    page = client.get(PAGE)
    assert page.status_code == 200
    assert b"<button" not in page.content.split(b"<main")[1].split(b"</main")[0]
    assert client.post(f"{PAGE}answers/1/done/").status_code == 403


def says(made, meaning, appointment=None, *, doctor=None, **fields):
    """An answer that waits, of the patient of `appointment` or of a doctor."""
    who = {"doctor": doctor, "recipient": f"doctor:{doctor.pk}"} if doctor else {}
    registration = appointment.registration if appointment and not doctor else None
    return Answer.objects.create(
        organisation=made.organisation,
        camp=made.camp,
        appointment=appointment,
        registration=registration,
        by="mail",
        meaning=meaning,
        at=NOW,
        needs_person=True,
        **who,
        **fields,
    )


def test_a_patient_who_cannot_come_loses_the_place_by_a_persons_hand_only(told, owner):
    appointment = Appointment.objects.order_by("pk")[4]
    answer = says(told, "cannot", appointment, text="my mother is ill")
    client = owner(told)
    said = words_of(client.get(PAGE))
    assert "1 answer waits for you" in said
    assert f"{appointment.registration.patient.name} : Cannot come “ my mother is ill ”" in said
    page = client.post(f"/camps/small/messages/answers/{answer.pk}/", {"act": "give_up", "show": "needs"}, follow=True)
    assert page.request["PATH_INFO"] == PAGE
    appointment.refresh_from_db()
    answer.refresh_from_db()
    assert (appointment.state, appointment.cancel_reason) == (
        "cancelled",
        "The patient said that he or she cannot come",
    )
    assert (answer.done_at, answer.done_by.name, answer.effect) == (NOW, "Ada Obi", "Ada Obi gave the place up.")
    assert "waits for you" not in words_of(page)


def test_a_place_can_be_kept_all_the_same_and_the_answer_opened_again(told, owner):
    appointment = Appointment.objects.order_by("pk")[4]
    answer = says(told, "cannot", appointment)
    client = owner(told)
    client.post(f"/camps/small/messages/answers/{answer.pk}/", {"act": "keep", "show": "needs"})
    appointment.refresh_from_db()
    assert appointment.state == "booked"
    assert needs_of(told.camp, now=NOW).answers == []
    client.post(f"/camps/small/messages/answers/{answer.pk}/", {"act": "again"})
    assert needs_of(told.camp, now=NOW).answers == [answer]


def test_a_desk_helper_may_keep_a_place_and_not_give_it_up(told, owner):
    appointment = Appointment.objects.order_by("pk")[4]
    answer = says(told, "cannot", appointment)
    client = owner(told, "desk")
    assert b'value="give_up"' not in client.get(PAGE).content
    assert client.post(f"/camps/small/messages/answers/{answer.pk}/", {"act": "give_up"}).status_code == 403
    appointment.refresh_from_db()
    assert appointment.state == "booked"


def test_another_time_of_a_doctor_can_be_refused_with_one_button(told, owner):
    shift = told.doctors["Ada Bone"].shifts.order_by("starts_at")[0]
    answer = says(told, "other", doctor=shift.doctor, shift=shift, proposed_start=shift.starts_at)
    client = owner(told)
    said = words_of(client.get(PAGE))
    assert "Ada Bone : Another time proposed, Monday 1 March, 8am" in said
    assert "Keep the time" in said
    client.post(f"/camps/small/messages/answers/{answer.pk}/", {"act": "refuse", "show": "needs"})
    message = Message.objects.get(kind="doctor_time_kept")
    told_row = Told.objects.get(shift=shift, recipient=f"doctor:{shift.doctor.pk}")
    assert (message.shift, message.recipient, message.sequence) == (shift, told_row.recipient, told_row.sequence)
    client.post(f"/camps/small/messages/answers/{answer.pk}/", {"act": "refuse"})
    assert Message.objects.filter(kind="doctor_time_kept").count() == 1


def test_a_mail_that_was_ticked_off_can_be_opened_again_from_the_page(told, owner):
    mail = InboundMail.objects.get()
    client = owner(told)
    client.post(f"{PAGE}answers/{mail.pk}/done/")
    said = words_of(client.get(PAGE))
    assert "1 mail was read and ticked off" in said
    client.post(f"{PAGE}answers/{mail.pk}/again/")
    assert needs_of(told.camp, now=NOW).inbound == [mail]


def test_a_mail_that_took_effect_is_no_matter_for_a_person(told):
    InboundMail.objects.update(state="done")
    assert needs_of(told.camp, now=NOW).inbound == []
