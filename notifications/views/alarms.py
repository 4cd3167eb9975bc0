"""The banner of alarms for organisers: what is wrong with the telling, what to do, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from camps.access import StaffRequest
from camps.models import Camp
from camps.policy import Verb, can
from notifications.alert_words import AlertWords, alert_words
from notifications.queries.alerts import alerts
from notifications.views.addresses import page_of


@dataclass(frozen=True)
class Alarm:
    """One line of the banner; `url` leads to where something can be done ("": nowhere in Campline)."""

    words: AlertWords
    since: datetime | None
    url: str
    label: str


def alarms_for(request: StaffRequest, camp: Camp, *, now: datetime) -> list[Alarm]:
    """Of the camp's organisation, for who runs the camp; nobody else can do anything about them."""
    if not can(request.member, Verb.EDIT_CAMP, camp):
        return []
    ways = {
        "late": ("call_list", "", _("Open the call list")),
        "refused": ("ledger", "state=failed", _("See what failed")),
        "unknown": ("needs_person", "", _("Needs a person now")),
        "provider": ("ledger", "group=not_reached", _("See who was not reached")),
    }
    found = []
    for alert in alerts(now=now, organisation_id=camp.organisation_id):
        page, narrowed, label = ways.get(alert.code, ("", "", ""))
        url = page_of(page, camp) if page else ""
        found.append(Alarm(alert_words(alert), alert.since, f"{url}?{narrowed}" if narrowed else url, label))
    return found
