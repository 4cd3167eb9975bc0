"""How a camp reminds and when it keeps quiet: its own rungs and hours, else the usual ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from decimal import Decimal
from typing import Any, cast

from camps.models import Camp
from notifications.ladder import USUAL_QUIET, LadderKind, Quiet, Rung, usual_rungs
from notifications.models import CampTelling, Ladder, LadderRung
from notifications.wording import URGENT_KINDS
from scheduling.models import Appointment, AppointmentKind

KINDS: dict[str, LadderKind] = {AppointmentKind.OPERATION: "surgery", AppointmentKind.CONSULTATION: "consultation"}


@dataclass(frozen=True)
class Telling:
    """A camp's quiet hours, the kinds of message that pass them, whether a text may say how to prepare, its price."""

    quiet: Quiet = USUAL_QUIET
    breaking: frozenset[str] = URGENT_KINDS
    instructions_in_sms: bool = False
    sms_price: Decimal | None = None
    currency: str = ""

    def quiet_for(self, wished: tuple[time, time] | None) -> Quiet:
        """A person's own quiet hours (begin, end), where they go over midnight; else the camp's."""
        if wished is None or wished[1] >= wished[0]:
            return self.quiet
        return replace(self.quiet, begins=wished[0], ends=wished[1])

    def passes(self, kind: str) -> bool:
        """Whether this kind passes the quiet hours close to the visit."""
        return kind in self.breaking


@dataclass(frozen=True)
class Ladders:
    """A camp's own ladders by kind and by procedure, and which of those procedures each appointment has."""

    of_kind: dict[str, tuple[Rung, ...]] = field(default_factory=dict)
    of_procedure: dict[int, tuple[Rung, ...]] = field(default_factory=dict)
    procedures: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def rungs(self, appointment: Appointment) -> tuple[Rung, ...]:
        """Those of its procedure, else of its kind, else the usual. Of several procedures the one that reminds most."""
        own = [self.of_procedure[pk] for pk in self.procedures.get(appointment.pk, ()) if pk in self.of_procedure]
        return max(own, key=len) if own else self.rungs_of(KINDS[appointment.kind])

    def rungs_of(self, kind: LadderKind) -> tuple[Rung, ...]:
        found = self.of_kind.get(kind)
        return usual_rungs(kind) if found is None else found


def telling_of(camp: Camp) -> Telling:
    """How this camp tells; no statement where `camp__telling` was read with the camp."""
    try:
        row: CampTelling = cast("Any", camp).telling  # the stubs see what a higher app adds on some runs only
    except CampTelling.DoesNotExist:
        return Telling()
    return Telling(
        quiet=Quiet(row.quiet_from, row.quiet_until, timedelta(hours=row.urgent_hours)),
        breaking=frozenset(row.breaks_quiet),
        instructions_in_sms=row.instructions_in_sms,
        sms_price=row.sms_price,
        currency=row.currency,
    )


def ladders_of(camp: Camp) -> Ladders:
    """Two statements, three where a procedure has its own."""
    of_kind: dict[str, tuple[Rung, ...]] = {}
    of_procedure: dict[int, tuple[Rung, ...]] = {}
    for ladder in Ladder.objects.filter(camp=camp).prefetch_related("rungs").order_by("pk"):
        found = rungs_in(ladder.rungs.all())
        if ladder.procedure_id is None:
            of_kind[ladder.kind] = found
        else:
            of_procedure[ladder.procedure_id] = found
    return Ladders(of_kind, of_procedure, _procedures(camp, of_procedure) if of_procedure else {})


def rungs_in(rows: Iterable[LadderRung]) -> tuple[Rung, ...]:
    """Rows as values, the earliest first."""
    return tuple(sorted((rung_of(row) for row in rows), key=lambda rung: (-rung.ahead, rung.from_hour)))


def rung_of(row: LadderRung) -> Rung:
    return Rung(
        name=row.name,
        kind=row.text,
        days_before=row.days_before,
        hours_before=row.hours_before,
        from_hour=row.from_hour,
        until_hour=row.until_hour,
        channels=tuple(row.channels),
    )


def _procedures(camp: Camp, of_procedure: Iterable[int]) -> dict[int, tuple[int, ...]]:
    pairs = Appointment.procedures.through.objects.filter(
        appointment__camp=camp, procedure__in=list(of_procedure)
    ).values_list("appointment_id", "procedure_id")
    found: dict[int, list[int]] = defaultdict(list)
    for appointment_id, procedure_id in sorted(pairs):
        found[appointment_id].append(procedure_id)
    return {pk: tuple(procedures) for pk, procedures in found.items()}
