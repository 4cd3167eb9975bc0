"""All rules of a procedure applied to one registration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from camps.rules.age import Ages, age_reason
from camps.rules.haemoglobin import haemoglobin_reason
from camps.rules.kit import kit_reason
from camps.rules.verdict import Reason, Verdict, verdict_of


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a patient. None: not known. Haemoglobin in g/dL, the latest value."""

    birth_date: date | None = None
    birth_estimated: bool = False
    haemoglobin: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    """What a procedure asks for. `procedure` is its name, for the sentences; `kit` names equipment."""

    procedure: str
    ages: Ages = field(default_factory=Ages)
    min_haemoglobin: Decimal | None = None
    kit: frozenset[str] = frozenset()


def judge(
    facts: Facts,
    needs: Needs | None,
    *,
    on: date,
    stations: Iterable[frozenset[str]],
    pool: frozenset[str] = frozenset(),
) -> Verdict:
    """May this patient be listed on the camp's first day `on`?

    `stations` is the equipment of each station where the procedure can be done, `pool` what can be carried to any.
    All rules pass: listed. A value is missing: listed, needs a check. A rule fails: not now, with every reason.
    """
    if needs is None:
        choose = Reason("procedure", "No procedure is named.", "", "Choose one at the examination.", missing=True)
        return verdict_of([choose])
    reasons = [
        age_reason(facts.birth_date, needs.ages, on=on, estimated=facts.birth_estimated, procedure=needs.procedure),
        haemoglobin_reason(facts.haemoglobin, needs.min_haemoglobin, procedure=needs.procedure),
        kit_reason(needs.kit, stations=stations, pool=pool, procedure=needs.procedure),
    ]
    return verdict_of([reason for reason in reasons if reason])
