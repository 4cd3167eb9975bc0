"""What the hour of an operation depends on: entered for the camp and for one patient, copied with the camp."""

from datetime import date, time

import pytest
from django_scopes import scopes_disabled

from camps.models import Camp, ConsentRecord, Procedure
from camps.services.camp_copies import copy_camp
from camps.services.patients_day import FIELDS

DAY = {
    "last_bus": "17:00", "ward_beds": "4", "fasts_from": "22:00", "longest_fast_hours": "14",
    "longest_child_fast_hours": "10", "clearance_required": "on", "tell_shift_min": "45",
    "go_first_share": "60", "go_first_minutes": "5", "go_first_by_phone": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _looking_into_the_rows():
    with scopes_disabled():
        yield


def page(world, rest: str) -> str:
    return f"/camps/{world.camp.slug}/{rest}"


def person(world, rest: str = "") -> str:
    return page(world, f"registrations/{world.registration.number}/{rest}")


def shown(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_camp_says_its_last_bus_beds_and_fast_and_a_copy_keeps_them(world, client):
    assert client.post(page(world, "settings/patients-day/"), DAY).status_code == 302
    camp = Camp.objects.get(pk=world.camp.pk)
    said = [getattr(camp, name) for name in FIELDS]
    assert said == [time(22), 14, 10, time(17), 4, True, 45, 60, 5, True]
    copy = copy_camp(camp=camp, name="Next", first_day=date(2028, 3, 6))
    assert [getattr(copy, name) for name in FIELDS] == said


def test_nothing_entered_limits_nothing(world, client):
    usual = {"longest_fast_hours": "16", "longest_child_fast_hours": "12", "tell_shift_min": "30"}
    usual |= {"go_first_minutes": "10"}
    assert client.post(page(world, "settings/patients-day/"), usual).status_code == 302
    camp = Camp.objects.get(pk=world.camp.pk)
    assert [getattr(camp, name) for name in FIELDS] == [None, 16, 12, None, None, False, 30, None, 10, False]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"last_bus": "07:00"}, "last_bus"), ({"longest_child_fast_hours": "20"}, "longest_child_fast_hours")],
)
def test_what_can_not_be_is_said_beside_its_field(world, client, wrong, field):
    answer = client.post(page(world, "settings/patients-day/"), DAY | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Camp.objects.get(pk=world.camp.pk).last_bus is None


def test_a_patients_hours_and_wishes_are_entered_and_shown(world, client):
    day = {"diabetic": "on", "earliest_time": "10:30", "home_by": "16:00", "preferred_doctor": world.doctor.pk}
    found = shown(client.post(person(world, "day/"), day, follow=True))
    for words in ("Diabetic", "10:30", "16:00", "Alpha Surgeon"):
        assert words in found
    answer = client.post(person(world, "day/"), day | {"home_by": "09:00"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["home_by"])


def test_consent_and_fitness_are_entered_shown_and_missed_where_the_camp_asks(world, client):
    assert "No place for an operation yet" not in shown(client.get(person(world)))
    Camp.objects.filter(pk=world.camp.pk).update(clearance_required=True)
    assert "Has no consent on record." in shown(client.get(person(world)))
    answer = client.post(person(world, "clearance/"), {"consent": "given", "fitness": "fit"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["how"])
    said = {"consent": "given", "fitness": "fit", "giver": "guardian", "how": "signed on paper"}
    found = shown(client.post(person(world, "clearance/"), said, follow=True))
    assert "No place for an operation yet" not in found
    assert "signed on paper" in found
    record = ConsentRecord.objects.get(registration=world.registration)
    assert (record.giver, record.by) == ("guardian", world.members["owner"].user)


def test_a_consent_to_an_operation_does_not_show_at_the_patients_next_camp(world, client):
    said = {"consent": "given", "giver": "self", "how": "signed on paper"}
    client.post(person(world, "clearance/"), said)
    copy = copy_camp(camp=world.camp, name="Next", first_day=date(2028, 3, 6))
    row = world.registration
    row.pk, row.camp, row.consent, row.procedure, row.family = None, copy, "", None, None
    row.save()
    assert "signed on paper" not in shown(client.get(f"/camps/{copy.slug}/registrations/{row.number}/"))


def test_nights_are_entered_with_the_procedure(world, client):
    url = page(world, f"settings/procedures/{world.procedure.pk}/")
    form = client.get(url).context["form"]
    values = {name: value for name, value in form.initial.items() if value is not None} | {
        "nights": "2",
        "equipment": "",
    }
    assert client.post(url, values).status_code == 302
    assert Procedure.objects.get(pk=world.procedure.pk).nights == 2
    assert "2 nights" in shown(client.get(page(world, "settings/procedures/")))


def test_somebody_is_registered_at_the_desk_with_all_of_it(world, client):
    new = {
        "phone": "0803 407 5099", "phone_owner": "self", "name": "Ebi Dokubo", "urgency": "4", "infected": "on",
        "earliest_time": "11:00", "home_by": "15:00", "preferred_doctor": world.doctor.pk,
    }  # fmt: skip
    answer = client.post(page(world, "registrations/new/"), new)
    found = shown(client.get(answer["Location"]))
    for words in ("Infected", "11:00", "15:00", "Alpha Surgeon"):
        assert words in found
