"""Who works where."""

from __future__ import annotations

from django_scopes import scopes_disabled

from camps.models import Invitation, Member, User


def memberships(user: User) -> list[Member]:
    """Every place of a person, in all organisations: the one look across them, needed before a scope can be opened."""
    with scopes_disabled():
        return list(
            Member.objects.filter(user=user)
            .select_related("organisation", "user", "doctor")
            .order_by("organisation__name")
        )


def members() -> list[Member]:
    """The people of the organisation in scope, by name."""
    return list(Member.objects.select_related("user", "doctor").order_by("user__name", "user__email"))


def open_invitations() -> list[Invitation]:
    """Offers that were neither taken nor withdrawn, newest first; one may have run out."""
    return list(
        Invitation.objects.filter(accepted_at=None, revoked_at=None)
        .select_related("invited_by", "doctor")
        .order_by("-created_at")
    )
