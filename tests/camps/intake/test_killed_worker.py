"""A worker killed with SIGKILL in the middle of a long sheet: nothing stays halfway, the next one ends it."""

from __future__ import annotations

import pytest
from django_scopes import scope

from camps.models import JobState, Registration, SheetAct, SheetJob, SheetRow
from camps.services.intake.jobs import ask
from tests.camps.intake.conftest import NOW, staged
from tests.config.waiting import wait_until
from tests.factories.sheets import long_sheet
from tests.faults.workers import environment, kill, process

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = ("-c", "import django; django.setup(); from camps.tasks import load_sheets; load_sheets()")
ROWS = 1_500


def test_a_worker_killed_while_it_registers_leaves_nobody_and_the_next_registers_each_once(transactional_db, camp):
    with scope(organisation=camp.organisation):
        made = staged(camp, long_sheet(ROWS))
        new = SheetRow.objects.filter(outcome="new").count()
        job = ask(sheet_import=made, act=SheetAct.COMMIT, by=None, now=NOW, agreed_to_texts=True)
        env = environment(mail_port=9)
        with process(*WORKER, env=env) as worker:
            wait_until(lambda: SheetJob.objects.get().done >= 500, seconds=90)
            kill(worker)
        assert Registration.objects.count() == 0
        job.refresh_from_db()
        assert (job.state, job.tries) == (JobState.RUNNING, 1)
        with process(*WORKER, env=env) as worker:
            assert worker.wait(90) == 0
        job.refresh_from_db()
        assert (job.state, job.tries, job.done) == (JobState.DONE, 2, new)
        assert Registration.objects.count() == new
        assert sorted(Registration.objects.values_list("number", flat=True)) == list(range(1, new + 1))
