"""Places offered to staff by mail: a random token, kept only as its SHA-256, used once, good for seven days."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django_scopes import scope, scopes_disabled

from camps.errors import InvitationGone, Taken
from camps.models import Doctor, Invitation, Member, Organisation, User
from camps.services.organisations import refuse_wrong_doctor
from camps.services.saving import checked, refusing

GOOD_FOR = timedelta(days=7)


class Invited(NamedTuple):
    """An invitation and its secret, which exists here and in the mail only."""

    invitation: Invitation
    token: str


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    *, organisation: Organisation, email: str, role: str, by: User | None, now: datetime, doctor: Doctor | None = None
) -> Invited:
    """Offer a place; an earlier open offer to this address ends. Raises Taken for a member, Invalid for a bad value."""
    address = email.strip().lower()
    refuse_wrong_doctor(role=role, doctor=doctor)
    if Member.objects.filter(organisation=organisation, user__email=address).exists():
        raise Taken(f"{address} is a member already.", field="email", value=address, cure="Change the role instead.")
    token = secrets.token_urlsafe(16)
    invitation = checked(
        Invitation(
            organisation=organisation,
            email=address,
            role=role,
            doctor=doctor,
            token_hash=hash_of(token),
            invited_by=by,
            created_at=now,
            expires_at=now + GOOD_FOR,
        )
    )
    with transaction.atomic():
        open_offers = Invitation.objects.filter(organisation=organisation, email=address)
        open_offers.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
        invitation.save()
    return Invited(invitation, token)


def revoke(*, invitation: Invitation, now: datetime) -> None:
    """Withdraw an offer; the link in the mail no longer works. One that was used stays used."""
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=now)


def find_open(*, token: str, now: datetime) -> Invitation:
    """The offer behind a link. Raises InvitationGone, in the same words whatever the reason."""
    with scopes_disabled():
        found = (
            Invitation.objects.select_related("organisation")
            .filter(token_hash=hash_of(token), accepted_at=None, revoked_at=None, expires_at__gt=now)
            .order_by("pk")
            .first()
        )
    if found is None:
        raise InvitationGone("This invitation can't be used any more.", cure="Ask who invited you for a new one.")
    return found


def accept(*, token: str, name: str, password: str, now: datetime) -> Member:
    """Make an account with the invited address and give it the place.

    Raises InvitationGone, and Taken when the address has an account: then its owner signs in and uses `accept_as`
    (a link in a mail must not set a new password on an account that stands).
    """
    offer = find_open(token=token, now=now)
    account_exists = Taken(
        f"{offer.email} has an account already.",
        field="email",
        value=offer.email,
        cure="Sign in, then open the link again.",
    )
    with refusing({"camps_user_email_key": account_exists}):
        if User.objects.filter(email=offer.email).exists():
            raise account_exists
        user = User.objects.create_user(offer.email, password, name=name.strip())
        return _give_place(offer, user=user, now=now)


def accept_as(*, token: str, user: User, now: datetime) -> Member:
    """Give the place to a person who is signed in. Raises InvitationGone, also when it was sent to another address."""
    offer = find_open(token=token, now=now)
    if offer.email != user.email:
        raise InvitationGone(
            f"This invitation was sent to {offer.email}, and you are signed in as {user.email}.",
            cure="Sign out, then open the link again.",
        )
    with transaction.atomic():
        return _give_place(offer, user=user, now=now)


def _give_place(offer: Invitation, *, user: User, now: datetime) -> Member:
    """The conditional UPDATE is the claim: of two that use one link at once, one gets a row."""
    with scope(organisation=offer.organisation):
        used = Invitation.objects.filter(pk=offer.pk, accepted_at=None, revoked_at=None, expires_at__gt=now)
        if not used.update(accepted_at=now):
            raise InvitationGone("This invitation can't be used any more.", cure="Ask who invited you for a new one.")
        member, _ = Member.objects.get_or_create(
            organisation=offer.organisation, user=user, defaults={"role": offer.role, "doctor_id": offer.doctor_id}
        )
    return member
