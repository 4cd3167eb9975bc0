"""Organisations and their members."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django_scopes import scope

from camps.errors import InUse, Invalid
from camps.models import Doctor, Member, Organisation, Role, User
from camps.services.leaving import end_with
from camps.services.saving import checked


def create_organisation(*, name: str, owner: User) -> Organisation:
    """A new organisation with `owner` as its first member."""
    with transaction.atomic():
        organisation = checked(Organisation(name=name.strip(), slug=_free_slug(name)))
        organisation.save()
        with scope(organisation=organisation):
            Member.objects.create(organisation=organisation, user=owner, role=Role.OWNER)
    return organisation


def change_role(*, member: Member, role: str, now: datetime, doctor: Doctor | None = None) -> Member:
    """Give a member another role, and say which doctor he or she is. Raises InUse for the last owner.

    What goes with the old role only, such as the feeds of the doctor, ends (services/leaving.py).
    """
    refuse_wrong_doctor(role=role, doctor=doctor)
    with transaction.atomic():
        _refuse_last_owner(member, leaving=role != Role.OWNER)
        end_with(member, role=role, doctor=doctor, now=now)
        member.role = role
        member.doctor = doctor
        member.save(update_fields=["role", "doctor"])
    return member


def remove_member(*, member: Member, now: datetime) -> None:
    """End a membership and what goes with it; the person's account stays. Raises InUse for the last owner."""
    with transaction.atomic():
        _refuse_last_owner(member, leaving=True)
        end_with(member, now=now)
        member.delete()


def refuse_wrong_doctor(*, role: str, doctor: Doctor | None) -> None:
    """Somebody with the role Doctor is one of the doctors, and nobody else is. Raises Invalid."""
    if role == Role.DOCTOR and doctor is None:
        raise Invalid("Say which doctor this is.", field="doctor", cure="Choose one, or add the doctor first.")
    if role != Role.DOCTOR and doctor is not None:
        raise Invalid(
            "Only the role Doctor goes with a doctor.", field="doctor", value=str(doctor), cure="Leave it empty."
        )


def _refuse_last_owner(member: Member, *, leaving: bool) -> None:
    """Owners are locked together, so that two of them can't leave at the same moment."""
    if member.role != Role.OWNER or not leaving:
        return
    owners = Member.objects.select_for_update(no_key=True).filter(role=Role.OWNER).order_by("pk")
    if [owner.pk for owner in owners] == [member.pk]:
        raise InUse(
            "An organisation needs an owner, and this is the last one.",
            field="role",
            cure="Make somebody else an owner first.",
        )


def _free_slug(name: str) -> str:
    stem = slugify(name)[:40] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)
