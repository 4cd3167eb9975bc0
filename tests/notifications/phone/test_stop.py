"""STOP and START from a phone: at once, for everybody at that number, by anybody's word for it."""

from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled

from camps.models import ConsentRecord, Contact
from notifications.models import Answer, Message
from notifications.services.last_look import Ending, objection
from notifications.services.looks import look_at
from tests.factories.schedule import NOW, small_camp
from tests.notifications.phone.conftest import LATER, PHONE, kinds_sent_back, tell


def consents() -> list[tuple[str, bool, str]]:
    return list(ConsentRecord.objects.order_by("pk").values_list("purpose", "given", "how"))


def why_not(kind: str, *, now) -> str:
    """Why a text of this kind would not leave; empty where it would."""
    message = Message.objects.filter(kind=kind, channel="sms").latest("pk")
    found = objection(look_at([message.pk], now=now)[message.pk], now=now)
    return found.why if isinstance(found, Ending) else ""


@pytest.mark.parametrize("word", ["STOP", "stop.", "Unsubscribe", "ARRET", "Arrêt", "optout", "TD", "Stop please"])
def test_no_text_leaves_any_more_and_nothing_is_sent_back(told, phone, word):
    assert why_not("day_before", now=LATER) == ""
    phone.says(word)
    assert consents() == [("texts", False, "STOP by text")]
    assert why_not("day_before", now=LATER) == "The phone said STOP to texts."
    (answer,) = Answer.objects.all()
    assert (answer.meaning, answer.needs_person, answer.registration) == ("stop", False, told.registrations[0])
    assert kinds_sent_back() == []


@pytest.mark.parametrize("word", ["CANCEL", "End", "Quit"])
def test_a_word_that_may_mean_the_visit_stops_the_texts_and_asks_a_person(told, phone, word):
    phone.says(word)
    assert consents() == [("texts", False, "STOP by text")]
    answer = Answer.objects.get()
    assert answer.needs_person
    assert "please ask" in answer.effect


def test_the_place_is_kept(told, phone):
    phone.says("1")
    phone.says("STOP")
    appointment = told.registrations[0].appointments.get()
    assert (appointment.state, appointment.confirmed_at) == ("booked", LATER)


def test_what_the_provider_stopped_by_itself_is_stopped_whatever_was_written(told, phone):
    phone.says("", opted="out")
    assert consents() == [("texts", False, "STOP by text")]


def test_everybody_at_the_number_is_meant(made, phone):
    Contact.objects.filter(patient__in=[one.patient for one in made.registrations[:3]]).update(value=PHONE)
    tell(made, people=2)
    phone.says("STOP")
    stopped = ConsentRecord.objects.values_list("patient", flat=True)
    assert sorted(stopped) == sorted(one.patient_id for one in made.registrations[:3])
    assert Answer.objects.filter(meaning="stop").count() == 2, "each page that was told of a visit says so"


def test_each_organisation_that_wrote_from_our_number_stops(made, phone):
    tell(made)
    with scopes_disabled():
        other = small_camp(slug="other")
    with scope(organisation=other.organisation):
        tell(other, now=NOW + timedelta(hours=1))
    phone.says("STOP")
    assert consents() == [("texts", False, "STOP by text")]
    with scope(organisation=other.organisation):
        assert consents() == [("texts", False, "STOP by text")]


def test_a_second_stop_adds_no_second_record(told, phone, clock):
    phone.says("STOP")
    clock.shift(3600)
    phone.says("STOPALL")
    assert len(consents()) == 1
    assert Answer.objects.filter(meaning="stop").count() == 2


def test_start_takes_up_what_stop_ended_and_says_so(told, phone, clock):
    phone.says("STOP")
    clock.shift(3600)
    phone.says("START")
    assert consents()[-1] == ("texts", True, "START by text")
    assert why_not("day_before", now=LATER) == ""
    assert kinds_sent_back() == ["answer_again"]


def test_start_takes_up_nothing_that_was_refused_in_another_way(told, phone):
    ConsentRecord.objects.create(
        organisation=told.organisation,
        patient=told.registrations[0].patient,
        purpose="texts",
        given=False,
        how="said to the organiser",
        at=NOW,
    )
    phone.says("START")
    assert len(consents()) == 1
    assert kinds_sent_back() == []


def test_an_answer_still_counts_after_stop_but_nothing_goes_back(told, phone, clock):
    phone.says("STOP")
    clock.shift(3600)
    phone.says("1")
    assert told.registrations[0].appointments.get().confirmed_at is not None
    assert kinds_sent_back() == []


def test_stop_from_a_number_that_only_stands_in_the_sheet_holds_too(told, phone):
    phone.number = "+2348030000002"
    phone.says("STOP")
    record = ConsentRecord.objects.get()
    assert (record.patient, record.given) == (told.registrations[1].patient, False)
