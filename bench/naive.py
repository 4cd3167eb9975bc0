"""The way most systems remind: one Celery task a message, with `eta`, and a mail sent in it. The peer of draining.

It sends the very same words. What it lacks is what the benchmark shows: every task that waits sits in the worker's
memory, and Redis hands it out again after its visibility time-out.
"""

from __future__ import annotations

import os
from datetime import datetime

import django
from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
django.setup()
app = Celery("naive", broker=settings.CELERY_BROKER_URL)
app.conf.update(
    task_ignore_result=True, worker_prefetch_multiplier=1, broker_connection_retry_on_startup=True, timezone="UTC"
)


@app.task(name="naive.remind")
def remind(message_id: int, due: str) -> None:
    """Read the row, write the mail, send it on a connection of its own, note it."""
    from django.utils import timezone  # noqa: PLC0415
    from django_scopes import scope, scopes_disabled  # noqa: PLC0415

    from notifications.channels.smtp import configured_connection, send_mail  # noqa: PLC0415
    from notifications.models import Message  # noqa: PLC0415
    from notifications.services.last_look import told_of  # noqa: PLC0415
    from notifications.services.letters import facts_for, letter_for, mail_for  # noqa: PLC0415

    with scopes_disabled():
        message = Message.objects.select_related(
            "organisation", "camp__venue", "appointment", "registration__patient", "contact"
        ).get(pk=message_id)
    with scope(organisation=message.organisation):
        now = timezone.now()
        told = told_of(message)
        facts = facts_for(message, told, now=now)
        assert facts is not None
        letter = letter_for(message, told, facts)
        with configured_connection() as server:
            send_mail(mail_for(message, letter, date=now), server)
        Message.objects.filter(pk=message_id).update(state="sent", ended_at=timezone.now())


def schedule(ids: list[int], *, at: datetime) -> None:
    """Hand every task to Redis now, to be run `at`."""
    with app.producer_pool.acquire(block=True) as producer:
        for message_id in ids:
            remind.apply_async((message_id, at.isoformat()), eta=at, producer=producer)
