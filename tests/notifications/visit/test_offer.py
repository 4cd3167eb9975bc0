"""A place that became free, offered by text: the link shows it, a yes books it, time ends it; nobody else is told."""

from decimal import Decimal

import pytest

from camps.models import Contact, Decision, Registration
from notifications.models import CampTelling, Message
from notifications.queries.call_list import call_list
from notifications.queries.telling_cost import costs_in_words
from notifications.services.fan_out import fan_out
from notifications.services.offers import ask_the_next
from scheduling.models import Appointment, StandbyOffer
from tests.camps.access.test_get_changes_nothing import digest
from tests.factories.offers import ask_both, free_and_wait
from tests.factories.organiser import signed_in
from tests.factories.telling import local
from tests.notifications.visit.conftest import path_of, words


@pytest.fixture
def asked(published, clock):
    """It is seven on the first day, and the only operation was given up; one who waits is asked until half past."""
    made, now = published, local(published, 0, 7)
    clock.move_to(now)
    free_and_wait(made, now=now)
    fan_out(now=now)
    made.before, made.now = Message.objects.count(), now
    made.offer = ask_both(made, now=now)
    made.path = f"{path_of(made.waiting[0])}/o/1"
    return made


def new_messages(made):
    fan_out(now=made.now)
    return list(Message.objects.order_by("pk")[made.before :])


def test_only_who_is_asked_is_told_and_once(asked):
    (message,) = new_messages(asked)
    assert (message.kind, message.registration, message.channel) == ("offer", asked.waiting[0], "sms")
    assert (message.due_at, message.not_after) == (asked.now, asked.offer.expires_at)
    assert len(new_messages(asked)) == 1


def test_the_page_shows_hour_place_and_until_when_and_a_look_changes_nothing(asked, phone):
    before = digest()
    page = phone.get(asked.path)
    assert page.status_code == 200
    said = words(page)
    assert "A place has become free" in said
    assert "7:30am" in said
    assert "Bone" not in said
    assert digest() == before
    assert "Answer yes or no" in words(phone.get(path_of(asked.waiting[0])))


def test_yes_gives_the_place_at_once_and_tells_nobody_but_patient_and_team(asked, phone):
    new_messages(asked)
    answer = phone.post(asked.path, {"answer": "yes"})
    assert (answer.status_code, "The place is yours" in words(answer)) == (200, True)
    place = Appointment.objects.get(registration=asked.waiting[0], state="booked")
    assert place.starts_at == asked.offer.starts_at
    assert phone.post(asked.path, {"answer": "yes"}).status_code == 200
    assert Appointment.objects.filter(registration=asked.waiting[0]).count() == 1
    told = {message.registration for message in new_messages(asked) if message.doctor is None}
    assert told == {asked.waiting[0]}


def test_no_keeps_the_patient_on_standby_and_asks_the_next(asked, phone):
    said = words(phone.post(asked.path, {"answer": "no"}))
    assert "You stay on standby" in said
    assert [(one.registration, one.state) for one in StandbyOffer.objects.order_by("pk")] == [
        (asked.waiting[0], "declined"),
        (asked.waiting[1], "open"),
    ]
    assert Registration.objects.get(pk=asked.waiting[0].pk).decision == Decision.STANDBY


def test_after_its_time_the_page_says_so_and_the_round_asks_the_next(asked, phone, clock):
    clock.move_to(asked.offer.expires_at)
    assert phone.get(asked.path).status_code == 410
    late = phone.post(asked.path, {"answer": "yes"})
    assert late.status_code == 410
    assert "The time to answer is over" in words(late)
    assert not Appointment.objects.filter(registration=asked.waiting[0]).exists()
    ask_the_next(now=asked.offer.expires_at)
    ask_the_next(now=asked.offer.expires_at)
    assert list(StandbyOffer.objects.filter(state="open").values_list("registration", flat=True)) == [
        asked.waiting[1].pk
    ]


def test_an_unknown_number_is_a_closed_link_and_another_patient_s_offer_can_t_be_answered(asked, phone):
    assert phone.get(f"{path_of(asked.waiting[0])}/o/2").status_code == 410
    assert phone.post(f"{path_of(asked.waiting[1])}/o/1", {"answer": "yes"}).status_code == 410
    assert not Appointment.objects.filter(registration__in=asked.waiting).exists()


def test_who_has_no_machine_is_called_with_the_words_of_the_offer(asked):
    Contact.objects.filter(patient=asked.waiting[0].patient).update(failed_at=asked.now, failed_why="off")
    (message,) = new_messages(asked)
    assert message.channel == "call"
    (entry,) = [one for one in call_list(asked.camp, now=asked.now) if one.message == message]
    assert (entry.says, entry.offered_at) == ("offer", asked.offer.starts_at)


def test_what_telling_costs_counts_each_way(asked):
    both = [one.pk for one in asked.waiting]
    assert costs_in_words(asked.camp, [both, both[:1], []]) == ["To patients: 2 texts.", "To patients: 1 text.", ""]
    CampTelling.objects.update_or_create(
        camp=asked.camp,
        defaults={
            "organisation": asked.organisation,
            "sms_price": Decimal("4.5"),
            "currency": "NGN",
            "changed_at": asked.now,
        },
    )
    asked.camp.refresh_from_db()
    assert costs_in_words(asked.camp, [both]) == ["To patients: 2 texts (NGN 9.00)."]
    CampTelling.objects.all().delete()
    asked.camp.refresh_from_db()
    Contact.objects.filter(patient=asked.waiting[0].patient).delete()
    assert costs_in_words(asked.camp, [both]) == ["To patients: 1 text, 1 to be called or told in person."]


def test_in_french(asked, phone):
    said = words(phone.get(f"{asked.path}?lang=fr"))
    assert "Une place s'est libérée" in said
    assert "Oui, je prends cette place" in said


def test_the_pages_of_messages_and_calls_show_an_offer(asked):
    Contact.objects.filter(patient=asked.waiting[0].patient).update(failed_at=asked.now, failed_why="off")
    (message,) = new_messages(asked)
    client = signed_in(asked.organisation)
    base = f"/camps/{asked.camp.slug}/messages/"
    for path in (
        "",
        f"{message.pk}/",
        f"people/{asked.waiting[0].number}/",
        "calls/",
        "towns/",
        "people/",
        "not-reached/",
    ):
        answer = client.get(f"{base}{path}")
        assert answer.status_code == 200, path
    assert client.get(f"/camps/{asked.camp.slug}/needs-a-person/").status_code == 200
    assert client.get(f"/camps/{asked.camp.slug}/").status_code == 200
    said = words(client.get(f"{base}calls/"))
    assert "A place has become free:" in said
    assert "Answer needed by 7:30am" in said
