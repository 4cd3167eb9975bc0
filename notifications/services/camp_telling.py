"""Changes how a camp tells: quiet hours, what passes them, whether a text says how to prepare, the price of a text."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time
from decimal import Decimal
from typing import Any, cast

from django.db import transaction

from camps.errors import Invalid
from camps.models import Camp
from camps.services.saving import checked
from notifications.ladder import Fault, Quiet, fault_of_ladder, fault_of_quiet
from notifications.models import CampTelling
from notifications.queries.ladders import ladders_of
from notifications.wording import URGENT_KINDS


@transaction.atomic
def change_telling(
    *,
    camp: Camp,
    quiet_from: time,
    quiet_until: time,
    urgent_hours: int,
    breaks_quiet: Collection[str],
    instructions_in_sms: bool,
    sms_price: Decimal | None,
    currency: str,
    now: datetime,
) -> CampTelling:
    """Keep it for this camp. Raises Invalid where a reminder would fall into the new quiet hours.

    What waits already for the morning is judged by the new hours when it is about to leave.
    """
    _refuse(fault_of_quiet(quiet_from, quiet_until))
    quiet, ladders = Quiet(quiet_from, quiet_until), ladders_of(camp)
    for rungs in (ladders.rungs_of("surgery"), ladders.rungs_of("consultation"), *ladders.of_procedure.values()):
        fault = fault_of_ladder(rungs, quiet=quiet)
        if fault is not None:
            cure = "Leave that hour free, or change the reminder first."
            _refuse(Fault("quiet_from", quiet_from, f"A reminder goes then: {fault.why}", cure))
    if unknown := sorted(set(breaks_quiet) - URGENT_KINDS):
        _refuse(Fault("breaks_quiet", unknown[0], f"“{unknown[0]}” can't pass the quiet hours.", "Untick it."))
    if sms_price is not None and (sms_price < 0 or not currency):
        _refuse(Fault("currency", currency, "A price needs its currency.", "Give three letters, such as NGN."))
    row = touch(camp, now=now)
    row.quiet_from, row.quiet_until, row.urgent_hours = quiet_from, quiet_until, urgent_hours
    row.breaks_quiet, row.instructions_in_sms = sorted(breaks_quiet), instructions_in_sms
    row.sms_price, row.currency = sms_price, currency.upper()
    checked(row).save()
    return row


def touch(camp: Camp, *, now: datetime) -> CampTelling:
    """The camp's row, made as usual on the first change, locked and marked as changed: the fan-out plans anew."""
    usual = {"organisation_id": camp.organisation_id, "breaks_quiet": sorted(URGENT_KINDS), "changed_at": now}
    CampTelling.objects.get_or_create(camp=camp, defaults=usual)
    row = CampTelling.objects.select_for_update(no_key=True).get(camp=camp)
    row.changed_at = now
    row.save(update_fields=["changed_at"])
    cast("Any", camp).telling = row  # whoever holds this camp plans by what was just written
    return row


def _refuse(fault: Fault | None) -> None:
    if fault is not None:
        raise Invalid(fault.why, field=fault.field, value=fault.value, cure=fault.cure)
