"""One line answers: was this patient told, when, by what, and what did they say?"""

from datetime import timedelta

from camps.models import ConsentRecord
from notifications.models import Answer, Attempt, Message, MessageState
from notifications.queries.timeline import timeline
from notifications.services.call_list import not_reached
from notifications.services.preferences import save_wishes
from notifications.services.visits import say_coming
from scheduling.models import Appointment
from tests.factories.organiser import member_of
from tests.factories.schedule import NOW
from tests.notifications.pages.test_overview import words_of

PAGE = "/camps/small/messages/people/3/"
HOUR = timedelta(hours=1)


def grace(told):
    return told.registrations[2]


def kinds(registration, *, until=NOW + 2 * HOUR) -> list[str]:
    return [moment.what for moment in timeline(registration, now=NOW) if moment.at <= until]


def test_what_was_sent_stands_before_what_was_delivered_read_and_answered(told):
    sms = Message.objects.get(registration=grace(told), rung="", channel="sms")
    sms.delivered_at, sms.read_at, sms.state = NOW, NOW + timedelta(minutes=1), MessageState.DELIVERED
    sms.save()
    Answer.objects.create(
        organisation=told.organisation,
        camp=told.camp,
        registration=grace(told),
        contact=sms.contact,
        by="sms",
        meaning="coming",
        text="1 4821",
        effect="The place is confirmed.",
        at=NOW + timedelta(minutes=5),
    )
    assert kinds(grace(told)) == ["sent", "sent", "delivered", "read", "answered"]


def test_a_call_and_its_reason_stand_in_the_line(told):
    first = told.registrations[0]
    call = Message.objects.get(registration=first, channel="call")
    not_reached(camp=told.camp, message_ids=[call.pk], by=member_of(told.organisation), now=NOW)
    moments = [moment for moment in timeline(first, now=NOW) if moment.at <= NOW]
    assert [(moment.what, moment.words) for moment in moments] == [
        ("refused", "Refused: the number does not exist"),
        ("listed", "Not reached, says Ada Obi; it stays on the list."),
        ("called", "Not reached, says Ada Obi."),
    ]


def test_what_the_patient_said_on_the_own_page_stands_in_the_line(told):
    place = Appointment.objects.get(registration=told.registrations[7])
    say_coming(appointment_id=place.pk, seen=place.arrive_at, now=NOW)
    assert kinds(told.registrations[7]) == ["sent", "comes"]


def test_an_answer_and_the_change_it_made_are_one_moment(told):
    place = Appointment.objects.get(registration=told.registrations[7])
    say_coming(appointment_id=place.pk, seen=place.arrive_at, now=NOW)
    Answer.objects.create(
        organisation=told.organisation,
        camp=told.camp,
        registration=told.registrations[7],
        by="sms",
        meaning="coming",
        at=NOW,
    )
    assert kinds(told.registrations[7]) == ["sent", "answered"]


def test_what_is_to_come_stands_at_its_hour(told):
    to_come = [moment for moment in timeline(grace(told), now=NOW) if moment.what == "to_come"]
    assert [moment.at for moment in to_come] == sorted(moment.message.due_at for moment in to_come)
    assert to_come


def test_the_page_says_it_in_words_with_the_why(told, owner):
    said = words_of(owner(told).get("/camps/small/messages/people/1/"))
    assert "Refused for good Monday 1 February, 9am" in said
    assert "Place and hour Text message, +2348030000001 , local" in said
    assert "Waits for a person" in said
    assert "Tell it again, or another way" in said


def test_a_viewer_sees_the_line_but_tells_nothing_again(told, owner):
    said = words_of(owner(told, "viewer").get(PAGE))
    assert "Sent Monday 1 February, 9am" in said
    assert "Tell it again" not in said


def test_the_page_says_how_the_person_wants_to_be_told(told, owner):
    save_wishes(
        patient=grace(told).patient,
        language="fr",
        channels=["mail", "sms"],
        quiet_from=None,
        quiet_until=None,
        unwanted=["reminders"],
        said_by="patient",
        now=NOW,
    )
    ConsentRecord.objects.create(
        organisation=told.organisation,
        patient=grace(told).patient,
        purpose="texts",
        given=False,
        how="STOP by text",
        at=NOW,
    )
    said = words_of(owner(told).get(PAGE))
    assert "Language French By E-mail, then Text message" in said
    assert "Wants no more of Reminders" in said
    assert "This phone said STOP." in said


def test_the_line_costs_the_same_for_one_message_as_for_many(told, django_assert_num_queries):
    with django_assert_num_queries(4):
        timeline(grace(told), now=NOW)
    Attempt.objects.filter(message__registration=grace(told)).delete()
    with django_assert_num_queries(4):
        timeline(grace(told), now=NOW)
