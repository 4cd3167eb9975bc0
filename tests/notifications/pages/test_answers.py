"""The inbox of answers: who said what, by which way, what it did, and one button for each."""

from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled

from notifications.models import Answer, InboundEvent
from scheduling.models import Appointment
from tests.factories.schedule import NOW, small_camp
from tests.notifications.pages.test_overview import words_of

PAGE = "/camps/small/messages/answers/"


def answer(made, number: int = 1, *, meaning: str = "cannot", needs_person: bool = True, **more) -> Answer:
    registration = made.registrations[number - 1]
    values = {"by": "sms", "at": NOW, "text": "2", "effect": "The place is kept until somebody decides."} | more
    return Answer.objects.create(
        organisation=made.organisation,
        camp=made.camp,
        registration=registration,
        appointment=Appointment.objects.get(registration=registration),
        contact=registration.patient.contacts.order_by("pk").first(),
        meaning=meaning,
        needs_person=needs_person,
        **values,
    )


def act(client, one: Answer, act: str, **more):
    return client.post(f"{PAGE}{one.pk}/", {"act": act, **more}, follow=True)


def test_what_waits_is_shown_with_who_when_by_what_and_what_it_did(told, owner):
    answer(told)
    answer(told, 2, meaning="coming", needs_person=False, text="1", effect="The place is confirmed.")
    said = words_of(owner(told).get(PAGE))
    assert "1 answer waits for a person" in said
    assert "Aminatu Bello 001 Cannot come Text message, Monday 1 February, 10am 2" in said
    assert "The place is kept until somebody decides." in said
    assert "The place is confirmed." not in said


def test_all_answers_are_one_click_away(told, owner):
    answer(told)
    answer(told, 2, meaning="coming", needs_person=False, text="1", effect="The place is confirmed.")
    said = words_of(owner(told).get(f"{PAGE}?show=all"))
    assert "2 answers" in said
    assert "The place is confirmed." in said


def test_an_empty_inbox_says_what_will_come(told, owner):
    client = owner(told)
    assert "No answer waits" in words_of(client.get(PAGE))
    assert "Nobody has answered yet" in words_of(client.get(f"{PAGE}?show=all"))


def test_words_are_ticked_off_with_a_name_and_opened_again(told, owner):
    one = answer(told, meaning="words", text="May my wife come along?")
    client = owner(told, "desk")
    page = act(client, one, "done")
    one.refresh_from_db()
    assert (one.done_by.name, one.done_at) == ("Ada Obi", NOW)
    assert "May my wife" not in words_of(page)
    assert f'action="{PAGE}{one.pk}/"' in page.content.decode(), "undo stands beside it"
    client.post(f"{PAGE}{one.pk}/")
    one.refresh_from_db()
    assert (one.done_by, one.done_at) == (None, None)


def test_two_who_tick_off_at_once_keep_the_first(told, owner):
    one = answer(told, meaning="words")
    act(owner(told), one, "done")
    assert "Somebody had done this already." in words_of(act(owner(told, "desk"), one, "done"))


def test_a_place_is_kept_as_was_agreed_on_the_phone(told, owner):
    one = answer(told)
    page = act(owner(told, "desk"), one, "keep")
    one.refresh_from_db()
    assert (one.appointment.state, one.done_at) == ("booked", NOW)
    assert "The place is kept." in words_of(page)
    assert one.effect.endswith("Ada Obi kept the place.")


def test_a_place_is_given_up_by_who_may_change_the_schedule(told, owner):
    one = answer(told)
    act(owner(told, "coordinator"), one, "give_up")
    one.refresh_from_db()
    assert (Appointment.objects.get(pk=one.appointment_id).state, one.done_at) == ("cancelled", NOW)


def test_the_desk_does_not_give_places_up(told, owner):
    one = answer(told)
    client = owner(told, "desk")
    assert b'value="give_up"' not in client.get(PAGE).content
    assert client.post(f"{PAGE}{one.pk}/", {"act": "give_up"}).status_code == 403
    assert Appointment.objects.get(pk=one.appointment_id).state == "booked"


def test_what_somebody_settled_meanwhile_is_said(told, owner):
    one = answer(told)
    act(owner(told), one, "keep")
    said = words_of(act(owner(told, "coordinator"), one, "give_up"))
    assert "This answer does not wait for that any more." in said
    assert Appointment.objects.get(pk=one.appointment_id).state == "booked"


def test_an_act_nobody_knows_does_nothing(told, owner):
    one = answer(told)
    assert owner(told).post(f"{PAGE}{one.pk}/", {"act": "delete"}).status_code == 400
    one.refresh_from_db()
    assert one.done_at is None


def test_a_phone_is_one_tap_away(told, owner):
    one = answer(told)
    assert f'href="tel:{one.contact.value}"' in owner(told).get(PAGE).content.decode()


def test_a_viewer_sees_but_has_no_buttons(told, owner):
    one = answer(told)
    client = owner(told, "viewer")
    page = client.get(PAGE)
    assert b"<button" not in page.content.split(b"<main")[1].split(b"</main")[0]
    assert client.post(f"{PAGE}{one.pk}/", {"act": "done"}).status_code == 403


@pytest.mark.parametrize("show", ["", "?show=all"])
def test_the_number_of_statements_does_not_grow_with_the_answers(told, owner, show, django_assert_num_queries):
    client = owner(told)
    answer(told)
    client.get(f"{PAGE}{show}")
    with django_assert_num_queries(_statements(client, show)):
        client.get(f"{PAGE}{show}")
    for number in range(2, 8):
        answer(told, number)
    with django_assert_num_queries(_statements(client, show, least=1)):
        client.get(f"{PAGE}{show}")


def _statements(client, show: str, least: int = 0) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        client.get(f"{PAGE}{show}")
    assert len(seen) <= 16
    return len(seen)


def test_hostile_words_are_shown_as_words(told, owner):
    answer(told, meaning="words", text="<script>alert(1)</script>\u202e")
    assert b"<script>alert" not in owner(told).get(PAGE).content


def test_a_doctors_words_and_a_stranger_in_the_sheet_are_shown_by_name(told, owner):
    Answer.objects.create(
        organisation=told.organisation, camp=told.camp, doctor=told.doctors["Ada Bone"], by="sms", meaning="words",
        text="I come by the noon bus", needs_person=True, at=NOW - timedelta(hours=1),
    )  # fmt: skip
    assert "Ada Bone In words Text message" in words_of(owner(told).get(PAGE))


class TestTextsKeptAside:
    @pytest.fixture
    def aside(self, told):
        return InboundEvent.objects.create(
            organisation=told.organisation, provider="local", event_id="x", sort="text", state="aside",
            reason="It could not be acted on (RuntimeError).", received_at=NOW,
            payload={"sender": "+2348030000001", "text": "1"},
        )  # fmt: skip

    def test_they_stand_on_top_with_number_and_words(self, told, owner, aside):
        said = words_of(owner(told).get(PAGE))
        assert "1 text could not be acted on" in said
        assert "+2348030000001 : “ 1 ”" in said

    def test_they_are_ticked_off_once(self, told, owner, aside):
        for words in ("Done: the text is off the list.", "Somebody had done this already."):
            role = "owner" if words.startswith("Done") else "desk"
            assert words in words_of(owner(told, role).post(f"{PAGE}aside/{aside.pk}/", follow=True))
        aside.refresh_from_db()
        assert (aside.state, aside.reason) == ("done", "Read by Ada Obi.")

    def test_another_organisation_neither_sees_nor_ticks_them(self, told, owner, aside):
        with scopes_disabled():
            other = small_camp(slug="other", patients=0)
        with scope(organisation=other.organisation):
            client = owner(other)
            assert b"could not be acted on" not in client.get("/camps/other/messages/answers/").content
            client.post(f"/camps/other/messages/answers/aside/{aside.pk}/")
        aside.refresh_from_db()
        assert aside.state == "aside"
