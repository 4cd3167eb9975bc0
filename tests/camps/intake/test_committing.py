"""The commit is one act: whole or nothing, once, and with its question answered."""

from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, connections
from django_scopes import scope

from camps.errors import Invalid
from camps.models import ConsentRecord, Patient, Registration, Resource, ResourceKind, SheetState
from camps.services.intake.committing import commit
from camps.services.intake.consents import answer_consent
from camps.services.intake.state import NotNow
from camps.services.intake.whole import import_sheet
from tests.camps.intake.conftest import NOW, committed, names, ortho, sheet, staged
from tests.factories.sheets import long_sheet

ADA = "1,Ada Obi,30,F,08031234567,Bori,CONS,,,"


def test_commit_asks_whether_people_agreed_to_be_called_or_texted(camp):
    waiting = staged(camp, sheet(ADA))
    with pytest.raises(Invalid, match="agreed to be called or texted") as refusal:
        commit(sheet_import=waiting, agreed_to_texts=None, by=None, now=NOW)
    assert refusal.value.field == "agreed_to_texts"
    assert names(camp) == []


@pytest.mark.parametrize("agreed", [True, False])
def test_the_answer_is_recorded_for_everybody_with_who_said_it_and_when(camp, organiser, agreed):
    waiting = staged(camp, sheet(ADA, "2,Musa Bello,3,M,,Bori,CONS,Mama Bello,08031234567,"))
    commit(sheet_import=waiting, agreed_to_texts=agreed, by=organiser, now=NOW)
    kept = ConsentRecord.objects.order_by("patient_id").values_list("purpose", "given", "giver", "by", "at")
    assert list(kept) == [("texts", agreed, giver, organiser.pk, NOW) for giver in ("self", "guardian")]


def test_an_answer_left_open_by_a_command_is_given_once_later(camp, organiser):
    import_sheet(camp=camp, file=sheet(ADA), name="a.csv", agreed_to_texts=None, by=None, now=NOW)
    done = camp.sheet_imports.get()
    answer_consent(sheet_import=done, agreed=False, by=organiser, now=NOW)
    assert [record.given for record in ConsentRecord.objects.all()] == [False]
    with pytest.raises(Invalid, match="answered already"):
        answer_consent(sheet_import=done, agreed=True, by=organiser, now=NOW)


def test_people_are_registered_in_the_order_of_the_sheet_with_everything_it_said(camp):
    done = committed(camp, sheet("1,Zainab Eze,7 months,F,,Bori,CONS,Mama Eze,08031234568,urgent", ADA))
    assert names(camp) == ["Zainab Eze", "Ada Obi"]
    first = Registration.objects.select_related("patient", "procedure").get(number=1)
    assert (first.sheet_import, first.sheet_row, first.urgency, first.procedure.code) == (done, 2, 2, "CONS")
    assert first.patient.birth_estimated
    contact = first.patient.contacts.get()
    assert (contact.value, contact.owner, contact.guardian.name) == ("+2348031234568", "guardian", "Mama Eze")
    assert done.rows.get(sheet_row=2).registration == first
    assert Resource.objects.filter(kind=ResourceKind.PATIENT).count() == 2


def test_a_second_commit_finds_the_first(camp):
    done = committed(camp, sheet(ADA))
    with pytest.raises(NotNow, match="committed already"):
        commit(sheet_import=done, agreed_to_texts=True, by=None, now=NOW)
    assert names(camp) == ["Ada Obi"]


def test_an_error_in_the_middle_of_a_commit_leaves_nothing(camp):
    waiting = staged(camp, long_sheet(1_200))

    def fail(step, done, whole):
        if done >= 1_000:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        commit(sheet_import=waiting, agreed_to_texts=True, by=None, now=NOW, on_row=fail)
    waiting.refresh_from_db()
    assert waiting.state == SheetState.STAGED
    assert (Registration.objects.count(), Patient.objects.count(), ConsentRecord.objects.count()) == (0, 0, 0)
    commit(sheet_import=waiting, agreed_to_texts=True, by=None, now=NOW)
    assert Registration.objects.count() == 1_188


def test_a_connection_killed_in_the_middle_of_a_commit_leaves_nothing(standing_camp):
    waiting = staged(standing_camp, long_sheet(1_200))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]

    def kill(step, done, whole):
        def elsewhere():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
            connection.close()

        if done == 1_000:
            killer = Thread(target=elsewhere)
            killer.start()
            killer.join()

    with pytest.raises(DatabaseError):
        commit(sheet_import=waiting, agreed_to_texts=True, by=None, now=NOW, on_row=kill)
    connection.close()
    waiting.refresh_from_db()
    assert (waiting.state, Registration.objects.count(), Patient.objects.count()) == (SheetState.STAGED, 0, 0)


def test_two_commits_of_one_import_at_once_register_everybody_once(standing_camp):
    waiting = staged(standing_camp, ortho())
    ended, together = [], Barrier(2)

    def one():
        together.wait()
        try:
            with scope(organisation=standing_camp.organisation):
                commit(sheet_import=waiting, agreed_to_texts=True, by=None, now=NOW)
            ended.append("done")
        except NotNow:
            ended.append("not now")
        finally:
            connections.close_all()

    both = [Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(ended) == ["done", "not now"]
    assert Registration.objects.count() == 57


def test_two_uploads_of_one_sheet_committed_at_once_register_everybody_once(standing_camp):
    waiting = [staged(standing_camp, ortho()), staged(standing_camp, ortho())]
    together = Barrier(2)

    def one(sheet_import):
        together.wait()
        try:
            with scope(organisation=standing_camp.organisation):
                commit(sheet_import=sheet_import, agreed_to_texts=True, by=None, now=NOW)
        finally:
            connections.close_all()

    both = [Thread(target=one, args=[sheet_import]) for sheet_import in waiting]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert [row.state for row in standing_camp.sheet_imports.all()] == ["committed", "committed"]
    assert Registration.objects.count() == 57
