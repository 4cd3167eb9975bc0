"""What was decided about a registration: by the procedure's rules, or by a person for one or many at once.

Whether somebody has a place is not known here; scheduling/services/decisions.py asks that first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Field, Q

from camps.errors import Invalid
from camps.models import Camp, Decision, Doctor, Kit, Observation, Procedure, Registration, Station, User
from camps.rules import Ages, Facts, Needs, Outcome, Verdict, judge, together

LONGEST = 400
COLUMNS = [
    "decision",
    "needs_check",
    "decision_reason",
    "deferred_until",
    "referred_to",
    "decided_at",
    "decided_by",
]


@dataclass
class Screened:
    """What the rules did: ids of registrations by what became of them. `left` were decided and stay as they are."""

    listed: list[int] = field(default_factory=list)
    needs_check: list[int] = field(default_factory=list)
    not_now: list[int] = field(default_factory=list)
    left: int = 0


def screen(*, camp: Camp, now: datetime, redo: bool = False, keep: Collection[int] = ()) -> Screened:
    """Apply each procedure's rules to the registrations not yet screened.

    All pass: listed. A value missing: listed, needs a check. A rule fails: not now, with the rule, the value found
    and what would change it. `redo` takes those again that the rules decided before; what a person decided always
    stands, and so do those in `keep`.
    """
    done = Screened()
    wanted = Q(decision=Decision.NEW) | Q(decided_by=None) if redo else Q(decision=Decision.NEW)
    with transaction.atomic():
        waiting = list(
            Registration.objects.select_for_update(no_key=True, of=("self",))
            .filter(wanted, camp=camp)
            .exclude(pk__in=keep)
            .select_related("patient", "procedure")
            .prefetch_related("more_procedures")
            .order_by("pk")
        )
        rules = _Rules(camp)
        for registration in waiting:
            _write_verdict(registration, rules.verdict(registration), done, now=now)
        Registration.objects.bulk_update(waiting, COLUMNS, batch_size=500)
    done.left = Registration.objects.filter(camp=camp).count() - len(waiting)
    return done


def decide(
    *,
    registrations: Sequence[int],
    decision: str,
    reason: str = "",
    deferred_until: date | None = None,
    referred_to: Doctor | None = None,
    by: User,
    now: datetime,
) -> list[Registration]:
    """A person's decision about each of these (ids); it stands against later screening by the rules.

    Raises Invalid: not now and referred need a reason, deferred a day that is not over.
    """
    refuse_unclear(
        decision=decision, reason=reason, deferred_until=deferred_until, today=now.date(), referred_to=referred_to
    )
    with transaction.atomic():
        found = list(Registration.objects.select_for_update(no_key=True).filter(pk__in=registrations).order_by("pk"))
        for registration in found:
            registration.decision = decision
            registration.needs_check = False
            registration.decision_reason = reason.strip()[:LONGEST]
            registration.deferred_until = deferred_until if decision == Decision.DEFERRED else None
            registration.referred_to = referred_to if decision == Decision.REFERRED else None
            registration.decided_at = now
            registration.decided_by = by
        Registration.objects.bulk_update(found, COLUMNS, batch_size=500)
    return found


def refuse_unclear(
    *, decision: str, reason: str, deferred_until: date | None, today: date, referred_to: Doctor | None
) -> None:
    """Raises Invalid, naming the field, when a decision does not say what it must."""
    if decision not in Decision.values or decision == Decision.NEW:
        raise Invalid("Choose a decision.", field="decision", value=decision)
    if decision == Decision.NOT_NOW and not reason.strip():
        raise Invalid("Say why not now.", field="reason", cure="The patient and the next screener need to know.")
    if decision == Decision.REFERRED and not (reason.strip() or referred_to):
        raise Invalid("Say to whom.", field="reason", cure="Name the hospital or choose the expert.")
    if decision == Decision.DEFERRED and (deferred_until is None or deferred_until < today):
        raise Invalid(
            "Say until which day, not one gone by.",
            field="deferred_until",
            value=deferred_until,
            cure="Choose the first day on which this person can be looked at again.",
        )


def standing_decisions(registrations: Sequence[int]) -> list[list[object]]:
    """How these stand now, to be written back by `write_back`: plain values, ready for a session."""
    rows = Registration.objects.filter(pk__in=registrations).order_by("pk").values_list("pk", *_STORED)
    return [[value.isoformat() if isinstance(value, date) else value for value in row] for row in rows]


def write_back(*, rows: Sequence[Sequence[object]]) -> int:
    """Undo: write decisions as `standing_decisions` found them; returns how many."""
    before = {int(str(row[0])): dict(zip(_STORED, row[1:], strict=True)) for row in rows}
    with transaction.atomic():
        found = list(Registration.objects.select_for_update(no_key=True).filter(pk__in=before).order_by("pk"))
        for registration in found:
            for column, value in before[registration.pk].items():
                stored = Registration._meta.get_field(column.removesuffix("_id"))
                assert isinstance(stored, Field), "a decision is stored in columns of its own"
                setattr(registration, column, value if column.endswith("_id") else stored.to_python(value))
        Registration.objects.bulk_update(found, COLUMNS, batch_size=500)
    return len(found)


class _Rules:
    """The rules of one camp with what they look at, read once."""

    def __init__(self, camp: Camp) -> None:
        self.first_day = camp.first_day
        self.pool = frozenset(Kit.objects.filter(camp=camp).values_list("name", flat=True))
        self.stations: dict[str, list[frozenset[str]]] = defaultdict(list)
        for station in Station.objects.filter(camp=camp):
            self.stations[station.kind].append(frozenset(station.equipment))
        newest = Observation.objects.filter(patient__registrations__camp=camp, kind="hb").order_by("recorded_at", "pk")
        self.haemoglobin: dict[int, Decimal] = dict(newest.values_list("patient", "value"))

    def verdict(self, registration: Registration) -> Verdict:
        patient = registration.patient
        facts = Facts(patient.birth_date, patient.birth_estimated, self.haemoglobin.get(patient.pk))
        if not registration.procedures:
            return judge(facts, None, on=self.first_day, stations=())
        return together(
            judge(
                facts,
                _needs(procedure),
                on=self.first_day,
                stations=self.stations[procedure.station_kind],
                pool=self.pool,
            )
            for procedure in registration.procedures
        )


def _needs(procedure: Procedure) -> Needs:
    return Needs(
        procedure.name,
        Ages(procedure.min_age_years, procedure.max_age_years),
        procedure.min_hb_g_dl,
        frozenset(procedure.equipment),
    )


def _write_verdict(registration: Registration, verdict: Verdict, done: Screened, *, now: datetime) -> None:
    registration.decision = Decision.NOT_NOW if verdict.outcome == Outcome.NOT_NOW else Decision.LISTED
    registration.needs_check = verdict.outcome == Outcome.CHECK
    registration.decision_reason = verdict.sentence[:LONGEST]
    registration.deferred_until = registration.referred_to = registration.decided_by = None
    registration.decided_at = now
    where = {Outcome.LISTED: done.listed, Outcome.CHECK: done.needs_check, Outcome.NOT_NOW: done.not_now}
    where[verdict.outcome].append(registration.pk)


_STORED = [column if column not in ("referred_to", "decided_by") else f"{column}_id" for column in COLUMNS]
