"""What a filling did, in words."""

from __future__ import annotations

from dataclasses import dataclass

from camps.models import Camp, Family, Registration
from scheduling.models import Filling, Publication


@dataclass(frozen=True)
class LeftOutLine:
    """A registration without a place, and which resource was short."""

    registration: Registration
    number: int
    whats: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class FillReport:
    """`short` counts the people each resource was short for; one may lack two."""

    placed: int
    left_out: list[LeftOutLine]
    split: list[Family]
    short: list[tuple[str, int]]

    def as_dict(self) -> dict[str, object]:
        return {
            "placed": self.placed,
            "left_out": [{"number": line.number, "short": list(line.whats), "why": line.why} for line in self.left_out],
            "split_families": [family.code for family in self.split],
        }


def report_of(filling: Filling) -> FillReport:
    """Everybody left out with what was short, by card number; a registration removed since is left away."""
    people = {
        one.pk: one
        for one in Registration.objects.filter(pk__in=[entry["registration"] for entry in filling.left_out])
        .select_related("patient", "procedure")
        .prefetch_related("more_procedures")
        .order_by("number")
    }
    lines = [
        LeftOutLine(
            people[entry["registration"]],
            people[entry["registration"]].number,
            tuple(what for what, _ in entry["shortages"]),
            "; ".join(words for _, words in entry["shortages"]),
        )
        for entry in filling.left_out
        if entry["registration"] in people
    ]
    lines.sort(key=lambda line: line.number)
    counts: dict[str, int] = {}
    for line in lines:
        for words in line.why.split("; "):
            counts[words] = counts.get(words, 0) + 1
    families = list(Family.objects.filter(pk__in=filling.split_families).order_by("code"))
    return FillReport(len(filling.placed), lines, families, sorted(counts.items(), key=lambda pair: -pair[1]))


def latest_filling(camp: Camp) -> Filling | None:
    return Filling.objects.filter(camp=camp).select_related("by").order_by("-id").first()


def was_published_since(filling: Filling) -> bool:
    """Were the places of this filling told to their people?"""
    return Publication.objects.filter(camp=filling.camp_id, at__gte=filling.asked_at).exists()
