"""When doctors are away and stations are closed during a camp."""

from __future__ import annotations

from datetime import time, timedelta

from django.db.models import QuerySet

from camps.models import Absence, Camp, Doctor, Station, StationClosure


def doctors_of(camp: Camp) -> QuerySet[Doctor]:
    """Who has, or had, a shift at `camp`, by name."""
    return Doctor.objects.filter(shifts__camp=camp).distinct().order_by("name")


def absences_during(camp: Camp) -> QuerySet[Absence]:
    """Absences of the camp's doctors that touch its days, first the earliest."""
    opens = camp.instant(camp.first_day, time.min)
    closes = camp.instant(camp.last_day + timedelta(days=1), time.min)
    return (
        Absence.objects.filter(doctor__in=doctors_of(camp), starts_at__lt=closes, ends_at__gt=opens)
        .select_related("doctor")
        .order_by("starts_at", "pk")
    )


def closures_of(camp: Camp) -> QuerySet[StationClosure]:
    """Closures of the camp's stations, first the earliest."""
    return (
        StationClosure.objects.filter(station__in=Station.objects.filter(camp=camp))
        .select_related("station")
        .order_by("starts_at", "pk")
    )
