"""The Celery application: `celery -A config worker` and `celery -A config beat`."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, worker_init, worker_ready

PLANNER = "planner"  # the name of the worker for plans
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("campline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def load_solvers(sender: str, **_: Any) -> None:
    """The worker for plans loads them before it takes any; the other processes never do."""
    if sender.startswith(f"{PLANNER}@"):
        import ortools.math_opt.python.mathopt  # noqa: PLC0415
        import ortools.sat.python.cp_model  # noqa: F401, PLC0415


@worker_init.connect
def watch(**_: Any) -> None:
    """The heartbeat is for workers alone; imported here since it needs Django's settings."""
    import config.heartbeat  # noqa: F401, PLC0415


@worker_ready.connect
def look_at_once(**_: Any) -> None:
    """A worker that starts, after an outage perhaps, does not wait for beat's next tick."""
    for task in ("scheduling.clock_rules", "notifications.tick", "camps.load_sheets", "scheduling.look_after_plans"):
        app.send_task(task, expires=60)
