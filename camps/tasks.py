"""What a worker does for the camps: long steps of loading a sheet. Rows say what is due, Celery says "look now"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from camps.queries.intake import open_jobs
from camps.services.intake.jobs import run_job

A_ROUND = timedelta(seconds=30)  # no further job is begun after it: the next look takes the rest
LIMIT = 570  # seconds, for one sheet of 20,000 rows on a slow machine; less than Redis waits before a second delivery


@shared_task(name="camps.load_sheets", time_limit=LIMIT, soft_time_limit=LIMIT - 30)
def load_sheets(**_: Any) -> None:
    """Do the steps that were asked for. Safe to run any number of times at once: each job is one worker's."""
    until = timezone.now() + A_ROUND
    with scopes_disabled():
        jobs = list(open_jobs())
    for job in jobs:
        if timezone.now() >= until:
            return
        with scope(organisation=job.organisation):
            run_job(job=job, now=timezone.now())
