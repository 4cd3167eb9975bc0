"""A commit can be undone until something hangs on it, and says what."""

from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled

from camps.models import (
    ConsentRecord,
    Contact,
    Decision,
    Family,
    Guardian,
    Observation,
    Organisation,
    Patient,
    Registration,
    Resource,
    ResourceKind,
)
from camps.queries.standing import standing_of
from camps.services.intake.checking import answer_all_changes
from camps.services.intake.committing import commit
from camps.services.intake.state import NotNow
from camps.services.intake.undoing import Hangs, hanging_on, undo
from camps.services.patients import change_patient, record_consent
from camps.services.registrations import NewPerson, record_haemoglobin, register
from camps.services.screening import decide
from scheduling.models import Appointment
from tests.camps.intake.conftest import NOW, committed, names, ortho, outcomes, sheet, staged
from tests.factories.camps import make_camp

ADA = "1,Ada Obi,30,F,08031234567,Bori,CONS,,,"
MUSA = "2,Musa Bello,40,M,08031234568,Bori,CONS,,,"
OF_PEOPLE = (Registration, Patient, Contact, Guardian, Observation, ConsentRecord, Family)


def counts():
    return {model.__name__: model.objects.count() for model in OF_PEOPLE}


def test_undo_leaves_no_trace_of_the_people(camp):
    before = counts()
    done = committed(camp, ortho())
    assert undo(sheet_import=done, now=NOW) == 57
    assert counts() == before
    assert Resource.objects.filter(kind=ResourceKind.PATIENT).count() == 0
    done.refresh_from_db()
    assert (done.state, done.undone_at) == ("undone", NOW)


def test_an_undone_sheet_can_be_loaded_again(camp):
    undo(sheet_import=committed(camp, ortho()), now=NOW)
    again = staged(camp, ortho())
    assert set(outcomes(again).values()) == {"new", "doubled", "refused"}
    commit(sheet_import=again, agreed_to_texts=True, by=None, now=NOW)
    assert camp.registrations.count() == 57


def test_undo_leaves_the_people_of_other_imports(camp):
    committed(camp, sheet(ADA))
    undo(sheet_import=committed(camp, sheet(ADA, MUSA)), now=NOW)
    assert names(camp) == ["Ada Obi"]


def test_undo_writes_back_what_the_import_changed(camp):
    headings = "Name,Age,Sex,Phone,Email,Town,Procedure,Hb,Guardian,Guardian phone,Family,Urgency"
    committed(camp, sheet("Ada Obi,30,F,08031234567,,Bori,CONS,9.1,,08037654321,F1,", headings=headings))
    registration = Registration.objects.get()
    before = standing_of(camp, [registration.pk])
    changed = "Ada Obi,17/05/1997,F,08037654321/08031234567,a@b.org,Aba,OSTEO,11.2,Mama,08031111111,F2,urgent"
    again = staged(camp, sheet(changed, headings=headings))
    answer_all_changes(sheet_import=again, take=True)
    commit(sheet_import=again, agreed_to_texts=True, by=None, now=NOW)
    assert standing_of(camp, [registration.pk]) != before
    again.refresh_from_db()
    undo(sheet_import=again, now=NOW)
    assert standing_of(camp, [registration.pk]) == before


def an_appointment(camp):
    registration = Registration.objects.get(patient__name="Ada Obi")
    Appointment.objects.create(
        organisation=camp.organisation,
        camp=camp,
        venue=camp.venue,
        registration=registration,
        kind="operation",
        station=camp.stations.order_by("pk").first(),
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=1),
        arrive_at=NOW,
    )


def a_decision_by_hand(camp, organiser):
    decide(
        registrations=[Registration.objects.get(patient__name="Ada Obi").pk],
        decision=Decision.LISTED,
        by=organiser,
        now=NOW,
    )


def a_later_change(camp):
    patient = Patient.objects.get(name="Ada Obi")
    change_patient(patient=patient, name="Ada Obi", town="Owerri", birth_date=patient.birth_date, birth_estimated=True)


def another_camp(camp):
    other = make_camp(camp.organisation, name="Other")
    patient = Patient.objects.get(name="Ada Obi")
    register(camp=other, person=NewPerson(name="Ada Obi", patient=patient), by=None, now=NOW)


def a_new_value(camp):
    record_haemoglobin(registration=Registration.objects.get(patient__name="Ada Obi"), value=11, observed_at=NOW)


def a_consent(camp):
    patient = Patient.objects.get(name="Ada Obi")
    record_consent(patient=patient, purpose="texts", given=False, how="by phone", now=NOW, by=None)


@pytest.mark.parametrize(
    ("hang_on", "why"),
    [
        (an_appointment, "appointment"),
        (a_decision_by_hand, "decided by hand"),
        (a_later_change, "changed since"),
        (a_new_value, "changed since"),
        (another_camp, "registered at another camp too"),
        (a_consent, "a consent was written down since"),
    ],
)
def test_undo_refuses_and_says_what_hangs_on_whom(camp, organiser, hang_on, why):
    done = committed(camp, sheet(ADA, MUSA))
    hang_on(camp, organiser) if hang_on is a_decision_by_hand else hang_on(camp)
    with pytest.raises(Hangs, match=rf"001 Ada Obi \({why}\)"):
        undo(sheet_import=done, now=NOW)
    assert [(found.number, found.why) for found in hanging_on(done)] == [(1, why)]
    assert names(camp) == ["Ada Obi", "Musa Bello"]


def test_a_screening_by_the_rules_does_not_hang(camp):
    done = committed(camp, sheet(ADA))
    Registration.objects.update(decision=Decision.LISTED, decided_at=NOW)
    assert hanging_on(done) == []


def test_a_change_that_was_changed_again_is_not_written_back(camp):
    committed(camp, sheet(ADA))
    again = staged(camp, sheet("1,Ada Obi,30,F,08031234567,Aba,CONS,,,"))
    answer_all_changes(sheet_import=again, take=True)
    commit(sheet_import=again, agreed_to_texts=True, by=None, now=NOW)
    again.refresh_from_db()
    a_later_change(camp)
    with pytest.raises(Hangs, match="changed since"):
        undo(sheet_import=again, now=NOW)


def test_undo_happens_once_and_only_after_a_commit(camp):
    waiting = staged(camp, sheet(ADA))
    with pytest.raises(NotNow, match="was not committed"):
        undo(sheet_import=waiting, now=NOW)
    done = committed(camp, sheet(MUSA))
    undo(sheet_import=done, now=NOW)
    with pytest.raises(NotNow, match="was undone"):
        undo(sheet_import=done, now=NOW)


def test_undo_of_another_organisation_is_not_found(camp):
    done = committed(camp, sheet(ADA))
    stranger = Organisation.objects.create(name="Stranger", slug="stranger")
    with scope(organisation=stranger), pytest.raises(Exception, match=r"does not exist|discarded"):
        undo(sheet_import=done, now=NOW)
    with scopes_disabled():
        assert Registration.objects.count() == 1
