"""Long steps of loading a sheet, left to a worker: each ends once, shows how far it is, and leaves nothing halfway."""

from __future__ import annotations

import io
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django_scopes import scope, scopes_disabled
from kombu.exceptions import OperationalError as NoQueue

from camps import tasks
from camps.models import JobState, Member, Registration, Role, SheetAct, SheetImport, SheetJob, SheetRow
from camps.queries.intake import can_be_repeated
from camps.services.intake import jobs
from camps.services.intake.committing import ChangesToAnswer
from camps.services.intake.jobs import ask, run_job, take_in
from camps.services.intake.state import NotNow
from camps.services.intake.watching import alone, watched
from camps.sheets.problems import SheetRefused
from tests.camps.intake.conftest import HEADINGS, NOW, names, sheet, staged
from tests.camps.intake.test_pages import ADA, MUSA, at, chosen, text_of, upload

ADA_AND_MUSA = (ADA, MUSA)
FAR_DOWN = (*[ADA] * 40, ",".join(["x"] * 300))  # below the rows that are looked at for the headings


@pytest.fixture
def long_ones(monkeypatch):
    """Every sheet of more than one row is a long one."""
    monkeypatch.setattr(jobs, "LONG", 1)


@pytest.fixture
def no_worker(monkeypatch):
    """Wake-ups go nowhere, as with Redis flushed or no worker; their number is kept."""
    woken = []
    monkeypatch.setattr(tasks.load_sheets, "delay", lambda: woken.append(1))
    return woken


@pytest.fixture
def client(camp, organiser) -> Client:
    Member.objects.create(organisation=camp.organisation, user=organiser, role=Role.COORDINATOR)
    client = Client()
    client.force_login(organiser)
    return client


def asked(made: SheetImport, act=SheetAct.COMMIT, **facts) -> SheetJob:
    return ask(sheet_import=made, act=act, by=None, now=NOW, **({"agreed_to_texts": True} | facts))


def ran(job: SheetJob) -> SheetJob:
    run_job(job=job, now=NOW)
    job.refresh_from_db()
    return job


@contextmanager
def another_process(job):
    """Holds the job as a worker in another process does: by a connection of its own."""
    with watched(job) as held:
        assert held
        yield held


def test_a_commit_left_to_a_worker_registers_everybody_once(camp):
    job = asked(staged(camp, sheet(*ADA_AND_MUSA)))
    assert names(camp) == []
    assert run_job(job=job, now=NOW) is True
    assert names(camp) == ["Ada Obi", "Musa Bello"]
    assert run_job(job=job, now=NOW) is False
    assert (ran(job).state, len(names(camp))) == (JobState.DONE, 2)


def test_what_is_asked_for_twice_is_one_job(camp):
    made = staged(camp, sheet(ADA))
    first, second = asked(made), asked(made)
    assert (first.pk, SheetJob.objects.count()) == (second.pk, 1)
    with pytest.raises(NotNow, match="A worker is busy with this sheet"):
        asked(made, SheetAct.CHECK)


def test_a_commit_asked_for_after_the_commit_is_refused(camp):
    made = staged(camp, sheet(ADA))
    ran(asked(made))
    with pytest.raises(NotNow, match="committed already"):
        asked(made)


def test_a_job_another_process_works_on_is_left_alone(camp):
    job = asked(staged(camp, sheet(ADA)))
    with another_process(job):
        assert run_job(job=job, now=NOW) is False
    assert names(camp) == []
    assert run_job(job=job, now=NOW) is True


def test_a_worker_that_dies_on_the_way_leaves_nothing_and_the_next_one_ends_it(camp, monkeypatch):
    job = asked(staged(camp, sheet(ADA)))

    def dies(**_):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "commit", dies)
        with pytest.raises(SystemExit):
            run_job(job=job, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.tries, names(camp)) == (JobState.RUNNING, 1, [])
    assert (ran(job).state, job.tries, names(camp)) == (JobState.DONE, 2, ["Ada Obi"])


def test_a_job_that_ends_its_worker_each_time_is_given_up_in_words(camp):
    job = asked(staged(camp, sheet(ADA)))
    SheetJob.objects.update(state=JobState.RUNNING, tries=3)
    assert ran(job).state == JobState.FAILED
    assert job.trouble == "The worker stopped 3 times on the way. Nothing was changed."


def test_a_database_that_goes_away_leaves_the_job_open(camp, monkeypatch):
    job = asked(staged(camp, sheet(ADA)))

    def gone(**_):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(jobs, "commit", gone)
    with pytest.raises(OperationalError):
        run_job(job=job, now=NOW)
    job.refresh_from_db()
    assert job.on_its_way


def test_an_error_of_ours_is_told_without_its_details_and_nothing_is_written(camp, monkeypatch):
    job = asked(staged(camp, sheet(ADA)))

    def broken(**_):
        raise ValueError("Ada Obi")

    monkeypatch.setattr(jobs, "commit", broken)
    assert ran(job).state == JobState.FAILED
    assert "Something went wrong on our side" in job.trouble
    assert "Ada" not in job.trouble


def test_somebody_changed_meanwhile_is_asked_about_and_nobody_is_registered(camp):
    made = staged(camp, sheet(ADA, MUSA))
    job = asked(made)
    other = staged(camp, sheet(ADA.replace("Bori", "Aba")))
    ran(asked(other))
    assert ran(job).state == JobState.FAILED
    assert "One row says otherwise than what stands." in job.trouble
    assert made.rows.filter(outcome="changed").count() == 1
    assert names(camp) == ["Ada Obi"]


@pytest.mark.usefixtures("long_ones")
def test_a_long_upload_is_read_by_a_worker_with_the_answers_given(camp):
    file = sheet("a title", HEADINGS, ADA, MUSA, headings="Another title,,")
    made = take_in(camp=camp, file=file, name="long.csv", by=None, now=NOW, sheet="", heading_row=None)
    assert (made.rows.count(), made.heading_row, made.job.act) == (0, 3, "read")
    job = ran(made.job)
    assert (job.state, job.file, job.done) == (JobState.DONE, None, 0)  # progress is seen by others, not in this test
    assert list(made.rows.values_list("cells__1", flat=True)) == ["Ada Obi", "Musa Bello"]


@pytest.mark.usefixtures("long_ones")
def test_a_long_sheet_refused_far_down_says_so_and_keeps_no_row(camp):
    file = sheet(*FAR_DOWN)
    made = take_in(camp=camp, file=file, name="wide.csv", by=None, now=NOW, sheet="", heading_row=None)
    job = ran(made.job)
    assert job.state == JobState.FAILED
    assert "wide.csv, row 42: The row has 300 cells, and at most 200 are read." in job.trouble
    assert SheetRow.objects.count() == 0
    assert job.file is None


@pytest.mark.usefixtures("long_ones")
def test_an_uploaded_file_that_failed_through_no_fault_of_its_own_is_kept_a_week_for_another_try(camp, monkeypatch):
    made = take_in(camp=camp, file=sheet(*ADA_AND_MUSA), name="a.csv", by=None, now=NOW, sheet="", heading_row=None)

    def broken(**_):
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "read_staged", broken)
        assert bytes(ran(made.job).file) == sheet(*ADA_AND_MUSA).read()
    jobs.forget_files(now=NOW + timedelta(days=7))
    assert can_be_repeated(made.job)
    jobs.forget_files(now=NOW + timedelta(days=7, seconds=1))
    assert not can_be_repeated(made.job)
    jobs.ask_again(job=made.job, now=NOW)
    assert SheetJob.objects.get().state == JobState.FAILED


def test_a_step_that_another_worker_ended_meanwhile_stays_ended(camp, monkeypatch):
    """As when the connection that held the lock broke: both worked, and the second found it done."""
    job = asked(staged(camp, sheet(ADA)))

    def late(**_):
        raise ChangesToAnswer("One row says otherwise than what stands.")

    def ended(**_):
        SheetJob.objects.filter(pk=job.pk).update(state=JobState.DONE)

    monkeypatch.setattr(jobs, "commit", late)
    monkeypatch.setattr(jobs, "check_again", ended)
    assert (ran(job).state, job.trouble) == (JobState.DONE, "")


@pytest.mark.usefixtures("long_ones")
def test_a_long_file_that_is_no_sheet_is_refused_at_once(camp):
    with pytest.raises(SheetRefused, match="names the columns"):
        take_in(
            camp=camp, file=io.BytesIO(b"a,b\nc,d\ne,f"), name="a.csv", by=None, now=NOW, sheet="", heading_row=None
        )
    assert SheetImport.objects.count() == 0


def test_a_short_upload_is_read_at_once(camp):
    made = take_in(camp=camp, file=sheet(ADA), name="a.csv", by=None, now=NOW, sheet="", heading_row=None)
    assert (made.rows.count(), SheetJob.objects.count()) == (1, 0)


def test_the_sweeper_does_what_every_organisation_asked_for(camp):
    job = asked(staged(camp, sheet(ADA)))
    with scopes_disabled():
        tasks.load_sheets()
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert names(camp) == ["Ada Obi"]


def test_one_sheet_is_loaded_at_a_time_so_that_a_process_is_left_for_messages(camp):
    job = asked(staged(camp, sheet(ADA)))
    with alone() as held:
        assert held
        tasks.load_sheets()
        job.refresh_from_db()
        assert job.state == JobState.QUEUED
    tasks.load_sheets()
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_step_asked_for_while_another_one_is_done_is_done_after_it(camp, monkeypatch):
    first, second = (staged(camp, sheet(person)) for person in ADA_AND_MUSA)
    asked(first)
    told = jobs.commit

    def commit_and_ask(**facts):
        told(**facts)
        if facts["sheet_import"] == first:
            asked(second)

    monkeypatch.setattr(jobs, "commit", commit_and_ask)
    tasks.load_sheets()
    assert names(camp) == ["Ada Obi", "Musa Bello"]


@pytest.mark.usefixtures("long_ones")
def test_a_long_sheet_goes_its_whole_way_by_the_pages(client, camp, no_worker):
    """Upload, read, columns, check, register, undo: each long step leads to its progress, and from there on."""

    def worked(answer, act) -> str:
        progress = at(camp, SheetImport.objects.get().pk, "progress")
        assert (answer.status_code, answer["Location"]) == (302, progress)
        page = text_of(client.get(progress))
        assert "<progress" in page
        assert "You can leave this page" in page
        assert '<noscript><meta http-equiv="refresh"' in page
        assert SheetJob.objects.get().act == act
        tasks.load_sheets()
        return client.get(progress)["Location"]

    columns = worked(upload(client, camp, sheet(*ADA_AND_MUSA)), "read")
    made = SheetImport.objects.get()
    assert columns == at(camp, made.pk, "columns")
    sent = {f"column-{n}": field for n, field in enumerate(chosen(client.get(columns)))} | {"dates": "day"}
    assert worked(client.post(columns, sent), "check") == at(camp, made.pk)
    assert worked(client.post(at(camp, made.pk, "commit"), {"agreed_to_texts": "yes"}), "commit") == at(camp, made.pk)
    assert names(camp) == ["Ada Obi", "Musa Bello"]
    assert worked(client.post(at(camp, made.pk, "undo")), "undo") == at(camp, made.pk)
    assert names(camp) == []
    assert len(no_worker) == 4


@pytest.mark.usefixtures("long_ones", "no_worker")
def test_a_second_click_has_one_effect(client, camp):
    made = staged(camp, sheet(*ADA_AND_MUSA))
    for _ in range(2):
        answer = client.post(at(camp, made.pk, "commit"), {"agreed_to_texts": "yes"})
        assert answer["Location"] == at(camp, made.pk, "progress")
    tasks.load_sheets()
    tasks.load_sheets()
    assert names(camp) == ["Ada Obi", "Musa Bello"]


@pytest.mark.usefixtures("long_ones", "no_worker")
@pytest.mark.parametrize("page", ["", "columns", "rows", "fix", "doubles", "changes", "commit", "discard"])
def test_no_page_touches_a_sheet_a_worker_is_busy_with(client, camp, page):
    made = staged(camp, sheet(*ADA_AND_MUSA))
    asked(made)
    path = at(camp, *[made.pk, page] if page else [made.pk])
    for answer in (client.get(path), client.post(path, {"row-2": "take"})):
        assert (answer.status_code, answer["Location"]) == (302, at(camp, made.pk, "progress"))
    assert made.rows.count() == 2
    assert "Being worked on" in text_of(client.get(at(camp)))


@pytest.mark.usefixtures("no_worker")
def test_the_progress_is_sent_again_only_when_it_changed(client, camp):
    made = staged(camp, sheet(ADA))
    job = asked(made)
    path = at(camp, made.pk, "progress")
    part = client.get(path, headers={"HX-Request": "true"})
    assert "<html" not in text_of(part)
    again = {"HX-Request": "true", "If-None-Match": part["ETag"]}
    assert client.get(path, headers=again).status_code == 304
    SheetJob.objects.filter(pk=job.pk).update(state=JobState.RUNNING, done=500, whole=2000)
    moved = client.get(path, headers=again)
    assert (moved.status_code, 'value="500"' in text_of(moved)) == (200, True)
    SheetJob.objects.filter(pk=job.pk).update(state=JobState.DONE)
    assert client.get(path, headers=again).status_code == 302


def test_a_failed_step_says_why_and_can_be_tried_again(client, camp, no_worker):
    made = staged(camp, sheet(ADA))
    job = asked(made)
    SheetJob.objects.update(state=JobState.FAILED, trouble="The worker stopped 3 times on the way.", tries=3)
    part = client.get(at(camp, made.pk, "progress"), headers={"HX-Request": "true"}, follow=True)
    assert (len(part.redirect_chain), part.status_code) == (1, 200)  # a poll that was redirected loads the whole page
    assert "Try again" in text_of(client.get(at(camp, made.pk, "progress")))
    for page in ("progress", ""):
        assert "The worker stopped 3 times" in text_of(client.get(at(camp, *[made.pk, page] if page else [made.pk])))
    assert client.post(at(camp, made.pk, "progress")).status_code == 302
    assert no_worker == [1]
    assert (ran(job).state, names(camp)) == (JobState.DONE, ["Ada Obi"])


@pytest.mark.usefixtures("long_ones", "no_worker")
def test_a_sheet_that_could_not_be_read_can_be_discarded(client, camp):
    upload(client, camp, sheet(*FAR_DOWN))
    tasks.load_sheets()
    made = SheetImport.objects.get()
    assert client.get(at(camp, made.pk), follow=True).redirect_chain[-1][0] == at(camp, made.pk, "progress")
    page = text_of(client.get(at(camp, made.pk, "progress")))
    assert "at most 200 are read" in page
    assert "Try again" not in page
    client.post(at(camp, made.pk, "discard"))
    assert SheetImport.objects.count() == 0


def test_nobody_is_left_out_of_an_answer_without_a_queue(client, camp, long_ones, monkeypatch):
    """Redis away: the step is done in the request, as it was before there were workers for it."""

    def away():
        raise NoQueue

    monkeypatch.setattr(tasks.load_sheets, "delay", away)
    other = asked(staged(camp, sheet(ADA)), SheetAct.CHECK)
    made = staged(camp, sheet(*ADA_AND_MUSA))
    answer = client.post(at(camp, made.pk, "commit"), {"agreed_to_texts": "yes"}, follow=True)
    assert answer.redirect_chain[-1][0] == at(camp, made.pk)
    assert len(names(camp)) == 2
    other.refresh_from_db()
    assert other.state == JobState.QUEUED  # nobody waits in a page for the sheets of others


@pytest.mark.django_db(transaction=True)
def test_how_far_a_step_is_can_be_read_before_its_transaction_ends(transactional_db, camp, monkeypatch):
    monkeypatch.setattr("camps.services.registrations.CHUNK", 1)
    made = staged(camp, sheet(*ADA_AND_MUSA))
    job = asked(made)
    seen = []
    beside = connection.copy()

    def look(*_):
        with beside.cursor() as cursor:
            cursor.execute("SELECT state, step, done, whole FROM camps_sheetjob WHERE id = %s", [job.pk])
            seen.append(cursor.fetchone())

    told = jobs.watched

    @contextmanager
    def watched_and_looked_at(job):
        with told(job) as watch:
            yield lambda *at: (watch(*at), look())

    monkeypatch.setattr(jobs, "watched", watched_and_looked_at)
    run_job(job=job, now=NOW)
    beside.close()
    assert seen == [
        ("running", "Registering the people", 1, 2),
        ("running", "Registering the people", 2, 2),
    ]
    with scope(organisation=camp.organisation):
        assert Registration.objects.count() == 2
