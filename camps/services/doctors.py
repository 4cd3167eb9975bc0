"""Practitioners of an organisation and what they can do."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import ProtectedError

from camps.errors import InUse, Invalid
from camps.models import Doctor, Level, Organisation, Skill
from camps.services.resources import add_doctor_resource
from camps.services.saving import checked


def add_doctor(
    *,
    organisation: Organisation,
    name: str,
    role: str,
    skills: Mapping[str, str] | None = None,
    email: str = "",
    phone: str = "",
    home_timezone: str = "UTC",
    language: str = "en",
) -> Doctor:
    """A new doctor with a resource; `skills` is level by specialty ("any" fits all), `phone` E.164. Raises Invalid."""
    return change_doctor(
        doctor=Doctor(organisation=organisation),
        name=name,
        role=role,
        skills=skills,
        email=email,
        phone=phone,
        home_timezone=home_timezone,
        language=language,
    )


def change_doctor(
    *,
    doctor: Doctor,
    name: str,
    role: str,
    skills: Mapping[str, str] | None = None,
    email: str = "",
    phone: str = "",
    home_timezone: str = "UTC",
    language: str = "en",
) -> Doctor:
    """Write these values; `skills` replaces what stands. Appointments made for a skill that goes stay as they are."""
    if home_timezone not in available_timezones():
        raise Invalid(f"“{home_timezone}” is no time zone.", field="home_timezone", value=home_timezone)
    is_new = doctor.pk is None
    doctor.name = name.strip()
    doctor.role = role
    doctor.email = email.strip().lower()
    doctor.phone = phone
    doctor.home_timezone = home_timezone
    doctor.language = language
    checked(doctor)
    wanted = {specialty.strip().lower(): level for specialty, level in (skills or {}).items() if specialty.strip()}
    with transaction.atomic():
        doctor.save()
        if is_new:
            add_doctor_resource(doctor=doctor)
        doctor.skills.exclude(specialty__in=wanted).delete()
        for specialty, level in sorted(wanted.items()):
            _set_skill(doctor, specialty=specialty, level=level)
    return doctor


def remove_doctor(*, doctor: Doctor) -> None:
    """For one added by mistake: raises InUse once there was a shift or an appointment (calendars were told)."""
    refusal = InUse(f"{doctor.name} has shifts or appointments.", cure="Cancel the shifts instead; the history stays.")
    if doctor.shifts.exists():
        raise refusal
    try:
        with transaction.atomic():
            doctor.delete()
    except ProtectedError as error:
        raise refusal from error


def _set_skill(doctor: Doctor, *, specialty: str, level: str) -> None:
    if level not in Level.values:
        raise Invalid(
            f"“{level}” is no level.", field="skills", value=level, cure=f"Use one of {', '.join(Level.values)}."
        )
    checked(Skill(organisation_id=doctor.organisation_id, doctor=doctor, specialty=specialty, level=level))
    Skill.objects.update_or_create(
        organisation_id=doctor.organisation_id, doctor=doctor, specialty=specialty, defaults={"level": level}
    )
