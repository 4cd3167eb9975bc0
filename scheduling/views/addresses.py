"""Addresses of the schedule's pages, so that no view spells them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from camps.models import Camp, Registration
from scheduling.models import Appointment


def page_of(name: str, camp: Camp, **parts: Any) -> str:
    """A page of this app about a camp."""
    return reverse(f"scheduling:{name}", kwargs={"slug": camp.slug, **parts})


def list_page(camp: Camp) -> str:
    return page_of("registrations", camp)


def day_page(camp: Camp, day: date) -> str:
    return page_of("day", camp, day=day)


def appointment_page(camp: Camp, appointment: Appointment) -> str:
    return page_of("appointment", camp, pk=appointment.pk)


def person_page(registration: Registration, camp: Camp) -> str:
    return reverse("camps:registration", kwargs={"slug": camp.slug, "number": registration.number})
