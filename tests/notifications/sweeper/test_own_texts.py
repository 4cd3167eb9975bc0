"""Own texts as people get them: the version of the planning, the reader's language, a family on one phone."""

from datetime import time, timedelta

import pytest

from camps.models import Contact
from notifications.ladder import Rung
from notifications.models import Message
from notifications.queries.texts import Place
from notifications.services.ladders import Of, begin_ladder, save_rung
from notifications.services.texts import back_to_shipped, save_text
from notifications.wording import OwnText
from tests.factories.schedule import NOW
from tests.factories.telling import appointment_at, local, run_tick, tell_all

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(minutes=1)


def own(made, body, *, kind="booked", language="en", house=False, **more):
    place = Place(made.camp, kind, "sms", language, whole_house=house)
    text = OwnText(lang=language, body=body, **more)
    return save_text(place=place, text=text, by=None, now=NOW)


@pytest.fixture
def booked(made, mailbox, phone):
    made.appointment = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    return made


def first_words(phone):
    return [body.removeprefix("Small Camp: ").split()[0] for _, body in phone.sent]


def test_a_message_keeps_the_text_it_was_planned_with(booked, phone):
    own(booked, "first {day} {time}")
    tell_all(booked)
    own(booked, "second {day} {time}")
    run_tick(LATER)
    assert first_words(phone) == ["first"]
    row = Message.objects.get(kind="booked")
    assert (row.template.version, row.template_version) == (1, f"en-own-{row.template.pk}.1")
    assert row.segments == 1


def test_a_camp_that_gave_its_text_up_says_the_shipped_one_from_then_on(booked, phone):
    own(booked, "first {day} {time}")
    back_to_shipped(place=Place(booked.camp, "booked", "sms", "en"), now=NOW)
    tell_all(booked)
    run_tick(LATER)
    assert phone.sent[0][1].startswith("Small Camp: your visit is booked for Monday 1 March")


@pytest.mark.parametrize(
    ("reader", "camp", "words", "expected"),
    [
        ("en", ["en"], {("en", True): "house", ("en", False): "camp"}, "camp"),
        ("en", ["en"], {("en", True): "house"}, "house"),
        ("ha", ["en"], {("ha", False): "hausa", ("en", False): "english"}, "hausa"),
        ("ha", ["en"], {("en", False): "english"}, "english"),
        ("fr", ["en"], {("en", False): "english"}, "votre"),
        ("fr-CA", ["en"], {("fr", False): "quebec"}, "quebec"),
        ("ha", ["fr"], {}, "votre"),
        ("ha", ["fr"], {("fr", True): "maison"}, "maison"),
        ("", ["fr"], {("fr", True): "maison"}, "maison"),
    ],
)
def test_a_reader_gets_the_nearest_text_in_the_nearest_language(booked, phone, reader, camp, words, expected):
    booked.camp.languages = camp
    booked.camp.save()
    booked.registrations[0].patient.language = reader
    booked.registrations[0].patient.save()
    for (language, house), word in words.items():
        own(booked, f"{word} {{day}} {{time}}", language=language, house=house)
    tell_all(booked)
    run_tick(LATER)
    assert first_words(phone) == [expected]


def test_a_reader_whose_language_changed_meanwhile_gets_the_text_of_the_new_one(booked, phone):
    own(booked, "english {day} {time}")
    own(booked, "hausa {day} {time}", language="ha")
    tell_all(booked)
    booked.registrations[0].patient.language = "ha"
    booked.registrations[0].patient.save()
    run_tick(LATER)
    assert first_words(phone) == ["hausa"]


def on_one_phone(made):
    """Patients 1 (an operation) and 2 (a consultation) come on one day and share a phone."""
    first, second = made.registrations[:2]
    Contact.objects.filter(patient=second.patient).update(value=first.patient.contacts.get().value)
    appointment_at(made, second, at=local(made, 0, 15), kind="consultation", station="Desk")


def test_a_family_reads_its_own_words_with_each_hour(booked, phone):
    on_one_phone(booked)
    own(booked, "one {day} {time}", family="all {count} on {day}: {times}")
    tell_all(booked)
    run_tick(LATER)
    assert len(phone.sent) == 1
    assert "Small Camp: all 2 on Monday 1 March: 9am, 3pm http" in phone.sent[0][1]


def test_own_ladders_at_other_hours_of_the_day_still_send_a_family_one_text(booked, phone):
    on_one_phone(booked)
    booked.appointment.procedures.add(booked.procedures["BONE"])
    begin_ladder(camp=booked.camp, procedure=booked.procedures["BONE"], by=None, now=NOW)
    noon = Rung(name="", days_before=3, kind="three_days", from_hour=time(12), until_hour=time(13))
    save_rung(of=Of(booked.camp, "surgery", booked.procedures["BONE"]), rung=noon, name="3d", by=None, now=NOW)
    tell_all(booked)
    Message.objects.exclude(rung="3d").delete()
    for row in Message.objects.order_by("due_at"):
        run_tick(row.due_at + timedelta(seconds=1))
    assert len(phone.sent) == 1
    assert "2 visits, Monday 1 March: 9am, 3pm" in phone.sent[0][1]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
