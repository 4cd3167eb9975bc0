"""Consent and fitness: nothing is asked where nobody enters it; a refusal always counts, silence where camps ask."""

import pytest

from camps.models import Consent, ConsentRecord, Fitness
from camps.services.clearance import record_clearance
from scheduling.errors import NotAllowed
from scheduling.models import Appointment
from scheduling.queries.fillings import report_of
from scheduling.queries.planning import camp_problem
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW
from tests.scheduling.test_booking import give


def ready(small) -> dict[int, bool]:
    return {case.number: case.ready for case in camp_problem(small.camp, now=NOW).problem.cases}


def requires(small) -> None:
    small.camp.clearance_required = True
    small.camp.save()


def clear(registration, **values):
    given = {"consent": Consent.GIVEN, "fitness": Fitness.FIT, "how": "signed on paper", **values}
    return record_clearance(registrations=[registration.pk], by=None, now=NOW, **given)


def test_where_nobody_enters_it_nothing_blocks(small):
    make_slots(camp=small.camp)
    assert give(small, small.registrations[0]).pk
    assert all(ready(small).values())


def test_a_camp_that_asks_for_it_books_no_operation_without_and_any_consultation(small):
    make_slots(camp=small.camp)
    requires(small)
    with pytest.raises(NotAllowed, match="Registration 001 has no consent on record") as refusal:
        give(small, small.registrations[0])
    assert "registration's page" in refusal.value.cure
    assert ready(small) == {1: False, 2: True, 3: False, 4: True}
    clear(small.registrations[0], fitness=Fitness.TO_BE_SEEN)
    with pytest.raises(NotAllowed, match="not yet found fit"):
        give(small, small.registrations[0])
    clear(small.registrations[0])
    assert give(small, small.registrations[0]).pk
    assert ready(small) == {1: True, 2: True, 3: False, 4: True}


@pytest.mark.parametrize(
    ("values", "words"),
    [({"consent": Consent.REFUSED}, "refused the operation"), ({"fitness": Fitness.UNFIT}, "is not fit")],
)
def test_a_refusal_counts_in_every_camp(small, values, words):
    make_slots(camp=small.camp)
    clear(small.registrations[0], **values)
    with pytest.raises(NotAllowed, match=words):
        give(small, small.registrations[0])
    assert not ready(small)[1]


def test_filling_leaves_them_out_and_says_why(small):
    requires(small)
    clear(small.registrations[0])
    report = report_of(fill_camp(camp=small.camp, actor=SYSTEM, now=NOW).filling)
    assert sorted(Appointment.objects.values_list("registration__number", flat=True)) == [1, 2, 4]
    assert [(line.number, line.why) for line in report.left_out] == [
        (3, "has no consent on record and was not yet found fit")
    ]


def test_a_consent_is_kept_as_it_was_said_and_only_once(small):
    one = small.registrations[0]
    assert clear(one, giver="guardian") == 1
    clear(one, fitness=Fitness.UNFIT, how="")
    record = ConsentRecord.objects.get(patient=one.patient)
    assert (record.registration, record.purpose, record.given) == (one, "surgery", True)
    assert (record.giver, record.how, record.at) == ("guardian", "signed on paper", NOW)
