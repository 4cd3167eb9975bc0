"""Ask for a plan on its page and search it, and read a page as a person does."""

import re
from html import unescape

from scheduling.models import Plan
from scheduling.services.plan_jobs import run_plan
from tests.factories.schedule import NOW

ASKED = {"z": "1", "seconds": "10"}


def text(answer):
    """What a person reads: no tags, one space between words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def planned(desk, **values):
    """Asked for on the page and searched; settings by name."""
    assert desk.post("plans", {**ASKED, **values}).status_code == 302
    with desk.scope():
        plan = Plan.objects.order_by("-pk").first()
        Plan.objects.filter(pk=plan.pk).update(settings={**plan.settings, "seconds": None, "iterations": 60})
        return run_plan(plan_id=plan.pk, now=lambda: NOW, clock=lambda: 0.0, workers=1)
