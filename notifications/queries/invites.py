"""In which form each doctor is invited to a camp: one invitation a shift, or one for each appointment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from camps.models import Camp, Doctor, DoctorInvites
from notifications.models import DoctorChoice, InvitedAs, Told
from notifications.queries.audience import doctor_key


@dataclass(frozen=True)
class Forms:
    """What the camp says, what doctors chose, and what is in force, by doctor id."""

    camp_says: str
    choices: dict[int, str]
    in_force: dict[int, InvitedAs]

    def wanted(self, doctor_id: int) -> str:
        return self.choices.get(doctor_id) or self.camp_says

    def each_case(self, doctor_id: int | None) -> bool:
        """Whether this doctor is invited to each appointment now; somebody never invited, as is wanted."""
        row = self.in_force.get(doctor_id or 0)
        return (row.form if row else self.wanted(doctor_id or 0)) == DoctorInvites.APPOINTMENT

    @property
    def chosen_anew(self) -> bool:
        """Whether a doctor chose otherwise since the last invitation."""
        return any(row.choice != self.choices.get(doctor_id, "") for doctor_id, row in self.in_force.items())


def forms_of(camp: Camp) -> Forms:
    """Two queries."""
    return Forms(
        camp.doctor_invites,
        dict(DoctorChoice.objects.values_list("doctor_id", "invites")),
        {row.doctor_id: row for row in InvitedAs.objects.filter(camp=camp)},
    )


def choice_of(doctor: Doctor) -> str:
    """What the doctor chose; empty is as the camp says."""
    row = DoctorChoice.objects.filter(doctor=doctor).first()
    return row.invites if row else ""


def chosen_anew() -> QuerySet[InvitedAs]:
    """Where a doctor's choice is to be followed, in any organisation."""
    chosen = DoctorChoice.objects.filter(doctor=OuterRef("doctor")).values("invites")
    return InvitedAs.objects.annotate(chosen=Coalesce(Subquery(chosen), Value(""))).exclude(chosen=F("choice"))


def told_doctors(camp: Camp) -> list[Doctor]:
    """Who was told of a shift or a case of the camp."""
    keys = _told(camp).filter(recipient__startswith="doctor:").values_list("recipient", flat=True).distinct()
    return list(Doctor.objects.filter(pk__in=[int(key.partition(":")[2]) for key in keys]).order_by("pk"))


def still_to_come(camp: Camp, doctor: Doctor, *, now: datetime) -> QuerySet[Told]:
    """The shifts and cases that the doctor was told and that are not over, in order of time."""
    rows = _told(camp).filter(recipient=doctor_key(doctor.pk), cancelled=False, ends_at__gt=now)
    return rows.select_related("appointment", "shift").order_by("starts_at", "id")


def _told(camp: Camp) -> QuerySet[Told]:
    return Told.objects.filter(Q(appointment__camp=camp) | Q(shift__camp=camp))
