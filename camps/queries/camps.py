"""Camps as lists show them."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from camps.models import Camp, Doctor, Shift, Venue


def camp_list() -> QuerySet[Camp]:
    """The organisation's camps, the latest first, each with its venue and `people`, the number registered."""
    return Camp.objects.select_related("venue").annotate(people=Count("registrations")).order_by("-first_day", "-pk")


def doctors_at(camp: Camp) -> list[Doctor]:
    """Who has a shift at `camp`, by name, each with `shifts_here` in order of time and `skills`, in three queries."""
    shifts = Shift.objects.filter(camp=camp, cancelled_at=None).order_by("starts_at")
    of_doctor: dict[int, list[Shift]] = {}
    for shift in shifts:
        of_doctor.setdefault(shift.doctor_id, []).append(shift)
    doctors = list(Doctor.objects.filter(pk__in=of_doctor).prefetch_related("skills").order_by("name"))
    for doctor in doctors:
        doctor.shifts_here = of_doctor[doctor.pk]  # type: ignore[attr-defined]  # for the page
    return doctors


def venue_list() -> QuerySet[Venue]:
    """The organisation's venues by name, each with `held`, the number of its camps."""
    return Venue.objects.annotate(held=Count("camps")).order_by("name")


def doctor_list() -> QuerySet[Doctor]:
    """The organisation's doctors by name, with their skills in one more query."""
    return Doctor.objects.prefetch_related("skills").order_by("name")
