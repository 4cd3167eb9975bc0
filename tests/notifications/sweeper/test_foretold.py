"""What an organiser was shown is what people then get: word for word, at the shown minute."""

import re
from datetime import time, timedelta

import pytest

from camps.models import Contact, Guardian
from notifications.ladder import Rung
from notifications.models import Message, OptOut, Preference
from notifications.queries.sample_people import sample_people
from notifications.services.camp_telling import change_telling
from notifications.services.fan_out import fan_out
from notifications.services.foretelling import foretold
from notifications.services.ladders import Of, save_rung
from notifications.wording import URGENT_KINDS
from tests.factories.schedule import FIRST_DAY, NOW, add_patient
from tests.factories.telling import add_mail, appointment_at, local, run_tick, tell_all

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = re.compile(r"/v/[\w-]{22}")


@pytest.fixture
def people(made, mailbox, phone):
    """A grown-up with a mail too, a child with a carer, two on one phone, one with nothing, one who reads French."""
    for number in (5, 6):
        add_patient(made, number=number, procedure="BONE")
    _, child, first, second, nobody, french = made.registrations
    add_mail(made.registrations[0], "adult@example.org")
    child.patient.birth_date = FIRST_DAY - timedelta(days=365 * 9)
    child.patient.save()
    carer = Guardian.objects.create(organisation=made.organisation, patient=child.patient, name="Mrs Two")
    child.patient.contacts.update(owner="guardian", guardian=carer)
    Contact.objects.filter(patient=second.patient).update(value=first.patient.contacts.get().value)
    nobody.patient.contacts.all().delete()
    french.patient.language = "fr"
    french.patient.save()
    for number, registration in enumerate(made.registrations):
        appointment_at(made, registration, at=local(made, 0, 9 + number))
    change_telling(
        camp=made.camp,
        quiet_from=time(20),
        quiet_until=time(8),
        urgent_hours=24,
        breaks_quiet=URGENT_KINDS,
        instructions_in_sms=True,
        sms_price=4,
        currency="NGN",
        now=NOW,
    )
    made.procedures["BONE"].fasting_hours = 6
    made.procedures["BONE"].save()
    for appointment in made.camp.appointments.all():
        appointment.procedures.add(made.procedures["BONE"])
    return made


def shown(made, *, now=NOW):
    """By what each stands for: (minute, channel, subject, text) of everything to come."""
    return {
        str(person.stands_for): [
            (one.at, one.channel, one.subject, one.text) for one in foretold(made.camp, person, now=now)
        ]
        for person in sample_people(made.camp)
    }


def sent_to(registration):
    rows = Message.objects.filter(registration=registration).exclude(body="").order_by("due_at", "id")
    return [(row.due_at, row.channel, row.subject, TOKEN.sub("/v/…", row.body)) for row in rows]


def send_everything(made):
    """Look at every minute at which something is due, in order."""
    while due := Message.objects.filter(state="planned", channel__in=["sms", "mail"]).order_by("due_at").first():
        run_tick(due.due_at + timedelta(seconds=1))


def test_each_kind_of_reader_stands_in_the_preview_once(people):
    found = {str(person.stands_for): person.registration.number for person in sample_people(people.camp)}
    assert found == {
        "A family on one phone": 3,
        "A child with a parent or carer": 2,
        "Somebody without a phone or mail": 5,
        "Somebody who reads another language": 6,
        "A grown-up": 1,
    }


def test_what_was_shown_before_publishing_is_what_was_sent(people):
    save_rung(of=Of(people.camp, "surgery"), rung=Rung(name="", hours_before=3, kind="prepare"), by=None, now=NOW)
    before = shown(people)
    tell_all(people)
    send_everything(people)
    numbers = {str(one.stands_for): one.registration for one in sample_people(people.camp)}
    for words in ("A grown-up", "A child with a parent or carer", "Somebody who reads another language"):
        assert sent_to(numbers[words]) == before[words], words
        assert len(before[words]) >= 5
    family = before["A family on one phone"]
    assert [one[1:] for one in sent_to(numbers["A family on one phone"])] == [one[1:] for one in family]
    assert "2 visits" in family[0][3]
    assert before["Somebody without a phone or mail"] == [(NOW, "town", "", "")]


def test_what_is_shown_after_an_edit_is_what_is_sent(people):
    tell_all(people)
    run_tick(NOW + timedelta(minutes=1))
    later = NOW + timedelta(hours=2)
    two_days = Rung(name="", days_before=2, kind="three_days")
    save_rung(of=Of(people.camp, "surgery"), rung=two_days, by=None, now=later)
    expected = shown(people, now=later)["A grown-up"]
    fan_out(now=later)
    send_everything(people)
    adult = people.registrations[0]
    rungs = Message.objects.filter(registration=adult).exclude(rung="").exclude(state="superseded")
    assert {row.rung for row in rungs} == {"7d", "3d", "2d", "1d"}
    assert [one for one in sent_to(adult) if one[0] > later] == expected


def test_what_a_reader_wishes_is_shown_as_it_is_kept(people):
    adult = people.registrations[0]
    Preference.objects.create(
        organisation=people.organisation,
        patient=adult.patient,
        quiet_from=time(20),
        quiet_until=time(11),
        wording="plain",
        changed_at=NOW,
    )
    OptOut.objects.create(
        organisation=people.organisation,
        contact=adult.patient.contacts.get(kind="mail"),
        category="reminders",
        how="one click",
        at=NOW,
    )
    before = shown(people)["A grown-up"]
    tell_all(people)
    send_everything(people)
    assert sent_to(adult) == before
    reminders = [(at, text) for at, channel, _, text in before if channel == "sms"][1:]
    assert {at.astimezone(people.camp.zone).hour for at, _ in reminders} == {11}
    assert all("Small Camp: Patient, " in text for _, text in reminders)
    assert sum(channel == "mail" for _, channel, _, _ in before) == 2


def test_a_text_says_from_when_to_eat_nothing_and_a_mail_does_not(people):
    of_adult = shown(people)["A grown-up"]
    texts = [text for _, channel, _, text in of_adult if channel == "sms"]
    mails = [text for _, channel, _, text in of_adult if channel == "mail"]
    assert any("Eat nothing after 3am" in text for text in texts)
    assert not any("3am" in text for text in mails)


def test_the_preview_writes_nothing_and_costs_what_a_text_costs(people, django_assert_max_num_queries):
    with django_assert_max_num_queries(150) as seen:
        found = [one for person in sample_people(people.camp) for one in foretold(people.camp, person, now=NOW)]
    assert not [query for query in seen.captured_queries if not query["sql"].lstrip().upper().startswith("SELECT")]
    assert {(one.segments, one.price) for one in found if one.channel == "sms"} == {(1, 4)}
    assert not Message.objects.exists()
