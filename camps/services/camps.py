"""Camps: made new, or copied from an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Required, TypedDict, Unpack

from django.db import transaction
from django.utils.text import slugify
from django_scopes import scopes_disabled

from camps.errors import Invalid, Taken
from camps.models import Camp, CampState, DoctorInvites, Organisation, Venue
from camps.services.saving import checked, refusing

_LONGEST_SLUG = 50


class CampValues(TypedDict, total=False):
    """What `update_camp` takes, for passing it on."""

    name: Required[str]
    venue: Required[Venue]
    first_day: Required[date]
    days: Required[int]
    day_opens: time
    day_closes: time
    short_name: str
    host: str
    languages: Iterable[str]
    help_phone: str
    preparation: str
    doctor_invites: str
    feeds_name_procedures: bool
    window_minutes: int


def create_camp(*, organisation: Organisation, slug: str = "", **values: Unpack[CampValues]) -> Camp:
    """A new draft camp. Without a slug one is made from its short name or name and its year. Raises Taken, Invalid."""
    wanted = slug or _free_slug(values.get("short_name") or values["name"], year=values["first_day"].year)
    return update_camp(camp=Camp(organisation=organisation, slug=wanted), **values)


def update_camp(
    *,
    camp: Camp,
    name: str,
    venue: Venue,
    first_day: date,
    days: int,
    day_opens: time = time(8),
    day_closes: time = time(18),
    short_name: str = "",
    host: str = "",
    languages: Iterable[str] = (),
    help_phone: str = "",
    preparation: str = "",
    doctor_invites: str = DoctorInvites.SHIFT,
    feeds_name_procedures: bool = False,
    window_minutes: int = 60,
) -> Camp:
    """Write these values; `help_phone` is E.164, `languages` BCP 47.

    Raises Invalid; for the days and the venue of a published camp too, since people were told (postponing and moving
    are acts of their own), and when shifts would fall outside the days. Raises Taken for a slug another camp has.
    """
    if day_closes <= day_opens:
        raise Invalid("The day closes after it opens.", field="day_closes", value=day_closes)
    if camp.pk:
        _refuse_what_was_told(camp, venue=venue, first_day=first_day, days=days)
    camp.name = name.strip()
    camp.venue = venue
    camp.first_day = first_day
    camp.days = days
    camp.day_opens = day_opens
    camp.day_closes = day_closes
    camp.short_name = short_name.strip()
    camp.host = host.strip()
    camp.languages = list(dict.fromkeys(languages))
    camp.help_phone = help_phone
    camp.preparation = preparation.strip()
    camp.doctor_invites = doctor_invites
    camp.feeds_name_procedures = feeds_name_procedures
    camp.window_minutes = window_minutes
    checked(camp, but_not=() if camp.languages else ("languages",))
    if camp.pk:
        _refuse_stranded_shifts(camp)
    with refusing(
        {"camps_camp_slug_key": Taken(f"The address “{camp.slug}” is in use.", field="slug", value=camp.slug)}
    ):
        camp.save()
    return camp


def remove_camp(*, camp: Camp) -> None:
    """For a draft made by mistake: raises Invalid once somebody is registered or it was published."""
    if camp.state != CampState.DRAFT or camp.registrations.exists():
        raise Invalid(
            f"{camp.name} has people registered or was published; it can't be deleted.", cure="Cancel the camp instead."
        )
    with transaction.atomic():
        camp.delete()


def _refuse_what_was_told(camp: Camp, *, venue: Venue, first_day: date, days: int) -> None:
    if camp.state != CampState.PUBLISHED:
        return
    if first_day != camp.first_day or days < camp.days:
        raise Invalid(
            "People were told these days.",
            field="first_day" if first_day != camp.first_day else "days",
            value=first_day if first_day != camp.first_day else days,
            cure="Postpone the camp or cancel a day instead: everyone is told.",
        )
    if venue.pk != camp.venue_id:
        raise Invalid(
            "People were told this venue.",
            field="venue",
            value=str(venue),
            cure="Use “change the venue”: everyone is told.",
        )


def _refuse_stranded_shifts(camp: Camp) -> None:
    for shift in camp.shifts.filter(cancelled_at=None).select_related("doctor"):
        day = shift.starts_at.astimezone(camp.zone).date()
        if not camp.first_day <= day <= camp.last_day:
            raise Invalid(
                f"{shift.doctor.name} has a shift on {day:%d %B %Y}, outside these days.",
                field="first_day",
                value=camp.first_day,
                cure="Change or cancel the shift first, or postpone the camp with all its shifts.",
            )


def _free_slug(name: str, *, year: int) -> str:
    """Slugs are addresses, so they are unique among all organisations."""
    stem = f"{slugify(name)[: _LONGEST_SLUG - 10].strip('-') or 'camp'}-{year}"
    with scopes_disabled():
        taken = set(Camp.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)
