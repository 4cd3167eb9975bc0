"""A lost phone without a recovery code: somebody else takes the second factor away, with a reason that stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_scopes import scope, scopes_disabled

from camps.errors import Invalid
from camps.models import Member, User
from camps.models.sign_in import FactorReset
from camps.queries.second_factor import has_factor
from camps.services.saving import checked
from camps.services.second_factor import remove_factor


def reset_factor(*, member: Member, by: Member, reason: str, now: datetime) -> FactorReset:
    """An owner takes the factor of a member away: phone, recovery codes and sessions.

    Raises Invalid without a reason, for oneself, and for somebody whose account also opens what is not the owner's:
    another organisation, or the Django admin.
    """
    user = member.user
    with scopes_disabled():
        elsewhere = Member.objects.filter(user=user).exclude(organisation=member.organisation).exists()
    if user.pk == by.user_id:
        raise Invalid("This is you.", cure="Another owner can do it, or whoever runs the server.")
    if elsewhere or user.is_superuser:
        raise Invalid(
            "This account opens more than your organisation.",
            cure="Ask whoever runs the server: manage.py reset_second_factor.",
        )
    _refuse_without_factor(user)
    with transaction.atomic():
        record = _record(member, by=by.user, reason=reason, now=now)
        remove_factor(user=user)
    return record


def reset_factor_from_server(*, user: User, reason: str, now: datetime) -> None:
    """Whoever runs the server does it: on record in each organisation of the person. Raises Invalid."""
    _refuse_without_factor(user)
    with transaction.atomic():
        with scopes_disabled():
            places = list(Member.objects.filter(user=user).select_related("organisation", "user").order_by("pk"))
        for member in places:
            with scope(organisation=member.organisation):
                _record(member, by=None, reason=reason, now=now)
        remove_factor(user=user)


def _refuse_without_factor(user: User) -> None:
    if not has_factor(user):
        raise Invalid(f"{user} has no second factor.", cure="The next sign-in asks for none, or sets up a new one.")


def _record(member: Member, *, by: User | None, reason: str, now: datetime) -> FactorReset:
    if not reason.strip():
        raise Invalid("Say why.", field="reason", cure="“Lost the phone on Tuesday, I know the voice” is enough.")
    organisation = member.organisation
    record = checked(FactorReset(organisation=organisation, user=member.user, by=by, reason=reason.strip(), at=now))
    record.save()
    return record
