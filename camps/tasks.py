"""What a worker does for the camps: long steps of loading a sheet. Rows say what is due, Celery says "look now"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from camps.queries.intake import open_jobs
from camps.services.intake.jobs import forget_files, run_job
from camps.services.intake.watching import alone

A_ROUND = timedelta(seconds=30)  # no further job is begun after it: the next look takes the rest
LIMIT = 570  # seconds, for one sheet of 20,000 rows on a slow machine; less than Redis waits before a second delivery


@shared_task(name="camps.load_sheets", time_limit=LIMIT, soft_time_limit=LIMIT - 30)
def load_sheets(**_: Any) -> None:
    """Do the steps that were asked for, one after another. Safe to run any number of times at once: one of them works,
    and the other processes of the worker stay free for messages, which must not wait for a sheet of 20,000 rows.
    """
    until = timezone.now() + A_ROUND
    with alone() as at_work:
        if not at_work:
            return
        with scopes_disabled():
            forget_files(now=timezone.now())
        tried: list[int] = []
        while timezone.now() < until:
            with scopes_disabled():
                job = open_jobs().exclude(pk__in=tried).first()
            if job is None:
                return
            tried.append(job.pk)
            with scope(organisation=job.organisation):
                run_job(job=job, now=timezone.now())
