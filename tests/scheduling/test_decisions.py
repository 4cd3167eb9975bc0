"""Screening by the rules and by people, with places in view."""

import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scopes_disabled

from camps.errors import Invalid
from camps.models import Decision, Observation, Registration, User
from scheduling.errors import NotAllowed
from scheduling.models import Appointment
from scheduling.services.decisions import decide, screen_camp
from scheduling.services.slots import make_slots
from tests.factories.schedule import FIRST_DAY, NOW, add_patient
from tests.scheduling.test_booking import give


@pytest.fixture
def camp(small):
    """Everybody new; BONE asks for 10 g/dL and 18 years."""
    bone = small.procedures["BONE"]
    bone.min_hb_g_dl, bone.min_age_years = Decimal("10.0"), 18
    bone.save()
    Registration.objects.update(decision=Decision.NEW)
    make_slots(camp=small.camp)
    return small


@pytest.fixture
def screener(db):
    return User.objects.create_user("s@example.org", None, name="Screener")


def haemoglobin(registration, value):
    Observation.objects.create(
        organisation=registration.organisation,
        patient=registration.patient,
        registration=registration,
        kind="hb",
        value=value,
        unit="g/dL",
    )


def standing(number):
    return Registration.objects.get(number=number)


def test_all_rules_pass_a_value_missing_a_rule_failing(camp):
    haemoglobin(camp.registrations[0], "11.5")
    low = add_patient(camp, number=5, procedure="BONE", decision=Decision.NEW)
    haemoglobin(low, "8.2")
    done = screen_camp(camp=camp.camp, now=NOW)
    assert (standing(1).decision, standing(1).needs_check, standing(1).decision_reason) == ("listed", False, "")
    assert (standing(3).decision, standing(3).needs_check) == ("listed", True)
    assert standing(5).decision == "not_now"
    assert "8.2 g/dL" in standing(5).decision_reason
    assert "at least 10 g/dL" in standing(5).decision_reason
    assert (len(done.listed), len(done.needs_check), len(done.not_now), done.left) == (3, 1, 1, 0)


def test_equipment_the_camp_lacks_is_not_now_and_says_what_would_change_it(camp):
    camp.procedures["LOOK"].equipment = ["microscope"]
    camp.procedures["LOOK"].save()
    screen_camp(camp=camp.camp, now=NOW)
    assert standing(2).decision == "not_now"
    assert "microscope" in standing(2).decision_reason


def test_the_newest_haemoglobin_counts(camp):
    haemoglobin(camp.registrations[0], "7.0")
    haemoglobin(camp.registrations[0], "12.0")
    screen_camp(camp=camp.camp, now=NOW)
    assert standing(1).needs_check is False


def test_what_a_person_decided_stands_even_when_screened_again(camp, screener):
    decide(registrations=[camp.registrations[1].pk], decision="standby", by=screener, now=NOW)
    screen_camp(camp=camp.camp, now=NOW, redo=True)
    assert (standing(2).decision, standing(2).decided_by) == ("standby", screener)


def test_screening_again_is_asked_for_and_takes_new_values(camp):
    low = camp.registrations[0]
    haemoglobin(low, "8.0")
    screen_camp(camp=camp.camp, now=NOW)
    haemoglobin(low, "12.0")
    screen_camp(camp=camp.camp, now=NOW)
    assert standing(1).decision == "not_now"
    screen_camp(camp=camp.camp, now=NOW, redo=True)
    assert standing(1).decision == "listed"


def test_screening_again_leaves_those_who_have_a_place(camp):
    screen_camp(camp=camp.camp, now=NOW)
    give(camp, camp.registrations[0])
    haemoglobin(camp.registrations[0], "6.0")
    screen_camp(camp=camp.camp, now=NOW, redo=True)
    assert standing(1).decision == "listed"


@pytest.mark.parametrize(
    ("decision", "values", "field"),
    [
        ("not_now", {}, "reason"),
        ("referred", {}, "reason"),
        ("deferred", {}, "deferred_until"),
        ("new", {}, "decision"),
        ("sideways", {}, "decision"),
    ],
)
def test_a_decision_that_says_too_little_is_refused_naming_the_field(camp, screener, decision, values, field):
    with pytest.raises(Invalid) as refusal:
        decide(registrations=[camp.registrations[0].pk], decision=decision, by=screener, now=NOW, **values)
    assert refusal.value.field == field
    assert standing(1).decision == "new"


def test_a_deferral_keeps_its_day_and_a_new_decision_clears_it(camp, screener):
    ids = [camp.registrations[0].pk]
    decide(registrations=ids, decision="deferred", deferred_until=FIRST_DAY, by=screener, now=NOW)
    assert standing(1).deferred_until == FIRST_DAY
    decide(registrations=ids, decision="listed", by=screener, now=NOW)
    assert standing(1).deferred_until is None


def test_a_place_is_not_lost_by_a_decision_unless_it_is_said(camp, screener):
    screen_camp(camp=camp.camp, now=NOW)
    placed = give(camp, camp.registrations[0])
    both = [registration.pk for registration in camp.registrations[:2]]
    with pytest.raises(NotAllowed, match="1 of them have a place: 001"):
        decide(registrations=both, decision="not_now", reason="fever", by=screener, now=NOW)
    assert standing(2).decision == "listed"
    done = decide(registrations=both, decision="not_now", reason="fever", cancel_places=True, by=screener, now=NOW)
    assert (len(done.registrations), done.cancelled) == (2, 1)
    cancelled = Appointment.objects.get(pk=placed.pk)
    assert (cancelled.state, cancelled.cancel_reason) == ("cancelled", "fever")


def test_standby_keeps_the_place(camp, screener):
    screen_camp(camp=camp.camp, now=NOW)
    placed = give(camp, camp.registrations[0])
    decide(registrations=[camp.registrations[0].pk], decision="standby", by=screener, now=NOW)
    assert Appointment.objects.get(pk=placed.pk).state == "booked"


def test_the_command_prints_what_it_decided_as_json(camp, capsys):
    with scopes_disabled():
        call_command("screen_camp", camp.camp.slug, "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["listed"], said["needs_check"], said["not_now"], said["left"]) == (2, 2, 0, 0)
    assert [person["number"] for person in said["people"]] == [1, 3]


def test_the_command_names_a_slug_that_is_not_there(db):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("screen_camp", "nowhere")
