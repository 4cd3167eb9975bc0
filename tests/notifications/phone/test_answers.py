"""1 and 2 from a phone: what they do, whom they are about, and that the latest valid one holds."""

from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled

from camps.models import Contact
from notifications.models import Answer, InboundEvent, Message, Told
from notifications.queries.answers import kept_aside
from scheduling.models import Appointment, ScheduleChange
from scheduling.services.booking import SYSTEM, cancel
from tests.factories.schedule import NOW, small_camp
from tests.factories.telling import local
from tests.notifications.phone.conftest import LATER, PHONE, booked, code_of, kinds_sent_back, left, sent_back, tell


def answers(**where) -> list[tuple[str, bool, bool]]:
    """(meaning, needs a person, done) in the order they came."""
    rows = Answer.objects.filter(**where).order_by("pk")
    return [(row.meaning, row.needs_person, row.done_at is not None) for row in rows]


def place() -> Appointment:
    return Appointment.objects.order_by("pk")[0]


@pytest.mark.parametrize("text", ["1", "Yes.", "OUI", "beeni"])
def test_a_yes_confirms_the_place(told, phone, text):
    phone.says(text)
    assert place().confirmed_at == LATER
    change = ScheduleChange.objects.latest("id")
    assert (change.kind, change.said_by) == ("confirmed", "patient")
    (answer,) = Answer.objects.all()
    assert (answer.by, answer.meaning, answer.text, answer.recipient) == ("sms", "coming", text, booked_of(1).recipient)
    assert (answer.registration, answer.message, answer.needs_person) == (told.registrations[0], booked_of(1), False)
    assert kinds_sent_back() == ["answer_coming"]


def booked_of(number: int) -> Message:
    return Message.objects.get(registration__number=number, kind="booked", channel="sms")


def test_a_no_keeps_the_place_waits_for_a_person_and_offers_the_link(told, phone):
    phone.says("2")
    assert place().state == "booked"
    assert answers() == [("cannot", True, False)]
    assert kinds_sent_back() == ["answer_cannot"]


def test_what_goes_back_is_due_at_once_in_the_middle_of_the_night(told, phone, clock):
    clock.move_to(NOW.replace(hour=1))
    phone.says("1")
    (back,) = sent_back()
    assert back.due_at == NOW.replace(hour=1)
    assert back.contact.value == PHONE


def test_yes_then_no_ends_the_confirmation(told, phone, clock):
    phone.says("1")
    clock.shift(600)
    phone.says("2")
    assert (place().state, place().confirmed_at) == ("booked", None)
    assert answers() == [("coming", False, False), ("cannot", True, False)]


def test_no_then_yes_confirms_and_nobody_need_call(told, phone, clock):
    phone.says("2")
    clock.shift(600)
    phone.says("1")
    assert place().confirmed_at is not None
    assert answers() == [("cannot", True, True), ("coming", False, False)]


def test_a_no_written_before_the_yes_that_came_first_does_not_count(told, phone):
    phone.says("1", at=LATER - timedelta(minutes=5))
    phone.says("2", at=LATER - timedelta(minutes=50))
    assert place().confirmed_at is not None
    assert answers() == [("coming", False, False), ("cannot", False, False)]
    assert Answer.objects.latest("pk").effect == "An answer written later stands."


def test_a_yes_written_before_the_no_that_came_first_leaves_it_waiting(told, phone):
    phone.says("2", at=LATER - timedelta(minutes=5))
    phone.says("1", at=LATER - timedelta(minutes=50))
    assert place().confirmed_at is None
    assert answers() == [("cannot", True, False), ("coming", False, False)]


def test_a_phone_whose_clock_runs_ahead_does_not_silence_its_later_answers(told, phone, clock):
    phone.says("1", at=LATER + timedelta(days=3))
    clock.shift(60)
    phone.says("2")
    assert place().confirmed_at is None


def test_a_no_after_the_visit_changes_nothing_and_is_on_record(told, phone, clock):
    clock.move_to(local(told, 0, 12))
    phone.says("2")
    assert answers() == [("cannot", False, False)]
    assert Answer.objects.get().effect == "It came after the visit."
    assert kinds_sent_back() == []


def test_who_would_come_to_a_visit_that_was_called_off_is_called(told, phone):
    cancel(appointment_id=place().pk, actor=SYSTEM, now=LATER)
    phone.says("1")
    assert answers() == [("coming", True, False)]
    assert place().confirmed_at is None
    assert kinds_sent_back() == []


def test_an_answer_to_an_hour_that_changed_meanwhile_confirms_nothing(told, phone):
    Told.objects.filter(appointment=place()).update(starts_at=local(told, 0, 15))
    phone.says("1")
    assert place().confirmed_at is None
    assert "changed since" in Answer.objects.get().effect
    assert kinds_sent_back() == []


def test_the_right_code_is_an_answer_and_a_wrong_one_is_not(told, phone):
    right = code_of(booked_of(1))
    wrong = f"{(int(right) + 1) % 10_000:04d}"
    phone.says(f"1 {wrong}")
    assert (place().confirmed_at, kinds_sent_back()) == (None, ["answer_help"])
    phone.says(f"1 {right}")
    assert place().confirmed_at == LATER


def test_what_is_not_understood_is_helped_once_a_day_and_then_a_persons(told, phone, clock):
    phone.says("3")
    assert (answers(), kinds_sent_back()) == ([("words", False, False)], ["answer_help"])
    clock.shift(timedelta(hours=1))
    phone.says("4")
    assert (answers()[1:], kinds_sent_back()) == ([("words", True, False)], ["answer_help"])
    clock.shift(timedelta(hours=24))
    phone.says("5")
    assert (answers()[2:], kinds_sent_back()) == ([("words", False, False)], ["answer_help", "answer_help"])


def test_free_words_are_for_a_person_and_that_is_said_once_a_day(told, phone):
    phone.says("I have fever. Can I still come?")
    phone.says("And may I bring my wife?")
    assert answers() == [("words", True, False), ("words", True, False)]
    assert kinds_sent_back() == ["answer_read"]


class TestSeveralPeopleOnOnePhone:
    @pytest.fixture
    def family(self, made):
        """Two patients with the phone of the first, each told by a text of its own."""
        Contact.objects.filter(patient=made.registrations[1].patient).update(value=PHONE)
        return tell(made, people=2)

    def confirmed(self) -> list[bool]:
        return [one.confirmed_at is not None for one in Appointment.objects.order_by("pk")]

    def test_the_code_says_which_visit_is_meant(self, family, phone):
        phone.says(f"1 {code_of(booked_of(2))}")
        assert self.confirmed() == [False, True]

    def test_both_may_be_answered_in_one_text(self, family, phone):
        phone.says(f"1 {code_of(booked_of(1))} 2 {code_of(booked_of(2))}")
        assert self.confirmed() == [True, False]
        assert answers() == [("coming", False, False), ("cannot", True, False)]

    def test_without_a_code_the_phone_is_asked_which_with_the_code_of_each(self, family, phone):
        phone.says("1")
        assert self.confirmed() == [False, False]
        (back,) = sent_back()
        assert back.kind == "answer_which"
        assert back.facts["which"] == [[booked_of(1).appointment_id, booked_of(1).recipient]]
        assert answers() == [("words", False, False)]

    def test_one_text_that_named_both_is_answered_for_both(self, family, phone):
        asked = Message.objects.filter(kind="confirm", channel="sms").order_by("pk")
        assert len(asked) == 2
        left(*asked, at=NOW + timedelta(hours=1))
        phone.says("1")
        assert self.confirmed() == [True, True]

    def test_a_text_that_named_one_of_them_only_is_not_enough(self, family, phone):
        asked = Message.objects.filter(kind="confirm", channel="sms").order_by("pk")
        left(asked[0], at=NOW + timedelta(hours=1))
        phone.says("1")
        assert self.confirmed() == [False, False]
        assert kinds_sent_back() == ["answer_which"]

    def test_an_answer_that_points_at_a_text_is_about_that_one(self, family, phone):
        ref = booked_of(1).attempts.get().provider_ref
        phone.says("1", replies_to=ref)
        assert self.confirmed() == [True, False]

    def test_when_one_visit_is_over_the_other_is_meant(self, family, phone, clock):
        clock.move_to(local(family, 0, 10) + timedelta(minutes=5))
        phone.says("1")
        assert self.confirmed() == [False, True]


class TestTwoOrganisationsOnOnePhone:
    @pytest.fixture
    def both(self, made):
        """The other organisation wrote an hour later."""
        tell(made)
        with scopes_disabled():
            other = small_camp(slug="other")
        with scope(organisation=other.organisation):
            tell(other, now=NOW + timedelta(hours=1))
        return made, other

    def confirmed(self) -> dict[str, bool]:
        with scopes_disabled():
            return {one.camp.slug: one.confirmed_at is not None for one in Appointment.objects.select_related("camp")}

    def test_an_answer_goes_to_the_one_whose_text_is_the_newest(self, both, phone):
        phone.says("1")
        assert self.confirmed() == {"small": False, "other": True}
        assert Answer.objects.count() == 0, "the first organisation hears nothing of it"

    def test_the_code_finds_the_other_one(self, both, phone):
        phone.says(f"1 {code_of(booked(both[0].registrations[0]))}")
        assert self.confirmed() == {"small": True, "other": False}
        with scopes_disabled():
            assert InboundEvent.objects.get().organisation == both[0].organisation


class TestANumberThatNobodyKnows:
    @pytest.fixture
    def unknown(self, phone):
        phone.number = "+2348039999999"
        return phone

    def event(self) -> InboundEvent:
        with scopes_disabled():
            return InboundEvent.objects.select_related("organisation").get()

    def ended(self) -> tuple[str, str, object]:
        event = self.event()
        return event.state, event.reason, event.organisation

    def test_it_has_no_effect_and_is_read_by_the_one_organisation_that_writes_from_our_number(self, told, unknown):
        unknown.says("I come with my sister")
        assert self.ended() == ("aside", "Nobody we know has this number.", told.organisation)
        assert (answers(), kinds_sent_back(), place().confirmed_at) == ([], [], None)
        assert [event.payload["text"] for event in kept_aside(told.organisation)] == ["I come with my sister"]

    def test_an_organisation_that_never_published_shares_no_number_and_reads_nothing(self, told, unknown):
        with scopes_disabled():
            draft = small_camp(slug="draft")
        unknown.says("1")
        assert self.ended()[2] == told.organisation
        with scope(organisation=draft.organisation):
            assert kept_aside(draft.organisation) == []

    def test_where_several_organisations_write_from_our_number_none_of_them_reads_it(self, told, unknown):
        with scopes_disabled():
            other = small_camp(slug="other")
        with scope(organisation=other.organisation):
            tell(other)
        unknown.says("1")
        reason = "Nobody we know has this number, and several organisations share ours."
        assert self.ended() == ("ignored", reason, None)
        for made in (told, other):
            with scope(organisation=made.organisation):
                assert kept_aside(made.organisation) == []

    def test_a_number_of_somebody_at_no_camp_is_read_by_the_organisation_that_has_it(self, told, unknown):
        with scopes_disabled():
            other = small_camp(slug="other")
            Contact.objects.filter(patient=other.registrations[0].patient).update(value=unknown.number)
            other.registrations[0].delete()
        unknown.says("1")
        assert self.ended()[2] == other.organisation

    @pytest.mark.parametrize(("text", "more"), [("STOP", {}), ("no more", {"opted": "out"})])
    def test_a_stop_of_it_stops_nothing_and_is_no_persons_work(self, told, unknown, text, more):
        unknown.says(text, **more)
        assert self.ended() == ("ignored", "Nobody we know has this number.", None)


def test_a_number_that_only_stands_in_the_sheet_is_read_by_a_person(told, phone):
    phone.number = "+2348030000002"
    phone.says("1")
    (answer,) = Answer.objects.all()
    assert (answer.contact.value, answer.meaning, answer.needs_person) == (phone.number, "words", True)
    assert kinds_sent_back() == []


def test_a_doctors_text_is_read_by_a_person(told, phone):
    doctor = told.doctors["Ada Bone"]
    doctor.phone = phone.number = "+2348037777777"
    doctor.save()
    Message.objects.create(
        organisation=told.organisation, camp=told.camp, doctor=doctor, kind="late_change", channel="sms",
        recipient=f"doctor:{doctor.pk}", idem_key="late", state="sent", due_at=NOW, not_after=LATER, created_at=NOW,
    )  # fmt: skip
    phone.says("2")
    (answer,) = Answer.objects.all()
    assert (answer.doctor, answer.meaning, answer.needs_person, answer.text) == (doctor, "words", True, "2")


def test_a_mail_contact_with_the_letters_of_a_number_is_no_phone(told, phone):
    Contact.objects.update(kind="mail")
    phone.says("1")
    assert place().confirmed_at is None
